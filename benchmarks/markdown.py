"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

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


def or_dash(one: Mapping[str, Any], cells: Callable[[Mapping[str, Any]], Row]) -> Row:
    """Two cells of the peer's figures; dashes where it was not measured."""
    return cells(one["peer"]) if one.get("peer") else ("–", "–")


def ratio(one: Mapping[str, Any], key: str) -> object:
    """Ours to the peer's, where both were measured."""
    return one.get("ours_to_peer", {}).get(key)


def milliseconds(seconds: float) -> str:
    """Whole milliseconds."""
    return f"{seconds * 1000:.0f}"
