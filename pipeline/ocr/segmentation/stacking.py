"""Columns laid one below the other before recognition.

The head of a Vietnamese official paper stands in two columns (organ and number left, national title
and date right), so does its foot (recipients left, signer right), and their lines seldom share a
baseline. A recogniser that takes the page as one block reads forms best, but garbles such pairs. So
the columns of a band are stacked, the page is read as one block, and boxes are moved back. Marriage
certificates hold two persons side by side in the same way. Where to cut, see
pipeline.ocr.segmentation.columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.ocr.segmentation.columns.column_bands import find_column_bands
from pipeline.ocr.segmentation.columns.segments import Band
from schemas.geometry import BoundingBox
from schemas.imaging import CleanPage, Pixels

SPACING_INCHES = 0.12


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of the page and its place on the stacked picture, in pixels. `column`: 0 whole width,
    1 left, 2 right.

    `band` counts the bands of the page from the top; both columns of a band share it.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    top: int
    band: int
    column: int = 0


@dataclass(frozen=True, slots=True)
class StackedPage:
    """The picture to recognise, uint8 (h, w), and where its strips come from, in reading order."""

    pixels: Pixels
    strips: tuple[Strip, ...]

    def strip_at(self, y: float) -> Strip:
        """The strip that holds the stacked row y."""
        return next(
            (strip for strip in reversed(self.strips) if strip.top <= y), self.strips[0]
        )

    def to_page(self, box: BoundingBox) -> tuple[BoundingBox, Strip]:
        """A box of the stacked picture as a box of the page, and its strip."""
        strip = self.strip_at((box.y0 + box.y1) / 2)
        shift = strip.y0 - strip.top
        return BoundingBox(box.x0, box.y0 + shift, box.x1, box.y1 + shift), strip


def stack_columns(page: CleanPage) -> StackedPage:
    """Lay the two columns of head and foot below one another; a page without columns stays as it
    is."""
    height, width = page.pixels.shape
    bands = find_column_bands(page.pixels, page.dpi)
    if not bands:
        return StackedPage(page.pixels, (Strip(0, 0, width, height, 0, 0),))
    spacing = round(SPACING_INCHES * page.dpi)
    strips = _stack(bands, (height, width), spacing)
    last = strips[-1]
    tall = last.top + last.y1 - last.y0 + spacing
    stacked = np.full((tall, width), 255, np.uint8)
    for s in strips:
        stacked[s.top : s.top + s.y1 - s.y0, s.x0 : s.x1] = page.pixels[
            s.y0 : s.y1, s.x0 : s.x1
        ]
    return StackedPage(stacked, tuple(strips))


def _stack(bands: Sequence[Band], size: tuple[int, int], spacing: int) -> list[Strip]:
    """The strips of a page in reading order, one below the other with some white between them."""
    height, width = size
    strips: list[Strip] = []
    top = at = number = 0
    for y0, y1, cut in [*bands, (height, height, 0)]:
        pieces = [(0, at, width, y0, 0)]
        if cut:
            pieces += [(0, y0, cut, y1, 1), (cut, y0, width, y1, 2)]
        for x0, py0, x1, py1, column in pieces:
            number += column != 2
            if py1 > py0:
                strips.append(Strip(x0, py0, x1, py1, top, number, column))
                top += py1 - py0 + spacing
        at = y1
    return strips
