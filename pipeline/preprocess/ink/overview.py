"""The small copy of a page that all estimates look at: light, ink, and what is coloured."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.preprocess.ink.components import Components, components, most_pieces
from pipeline.preprocess.ink.light import background, print_level
from pipeline.preprocess.ink.print_levels import PrintLevels, find_print_levels
from schemas.imaging import Pixels

# The overview's resolution: halved exactly as long as it stays above the lesser, and to the greater
# at most.
LEAST_SMALL_DPI, SMALL_DPI = 90.0, 125.0
# Ink is coloured where its channels spread this much wider than those of the paper.
COLOUR_SPREAD = 32


@dataclass(frozen=True, slots=True)
class Overview:
    """A small copy of a page for all estimates. All arrays are uint8 (h, w) at `dpi` dots per inch.

    `grey`: brightness; `background`: the paper without ink; `level`: brightness in shares of the
    paper's (255); `colour`: 255 where ink is coloured; `ink`: 255 where something dark or coloured
    stands on the paper, and `pieces` its components; `ink_levels`: how many pixels of ink have each
    level (256); `tint`: spread of the paper's channels; `levels`: where print and paper part.
    """

    grey: Pixels
    background: Pixels
    level: Pixels
    colour: Pixels
    ink: Pixels
    pieces: Components
    ink_levels: NDArray[np.float64]
    dpi: float
    tint: int
    levels: PrintLevels

    @property
    def brightness(self) -> NDArray[np.int64]:
        """How many of the background's pixels have each brightness (256), by one in sixteen."""
        return np.bincount(self.background[::4, ::4].ravel(), minlength=256)

    @property
    def black(self) -> float:
        """The level of the print, which is stretched to black: see `print_level`."""
        return self.levels.black if self.levels.pale else print_level(self.ink_levels)


def overview(pixels: Pixels, dpi: float) -> Overview:
    """Shrink a page to about 100 dpi (never enlarge) and separate ink from paper."""
    small, small_dpi = shrunk(pixels, dpi, LEAST_SMALL_DPI, SMALL_DPI)
    if small.ndim == 3:
        _, spread = brightest_and_spread(small)
        tint = int(np.median(spread[::8, ::8]))
        grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
        colour = cv2.threshold(spread, tint + COLOUR_SPREAD, 255, cv2.THRESH_BINARY)[1]
    else:
        grey, colour, tint = small, np.zeros_like(small), 0
    paper = background(grey)
    level = cv2.divide(grey, paper, scale=255)
    levels = find_print_levels(level)
    ink = cv2.threshold(level, levels.ink, 255, cv2.THRESH_BINARY_INV)[1]
    pieces = components(ink, most_pieces(ink, small_dpi))
    counts = _counts(level, ink)
    return Overview(
        grey, paper, level, colour, ink, pieces, counts, small_dpi, tint, levels
    )


def _counts(level: Pixels, ink: Pixels) -> NDArray[np.float64]:
    return np.asarray(
        cv2.calcHist([level], [0], ink, [256], [0, 256]), np.float64
    ).ravel()


def shrunk(
    pixels: Pixels, dpi: float, least: float, most: float
) -> tuple[Pixels, float]:
    """Halve a picture as long as its resolution stays at `least` or more, then resample it to
    `most` at most.

    Exact halves cost a tenth of other shrinking with averages. An odd last row or column is left
    out.
    """
    while dpi >= 2 * least and min(pixels.shape[:2]) >= 2:
        height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
        pixels = cv2.resize(
            pixels[: 2 * height, : 2 * width],
            (width, height),
            interpolation=cv2.INTER_AREA,
        )
        dpi /= 2
    if dpi > most:
        size = tuple(max(1, round(side * least / dpi)) for side in pixels.shape[1::-1])
        pixels, dpi = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), least
    return pixels, dpi


def brightest_and_spread(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """The brightest channel of each pixel, and how far it stands above the darkest."""
    red, green, blue = cv2.split(pixels)
    brightest = cv2.max(cv2.max(red, green), blue)
    return brightest, cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
