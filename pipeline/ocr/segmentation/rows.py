"""Pieces of lines as rows to read: side by side in one column of the page, wide white taken out
between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.ocr.segmentation.columns import find_column_bands
from pipeline.ocr.segmentation.pieces import FoundLines, Piece, cut_piece
from schemas.imaging import CleanPage, Pixels

GAP = 1.5  # white left between pieces, in x-heights
SAME_ROW = 0.45  # pieces of a row lie at the same height to within this share of an x-height
HEAD_SHARE = 0.12  # of the page's height: two columns that begin above this are a head
LEVEL_ROWS = 5  # so many rows that are level on both sides of a cut are two persons side by side
LEVEL_SHARE = 0.5  # fewer of them than that, but this share of all, are rows of a form
MARGIN = 4
CLIMB = 1.0  # pieces of a row whose base lines differ by more are put on one line, in x-heights
ABOVE, BELOW = 1.25, 0.7  # how far marks and descenders reach beyond the letters, in x-heights


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces at one height, left to right. `band`, `column`: where on the page, see
    pipeline.ocr.segmentation.columns."""

    pieces: tuple[Piece, ...]
    band: int
    column: int


@dataclass(frozen=True, slots=True)
class RowStrip:
    """A row cut out. `places`: for each piece the x of its picture in the strip and on the page."""

    pixels: Pixels
    places: tuple[tuple[int, int], ...]

    def piece_at(self, x: float) -> int:
        """The number of the piece at x of the strip."""
        return max(0, sum(begin <= x for begin, _ in self.places) - 1)

    def to_page_x(self, x: float) -> float:
        """x of the strip as x of the page."""
        begin, on_page = self.places[self.piece_at(x)]
        return x - begin + on_page

    @property
    def parts(self) -> list[tuple[int, int]]:
        """The columns of each piece, from the left."""
        edges = [*(begin for begin, _ in self.places), self.pixels.shape[1]]
        return [(begin, end) for begin, end in pairwise(edges) if end - begin > 2]


def find_rows(page: CleanPage, found: FoundLines) -> tuple[Row, ...]:
    """Rows in reading order: bands from the top, in a band the left column before the right."""
    bands = [
        band
        for y0, y1, cut in find_column_bands(page.pixels, page.dpi)
        if (band := _below_form(found, y0, y1, cut, y0 < HEAD_SHARE * page.pixels.shape[0]))
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
    sides = (
        [piece for piece in inside if piece.x1 <= cut],
        [piece for piece in inside if piece.x0 >= cut],
    )
    if head or not all(sides):
        return y0, y1, cut
    if any(piece.x0 < cut - found.x_height and piece.x1 > cut + found.x_height for piece in inside):
        return None
    reach = SAME_ROW * found.x_height
    level = [any(abs(one.core1 - other.core1) <= reach for other in sides[1]) for one in sides[0]]
    if all(level) and len(level) >= LEVEL_ROWS:
        return y0, y1, cut
    if sum(level) >= LEVEL_SHARE * len(level):
        return None
    rows = [one.core1 for one, is_level in zip(sides[0], level, strict=True) if is_level]
    tops = sorted(
        piece.core1
        for piece in sides[0] + sides[1]
        if all(abs(piece.core1 - row) > reach for row in rows)
    )
    form = [row for row in rows if not tops or row < tops[0]]
    begin = round(max(form) + reach) if form else y0
    both = all(any(piece.middle > begin for piece in side) for side in sides)
    return (begin, y1, cut) if both else None


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
    beside = all(piece.x0 >= other.x1 - reach or piece.x1 <= other.x0 + reach for other in row)
    nearest = min(row, key=lambda other: max(other.x0 - piece.x1, piece.x0 - other.x1))
    return beside and abs(nearest.core1 - piece.core1) <= reach


def cut_strip(page: CleanPage, found: FoundLines, row: Row) -> RowStrip:
    """The row on white paper, its pieces moved together."""
    gap = round(GAP * found.x_height)
    shifts = _shifts(row.pieces, found.x_height)
    edges = [
        (upper + down, lower + down)
        for down, (upper, lower) in zip(
            shifts, (_upright_extent(piece, found.x_height) for piece in row.pieces), strict=True
        )
    ]
    top = max(0, min(upper for upper, _ in edges) - MARGIN)
    bottom = min(page.pixels.shape[0], max(lower for _, lower in edges) + MARGIN)
    pictures: list[tuple[int, int, Pixels]] = []
    places: list[tuple[int, int]] = []
    at, end = 0, None
    for piece, down in zip(row.pieces, shifts, strict=True):
        left = max(0, piece.x0 - MARGIN)
        picture = cut_piece(page.pixels, found, piece, MARGIN)
        if end is not None:
            at += min(gap, max(0, left - end))
        places.append((at, left))
        pictures.append((at, max(0, piece.y0 - MARGIN) + down - top, picture))
        at += picture.shape[1]
        end = left + picture.shape[1]
    strip = np.full((bottom - top, at), 255, np.uint8)
    for x, y, picture in pictures:
        inside = picture[max(0, -y) : max(0, bottom - top - y)]
        y = max(0, y)
        place = strip[y : y + inside.shape[0], x : x + inside.shape[1]]
        np.minimum(place, inside, out=place)
    return RowStrip(strip, tuple(places))


def _shifts(pieces: Sequence[Piece], x_height: float) -> list[int]:
    """How far down each piece goes to stand on one line, where a row climbs or falls from piece to
    piece.

    A taller strip would be shown to a reader at a smaller size.
    """
    bases = [piece.core1 for piece in pieces]
    if max(bases) - min(bases) <= CLIMB * x_height:
        return [0] * len(bases)
    middle = float(np.median(bases))
    return [round(middle - base) for base in bases]


def _upright_extent(piece: Piece, x_height: float) -> tuple[int, int]:
    """Upper and lower edge of the letters with their marks; specks farther off do not make the
    strip taller."""
    size = max(x_height, piece.core1 - piece.core0)
    return max(piece.y0, round(piece.core0 - ABOVE * size)), min(
        piece.y1, round(piece.core1 + BELOW * size)
    )
