"""Where on a page something is wrong, for whoever has the paper in hand; a batch does not ask.

Parts of a page are held against one another, so that the softness of a print, the number of dots
and the colour of the paper don't matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.preprocess import quality
from pipeline.preprocess.blank import is_blank
from pipeline.preprocess.cleaning.seals import grey_without_seals, seals
from pipeline.preprocess.ink.letters import letter_ink
from pipeline.preprocess.ink.light import percentile
from pipeline.preprocess.ink.overview import (
    COLOUR_SPREAD,
    LEAST_SMALL_DPI,
    SMALL_DPI,
    Overview,
    overview,
    shrunk,
)
from pipeline.preprocess.ink.print_size import TARGET_DPI
from schemas.geometry import BoundingBox
from schemas.imaging import InkMap, PageImage, Pixels

LONG_SIDE, SHORT_SIDE = 6, 4
"""Into so many parts the sides are cut; their letters are held against those of the others."""
LEAST_STEPS, LEAST_CONTRAST = 1500, 30
"""A part has so many steps in letters, and so much between paper and letters, or says nothing."""
SOFT = 0.5
"""Edges below this share of those in the sharp parts (75th percentile) are blurred; on real scans
the softest part has 0.63."""
LIGHT_ROWS, LIGHT_COLUMNS = 16, 12
"""Parts whose paper is held against the lit paper."""
DARK, LEAST_DARK = 0.55, 0.015
"""Paper below this share of the lit paper's brightness is dark; smaller patches don't count."""
DARK_SCAN = 110
"""Where the page's paper is darker than this in its brightest channel, all of it is too dark."""
RED_CELL_MM, RED_CELL = 1.0, 0.1
"""Size of a cell of the seals' map, and the share of red ink from which it counts."""


class Trouble(StrEnum):
    """What is wrong at a place."""

    BLURRED = "blurred"
    DARK = "dark"
    CUT_LEFT = "cut_left"
    CUT_RIGHT = "cut_right"
    CUT_TOP = "cut_top"
    CUT_BOTTOM = "cut_bottom"

    @property
    def is_cut(self) -> bool:
        """Whether letters run out of the picture there."""
        return self.value.startswith("cut_")


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a page where something is wrong; `box` in pixels of the unturned scan, as its sides
    are named."""

    trouble: Trouble
    box: BoundingBox


@dataclass(frozen=True, slots=True)
class PageLook:
    """What a look at a picture tells whoever has the paper in hand.

    `dark`: all of it is; `shines_through`: all that is there is diffuse, as ink of the other side
    is; `in_colour`: scanned in colour (a page drawn from a PDF is taken to be); `seals`: where the
    red ink of seals stands, None where there is none.
    """

    places: tuple[Place, ...]
    dark: bool
    shines_through: bool
    in_colour: bool
    seals: InkMap | None


def look_over(page: PageImage) -> PageLook:
    """Look at a page as received for what another scan would mend, and for seals."""
    pixels, dpi = shrunk(page.pixels, page.dpi, TARGET_DPI, np.inf)
    view = overview(pixels, dpi)
    scale = page.pixels.shape[1] / pixels.shape[1]
    letters = letter_ink(view)
    dark = tuple(_dark(pixels, letters, view))
    blurred = (
        one
        for one in _blurred(pixels, letters, view)
        if not any(_meet(one.box, other.box) for other in dark)  # the dark explains it
    )
    places = (*blurred, *dark, *_cut(pixels, view))
    return PageLook(
        tuple(Place(one.trouble, _scaled(one.box, scale)) for one in places),
        _is_dark(pixels),
        _shines_through(view),
        page.rendered or is_in_colour(page.pixels),
        _seal_map(pixels, view, page),
    )


def is_in_colour(pixels: Pixels) -> bool:
    """Whether a picture has three channels that are not all the same: a colour scanner's never
    are, not even on white paper."""
    return pixels.ndim == 3 and (_has_colour(pixels[::16]) or _has_colour(pixels))


def _has_colour(pixels: Pixels) -> bool:
    red, green, blue = cv2.split(pixels)
    return bool(cv2.absdiff(red, green).any() or cv2.absdiff(green, blue).any())


def _meet(one: BoundingBox, other: BoundingBox) -> bool:
    return max(one.x0, other.x0) < min(one.x1, other.x1) and max(
        one.y0, other.y0
    ) < min(one.y1, other.y1)


def _scaled(box: BoundingBox, scale: float) -> BoundingBox:
    return BoundingBox(box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale)


def _blurred(pixels: Pixels, letters: Pixels, view: Overview) -> Iterator[Place]:
    """Groups of parts whose letters are far softer than the others'."""
    sharpness = _sharpness(grey_without_seals(pixels, view), letters)
    known = sharpness[np.isfinite(sharpness)]
    if known.size < 2:
        return
    soft = sharpness < SOFT * float(np.percentile(known, 75))  # NaN is not below
    for box in _groups(soft, pixels.shape[:2]):
        yield Place(Trouble.BLURRED, box)


def _sharpness(grey: Pixels, letters: Pixels) -> NDArray[np.float64]:
    """Steepness of edges of letters, as a share of the contrast, in each part of the page; NaN
    where there are too few letters."""
    across = cv2.absdiff(grey[:-1, 1:], grey[:-1, :-1])
    steps = cv2.max(across, cv2.absdiff(grey[1:, :-1], grey[:-1, :-1]))
    inside = cv2.resize(letters, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
    height, width = steps.shape
    cut = (LONG_SIDE, SHORT_SIDE) if height >= width else (SHORT_SIDE, LONG_SIDE)
    found = np.full(cut, np.nan)
    for row, column, part in _parts(steps.shape, *cut):
        within = inside[:-1, 1:][part] > 0
        found[row, column] = _steepness(steps[part], grey[:-1, 1:][part], within)
    return found


def _steepness(steps: Pixels, grey: Pixels, within: NDArray[np.bool_]) -> float:
    if np.count_nonzero(within) < LEAST_STEPS:
        return np.nan
    contrast = _share(grey, 90) - _share(grey[within], 10)
    return (
        _share(steps[within], 90) / contrast if contrast >= LEAST_CONTRAST else np.nan
    )


def _share(values: Pixels, percent: float) -> int:
    return percentile(np.bincount(values.ravel(), minlength=256), percent)


def _parts(
    shape: tuple[int, ...], rows: int, columns: int
) -> Iterator[tuple[int, int, tuple[slice, slice]]]:
    """The parts of a picture cut into rows and columns: row, column, and where it lies."""
    down = np.linspace(0, shape[0], rows + 1).astype(int).tolist()
    along = np.linspace(0, shape[1], columns + 1).astype(int).tolist()
    for row, vertical in enumerate(pairwise(down)):
        for column, level in enumerate(pairwise(along)):
            yield row, column, (slice(*vertical), slice(*level))


def _groups(
    marked: NDArray[np.bool_], shape: tuple[int, ...], least: int = 1
) -> Iterator[BoundingBox]:
    """Boxes around marked parts that touch or have one other between them, in pixels of a picture
    of a shape."""
    near = np.ones((3, 3), np.uint8)
    joined = cv2.morphologyEx(marked.astype(np.uint8), cv2.MORPH_CLOSE, near)
    count, groups = cv2.connectedComponents(joined)
    high, wide = shape[0] / marked.shape[0], shape[1] / marked.shape[1]
    for number in range(1, count):
        rows, columns = np.nonzero(marked & (groups == number))
        if rows.size >= least:
            yield BoundingBox(
                float(columns.min() * wide),
                float(rows.min() * high),
                float((columns.max() + 1) * wide),
                float((rows.max() + 1) * high),
            )


def _dark(pixels: Pixels, letters: Pixels, view: Overview) -> Iterator[Place]:
    """Parts with letters on paper that is far darker than the lit paper."""
    size = (LIGHT_COLUMNS, LIGHT_ROWS)
    paper = cv2.resize(view.background, size, interpolation=cv2.INTER_AREA)
    level = quality.SHADOW_LEVEL if quality.is_in_shadow(view) else DARK
    dark = paper < level * percentile(view.brightness, 90)
    written = cv2.resize(letters, size, interpolation=cv2.INTER_AREA) > 0
    least = max(1, round(LEAST_DARK * dark.size))
    _, groups = cv2.connectedComponents(dark.astype(np.uint8))
    for number in np.unique(groups[dark & written]):
        for box in _groups(groups == number, pixels.shape[:2], least):
            yield Place(Trouble.DARK, box)


def _is_dark(pixels: Pixels) -> bool:
    sample = pixels[::8, ::8]
    brightest = sample.max(axis=2) if sample.ndim == 3 else sample
    return _share(brightest, 90) < DARK_SCAN


def _cut(pixels: Pixels, view: Overview) -> Iterator[Place]:
    """The edges of the picture that cut through letters."""
    scale = pixels.shape[1] / view.ink.shape[1]
    for name, letters in quality.cut_letters(view).items():
        x, y, width, height = letters.T
        box = BoundingBox(
            float(x.min()),
            float(y.min()),
            float((x + width).max()),
            float((y + height).max()),
        )
        yield Place(Trouble(f"cut_{name}"), _scaled(box, scale))


def _shines_through(view: Overview) -> bool:
    """Whether there are traces on a page that is blank but for them."""
    return bool(
        is_blank(view) and view.levels.pale and not is_blank(view, view.levels.mark)
    )


def _seal_map(pixels: Pixels, view: Overview, page: PageImage) -> InkMap | None:
    """Cells of about 1 mm that hold red ink of something as large as a seal."""
    if pixels.ndim == 2:
        return None
    ink = _red_ink(pixels, view)
    cell = max(round(page.dpi * RED_CELL_MM / 25.4), 1)
    rows, columns = (max(1, round(side / cell)) for side in page.pixels.shape[:2])
    shares = cv2.resize(ink, (columns, rows), interpolation=cv2.INTER_AREA)
    cells = shares > 255 * RED_CELL
    if not cells.any():
        return None
    return InkMap(columns, rows, cell, np.packbits(cells).tobytes().hex())


def _red_ink(pixels: Pixels, view: Overview) -> Pixels:
    """255 where there is red ink of seals, of the overview's size."""
    ink = np.zeros_like(view.ink)
    found = seals(view)
    if not found:
        return ink
    small, _ = shrunk(pixels, TARGET_DPI, LEAST_SMALL_DPI, SMALL_DPI)
    small = cv2.resize(small, view.ink.shape[::-1], interpolation=cv2.INTER_AREA)
    red, green, blue = cv2.split(small)
    excess = cv2.subtract(red, cv2.max(green, blue))
    for x, y, width, height in found:
        part = np.s_[y : y + height, x : x + width]
        ink[part] = np.where(excess[part] > COLOUR_SPREAD, 255, ink[part])
    return ink
