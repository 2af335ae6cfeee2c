"""Pieces of lines as rows to read: side by side in one column of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ocr.segmentation.columns.column_bands import find_column_bands
from pipeline.ocr.segmentation.pieces import FoundLines, Piece
from schemas.imaging import CleanPage

SAME_ROW = (
    0.45  # pieces of a row lie at the same height to within this share of an x-height
)
HEAD_SHARE = 0.12  # of the page's height: two columns that begin above this are a head
LEVEL_ROWS = (
    5  # so many rows that are level on both sides of a cut are two persons side by side
)
LEVEL_SHARE = 0.5  # fewer of them than that, but this share of all, are rows of a form


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces at one height, left to right. `band`, `column`: where on the page, see
    pipeline.ocr.segmentation.columns."""

    pieces: tuple[Piece, ...]
    band: int
    column: int


def find_rows(page: CleanPage, found: FoundLines) -> tuple[Row, ...]:
    """Rows in reading order: bands from the top, in a band the left column before the right."""
    bands = [
        band
        for y0, y1, cut in find_column_bands(page.pixels, page.dpi)
        if (
            band := _below_form(
                found, y0, y1, cut, y0 < HEAD_SHARE * page.pixels.shape[0]
            )
        )
    ]
    groups: dict[tuple[int, int], list[Piece]] = {}
    for piece in found.pieces:
        groups.setdefault(_place(piece, bands), []).append(piece)
    return tuple(
        Row(row, *place)
        for place in sorted(groups)
        for row in _in_rows(groups[place], SAME_ROW * found.x_height)
    )


def _below_form(
    found: FoundLines, y0: int, y1: int, cut: int, head: bool
) -> tuple[int, int, int] | None:
    """A band without the rows of a form at its top: pieces left and right of the cut on one base
    line.

    The head of a page is left as it is, and so are long bands that stand level throughout (two
    persons side by side). Text that runs across the cut tells that there are no columns.
    """
    inside = [piece for piece in found.pieces if y0 <= piece.middle < y1]
    left = [piece for piece in inside if piece.x1 <= cut]
    right = [piece for piece in inside if piece.x0 >= cut]
    if head or not left or not right:
        return y0, y1, cut
    if any(_runs_across(piece, cut, found.x_height) for piece in inside):
        return None
    reach = SAME_ROW * found.x_height
    rows = _level_rows(left, right, reach)
    if len(rows) == len(left) >= LEVEL_ROWS:
        return y0, y1, cut
    if len(rows) >= LEVEL_SHARE * len(left):
        return None
    begin = _end_of_form(left + right, rows, reach, y0)
    both = all(any(piece.middle > begin for piece in side) for side in (left, right))
    return (begin, y1, cut) if both else None


def _runs_across(piece: Piece, cut: int, x_height: float) -> bool:
    return piece.x0 < cut - x_height and piece.x1 > cut + x_height


def _level_rows(
    left: Sequence[Piece], right: Sequence[Piece], reach: float
) -> list[float]:
    """Base lines of the pieces on the left that are level with one on the right."""
    return [
        one.core1
        for one in left
        if any(abs(one.core1 - other.core1) <= reach for other in right)
    ]


def _end_of_form(
    pieces: Sequence[Piece], rows: Sequence[float], reach: float, y0: int
) -> int:
    """Where a band begins below the level rows at its top.

    Args:
        pieces: of the band, on both sides of its cut.
        rows: base lines of pieces on the left that are level with one on the right.
        reach: how far level pieces may lie apart.
        y0: where the band begins.
    """
    others = [
        piece.core1
        for piece in pieces
        if all(abs(piece.core1 - row) > reach for row in rows)
    ]
    form = [row for row in rows if not others or row < min(others)]
    return round(max(form) + reach) if form else y0


def _place(piece: Piece, bands: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """(band, column): bands with columns have odd numbers, what lies between them even ones."""
    for number, (y0, y1, cut) in enumerate(bands):
        if piece.middle < y0:
            return 2 * number, 0
        if piece.middle < y1:
            return 2 * number + 1, 1 if (piece.x0 + piece.x1) / 2 < cut else 2
    return 2 * len(bands), 0


def _in_rows(pieces: Sequence[Piece], reach: float) -> list[tuple[Piece, ...]]:
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        near = [row for row in rows[-4:] if _fits(piece, row, reach)]
        if near:
            min(near, key=lambda row: abs(row[-1].middle - piece.middle)).append(piece)
        else:
            rows.append([piece])
    rows.sort(key=lambda row: min(piece.middle for piece in row))
    return [tuple(sorted(row, key=lambda piece: piece.x0)) for row in rows]


def _fits(piece: Piece, row: Sequence[Piece], reach: float) -> bool:
    beside = all(
        piece.x0 >= other.x1 - reach or piece.x1 <= other.x0 + reach for other in row
    )
    nearest = min(row, key=lambda other: max(other.x0 - piece.x1, piece.x0 - other.x1))
    return beside and abs(nearest.core1 - piece.core1) <= reach
