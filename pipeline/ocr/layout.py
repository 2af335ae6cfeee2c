"""Columns laid one below the other before recognition.

The head of a Vietnamese official paper stands in two columns (organ and number left, national title and date right), so
does its foot (recipients left, signer right), and their lines seldom share a baseline. A recogniser that takes the page
as one block reads forms best, but garbles such pairs. So the columns of a band are stacked, the page is read as one
block, and boxes are moved back. The cut is found on white gutters between line segments (in the manner of recursive XY
cuts: Nagy and Seth, 1984), one level deep. Tables and label-value rows are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.geometry import BoundingBox
from schemas.imaging import CleanPage, Pixels

WORK_DPI = 50.0
JOIN_INCHES = 0.24  # white between words of one line segment, at most
GUTTER_INCHES = 0.1  # white on either side of a cut, at least
SPLIT_INCHES = 0.3  # white across both columns that ends a band
CUT_FROM, CUT_TO = 0.25, 0.68  # where on the page's width a cut may lie
SPACING_INCHES = 0.12
MOST_OUTSIDE = 2  # segments across the cut that may stand above a head or below a foot
_X, _Y, _W, _H = range(4)


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of the page and its place on the stacked picture, in pixels. `column`: 0 whole width, 1 left, 2 right.

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
        return next((strip for strip in reversed(self.strips) if strip.top <= y), self.strips[0])

    def to_page(self, box: BoundingBox) -> tuple[BoundingBox, Strip]:
        """A box of the stacked picture as a box of the page, and its strip."""
        strip = self.strip_at((box.y0 + box.y1) / 2)
        shift = strip.y0 - strip.top
        return BoundingBox(box.x0, box.y0 + shift, box.x1, box.y1 + shift), strip


def stack_columns(page: CleanPage) -> StackedPage:
    """Lay the two columns of head and foot below one another; a page without columns stays as it is."""
    height, width = page.pixels.shape
    bands = _column_bands(line_segments(page.pixels, page.dpi), width, page.dpi)
    if not bands:
        return StackedPage(page.pixels, (Strip(0, 0, width, height, 0, 0),))
    spacing = round(SPACING_INCHES * page.dpi)
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
    stacked = np.full((top, width), 255, np.uint8)
    for s in strips:
        stacked[s.top : s.top + s.y1 - s.y0, s.x0 : s.x1] = page.pixels[s.y0 : s.y1, s.x0 : s.x1]
    return StackedPage(stacked, tuple(strips))


def line_segments(pixels: Pixels, dpi: float) -> NDArray[np.int32]:
    """Boxes (x, y, w, h) of pieces of text lines without wide white, from the top, in pixels of the page."""
    scale = WORK_DPI / dpi
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    ink = cv2.threshold(small, 200, 255, cv2.THRESH_BINARY_INV)[1]
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, round(JOIN_INCHES * WORK_DPI)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    keep = (stats[:, _H] >= 0.06 * WORK_DPI) & (stats[:, _W] >= 0.12 * WORK_DPI)
    keep[0] = False
    boxes = stats[keep, :4]
    return np.round(boxes[np.argsort(boxes[:, _Y], kind="stable")] / scale).astype(np.int32)


def _column_bands(segments: NDArray[np.int32], width: int, dpi: float) -> list[tuple[int, int, int]]:
    """(y0, y1, cut) of the head and the foot in two columns, where there are such, from the top."""
    if not len(segments):
        return []
    gutter = GUTTER_INCHES * dpi
    in_table = _neighbours(segments) >= 2
    best: dict[str, tuple[tuple[int, float], tuple[int, int, int]]] = {}
    for cut in range(round(CUT_FROM * width), round(CUT_TO * width), max(1, round(0.04 * dpi))):
        crossing = (segments[:, _X] < cut + gutter) & (segments[:, _X] + segments[:, _W] > cut - gutter)
        crossing |= in_table
        for part in _undivided(segments, crossing, SPLIT_INCHES * dpi):
            left, right = part[part[:, _X] < cut], part[part[:, _X] >= cut]
            y0, y1 = int(part[:, _Y].min()), int((part[:, _Y] + part[:, _H]).max())
            above = int((segments[crossing, _Y] + segments[crossing, _H] <= y0 + 1).sum())
            below = int((segments[crossing, _Y] >= y1 - 1).sum())
            place = "head" if above <= MOST_OUTSIDE else "foot" if below <= MOST_OUTSIDE else None
            if place is None or not _are_columns(left, right):
                continue
            room = float(min(cut - (left[:, _X] + left[:, _W]).max(), right[:, _X].min() - cut))
            rank = (len(part), room)
            if place not in best or rank > best[place][0]:
                best[place] = rank, (*_padded(segments, y0, y1, dpi), cut)
    bands = sorted(band for _, band in best.values())
    return bands[:1] if len(bands) == 2 and bands[0][1] > bands[1][0] else bands


def _neighbours(segments: NDArray[np.int32]) -> NDArray[np.intp]:
    """How many other segments stand at the height of each."""
    middle, height = segments[:, _Y] + segments[:, _H] / 2, segments[:, _H]
    same = np.abs(middle[:, None] - middle[None, :]) < 0.4 * np.minimum(height[:, None], height[None, :])
    return same.sum(axis=1) - 1


def _padded(segments: NDArray[np.int32], y0: int, y1: int, dpi: float) -> tuple[int, int]:
    """A band's rows with room for faint marks, up to the middle of the white next to it."""
    ends, starts = segments[:, _Y] + segments[:, _H], segments[:, _Y]
    before, after = ends[ends <= y0], starts[starts >= y1]
    reach = round(0.08 * dpi)
    up = min(reach, (y0 - int(before.max())) // 2) if before.size else min(reach, y0)
    down = min(reach, (int(after.min()) - y1) // 2) if after.size else reach
    return y0 - up, y1 + down


def _undivided(segments: NDArray[np.int32], crossing: NDArray[np.bool_], widest: float) -> list[NDArray[np.int32]]:
    """Groups of consecutive segments that neither a crossing segment nor wide white parts."""
    groups: list[list[NDArray[np.int32]]] = [[]]
    end = 0.0
    for segment, crosses in zip(segments, crossing, strict=True):
        if crosses or segment[_Y] - end > widest:
            groups.append([])
        if not crosses:
            groups[-1].append(segment)
        end = max(end, float(segment[_Y] + segment[_H]))
    return [np.array(group) for group in groups if len(group) >= 3]


def _are_columns(left: NDArray[np.int32], right: NDArray[np.int32]) -> bool:
    """Two columns side by side, with two lines at least in one of them."""
    if not len(left) or not len(right) or len(left) + len(right) < 3:
        return False
    left_end, right_end = (int((side[:, _Y] + side[:, _H]).max()) for side in (left, right))
    left_top, right_top = int(left[:, _Y].min()), int(right[:, _Y].min())
    shared = min(left_end, right_end) - max(left_top, right_top)
    return shared > 0.5 * min(left_end - left_top, right_end - right_top)
