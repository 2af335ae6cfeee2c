"""Forms ruled as a table of labels and columns (`Thông tin | Bên nữ | Bên nam`): a label that runs
over two lines, or a value beside it in the middle of the cell's height, makes rows of its own by
height alone. Here such a cell becomes one row again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from statistics import median

from pipeline.extract.normalize.text import fold
from pipeline.extract.rows import Token, TokenRow

_COLUMNS = 3  # of a head: labels and two columns of values
_MOST_LINES = 4  # of a label
# Text heights that a value's line may stand above or below its label's lines.
_BESIDE = 0.6


@dataclass(frozen=True, slots=True)
class _Line:
    """A segment of a row, with the row's place."""

    row: int
    part: TokenRow

    @property
    def middle(self) -> float:
        return (self.part.box.y0 + self.part.box.y1) / 2


def join_cells(
    rows: Sequence[TokenRow], labels: frozenset[str]
) -> tuple[TokenRow, ...]:
    """The rows of a document's pages, cells below a table's head joined.

    Args:
        labels: of facts, folded.
    """
    pages = groupby(rows, key=lambda row: row.page)
    return tuple(row for _, page in pages for row in _join_page(list(page), labels))


def _join_page(rows: list[TokenRow], labels: frozenset[str]) -> list[TokenRow]:
    head = next((at for at, row in enumerate(rows) if _is_head(row)), len(rows))
    return [*rows[: head + 1], *_join(rows[head + 1 :], labels)]


def _is_head(row: TokenRow) -> bool:
    parts = row.segments
    return len(parts) >= _COLUMNS and not any(t.ends_label for t in row.tokens)


def _join(rows: Sequence[TokenRow], labels: frozenset[str]) -> list[TokenRow]:
    edges = [row.segments[1].box.x0 for row in rows if len(row.segments) == _COLUMNS]
    if not edges:
        return list(rows)
    edge = median(edges) - rows[0].height
    left, right = _lines(rows, edge)
    used: set[int] = set()
    joined: list[tuple[float, TokenRow]] = []
    for cell in _label_cells(left, labels):
        beside = _values_beside(cell, right)
        if len({line.row for line in (*cell, *beside)}) == 1 or not beside:
            continue
        used.update(id(line) for line in (*cell, *beside))
        whole = cell[0].part.of([*_tokens(cell), *_by_column(beside)])
        joined.append((cell[0].middle, whole))
    rest = _left_over(rows, [line for line in (*left, *right) if id(line) not in used])
    placed = sorted([*joined, *rest], key=lambda one: one[0])
    return [row for _, row in placed]


def _lines(rows: Sequence[TokenRow], edge: float) -> tuple[list[_Line], list[_Line]]:
    """What stands left of the columns of values, and in them; a ruled line may be all that parts a
    label from its value."""
    left, right = [], []
    for at, row in enumerate(rows):
        for part in row.segments:
            begin = sum(token.box.x0 < edge for token in part.tokens)
            left += [_Line(at, one) for one in [part.part(0, begin)] if one]
            right += [_Line(at, one) for one in [part.part(begin)] if one]
    return left, right


def _label_cells(
    left: Sequence[_Line], labels: frozenset[str]
) -> list[tuple[_Line, ...]]:
    """Lines that are a known label together, the most lines first."""
    found: list[tuple[_Line, ...]] = []
    at = 0
    while at < len(left):
        tried = (tuple(left[at : at + n]) for n in range(_MOST_LINES, 0, -1))
        cell = next((one for one in tried if _reads(one) in labels), None)
        if cell is not None:
            found.append(cell)
        at += len(cell) if cell is not None else 1
    return found


def _reads(cell: Sequence[_Line]) -> str:
    return fold(" ".join(line.part.text for line in cell)).strip()


def _values_beside(cell: Sequence[_Line], right: Sequence[_Line]) -> list[_Line]:
    room = _BESIDE * cell[0].part.height
    top, bottom = cell[0].part.box.y0 - room, cell[-1].part.box.y1 + room
    return [line for line in right if top < line.middle < bottom]


def _by_column(lines: Sequence[_Line]) -> list[Token]:
    """The words of a cell's columns, left to right, each from top to bottom."""
    columns: list[list[_Line]] = []
    for line in sorted(lines, key=lambda one: one.part.box.x0):
        near = columns and line.part.box.x0 - columns[-1][0].part.box.x0 < (
            2 * line.part.height
        )
        if near:
            columns[-1].append(line)
        else:
            columns.append([line])
    ordered = (sorted(column, key=lambda one: one.middle) for column in columns)
    return _tokens(list(chain.from_iterable(ordered)))


def _tokens(lines: Sequence[_Line]) -> list[Token]:
    return [token for line in lines for token in line.part.tokens]


def _left_over(
    rows: Sequence[TokenRow], lines: Sequence[_Line]
) -> list[tuple[float, TokenRow]]:
    """The rows of lines that no cell took."""
    by_row: dict[int, list[_Line]] = {}
    for line in lines:
        by_row.setdefault(line.row, []).append(line)
    return [
        (parts[0].middle, rows[at].of(_tokens(parts))) for at, parts in by_row.items()
    ]
