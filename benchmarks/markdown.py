"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Row = Sequence[object]


def table(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a table; None is shown as a dash, whole numbers with separators."""
    yield _row(head)
    yield "|" + "--|" * len(head)
    yield from map(_row, rows)


def _row(cells: Row) -> str:
    shown = (
        "–" if cell is None else f"{cell:,}" if type(cell) is int else str(cell)
        for cell in cells
    )
    return f"| {' | '.join(shown)} |"


def percent(share: float | None) -> str:
    """`12.34 %`."""
    return "–" if share is None else f"{share * 100:.2f} %"
