"""A row of words cut out of its page: its pieces side by side on white, wide white taken out
between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.ocr.segmentation.pieces import FoundLines, Piece, cut_piece
from pipeline.ocr.segmentation.rows import Row
from schemas.imaging import CleanPage, Pixels

MARGIN = 4
# Sizes in x-heights.
GAP = 1.5  # white left between pieces
CLIMB = 1.0  # pieces of a row whose base lines differ by more are put on one line
ABOVE, BELOW = 1.25, 0.7  # how far marks and descenders reach beyond the letters


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


@dataclass(frozen=True, slots=True)
class _Laid:
    """A piece's picture and where its upper left corner lies: on the strip's columns, on the
    page's columns, on the page's rows after the shift."""

    picture: Pixels
    x: int
    on_page: int
    y: int


def cut_strip(page: CleanPage, found: FoundLines, row: Row) -> RowStrip:
    """The row on white paper, its pieces moved together."""
    shifts = _shifts(row.pieces, found.x_height)
    top, bottom = _extent(row, shifts, found.x_height, page.pixels.shape[0])
    laid = _lay_side_by_side(page.pixels, found, row, shifts)
    strip = np.full(
        (bottom - top, laid[-1].x + laid[-1].picture.shape[1]), 255, np.uint8
    )
    for one in laid:
        _darken(strip, one.picture, one.x, one.y - top)
    return RowStrip(strip, tuple((one.x, one.on_page) for one in laid))


def _extent(
    row: Row, shifts: Sequence[int], x_height: float, height: int
) -> tuple[int, int]:
    """Upper and lower edge of the strip in rows of the page after the shift."""
    edges = [
        (upper + down, lower + down)
        for piece, down in zip(row.pieces, shifts, strict=True)
        for upper, lower in (_upright_extent(piece, x_height),)
    ]
    top = max(0, min(upper for upper, _ in edges) - MARGIN)
    return top, min(height, max(lower for _, lower in edges) + MARGIN)


def _lay_side_by_side(
    page: Pixels, found: FoundLines, row: Row, shifts: Sequence[int]
) -> list[_Laid]:
    """The pieces from the left, with no more white between them than `GAP`."""
    gap = round(GAP * found.x_height)
    laid: list[_Laid] = []
    for piece, down in zip(row.pieces, shifts, strict=True):
        left = max(0, piece.x0 - MARGIN)
        at = 0
        if laid:
            before = laid[-1]
            width = before.picture.shape[1]
            white = left - (before.on_page + width)
            at = before.x + width + min(gap, max(0, white))
        picture = cut_piece(page, found, piece, MARGIN)
        laid.append(_Laid(picture, at, left, max(0, piece.y0 - MARGIN) + down))
    return laid


def _darken(strip: Pixels, picture: Pixels, x: int, y: int) -> None:
    """Lay a picture on the strip where it is darker; what stands out above and below is lost."""
    inside = picture[max(0, -y) : max(0, len(strip) - y)]
    y = max(0, y)
    place = strip[y : y + inside.shape[0], x : x + inside.shape[1]]
    np.minimum(place, inside, out=place)


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
