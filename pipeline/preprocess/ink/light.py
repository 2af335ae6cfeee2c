"""The brightness of the paper, and a page evened by it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.imaging import Pixels

# Paper comes out white from this share of the background on, so faint show-through goes with it.
WHITE_SHARE = 0.88
PRINT_PERCENTILE = 15
# Paper whose brightness varies by no more than this is evenly lit.
EVEN_LEVELS = 4
# What is darker than this share of the lit paper and does not reach the edge is large print or a
# picture, no shadow.
LARGE_PRINT = 0.35

Counts = NDArray[np.float64] | NDArray[np.intp]


def percentile(counts: Counts, percent: float) -> int:
    """The value below or at which so many percent of the counted values lie; `counts` by value from
    0."""
    sums = np.cumsum(counts)
    return int(np.searchsorted(sums, percent / 100 * sums[-1]))


def background(grey: Pixels) -> Pixels:
    """Brightness of the paper: ink narrower than 3 mm at 100 dpi is closed, the rest smoothed."""
    height, width = grey.shape
    half = cv2.resize(
        grey, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA
    )
    closed = cv2.morphologyEx(
        half,
        cv2.MORPH_CLOSE,
        np.ones((9, 9), np.uint8),
        borderType=cv2.BORDER_REPLICATE,
    )
    # A median of this reach costs ten times as much at twice the size.
    small = cv2.resize(
        closed,
        (max(1, width // 4), max(1, height // 4)),
        interpolation=cv2.INTER_LINEAR,
    )
    smooth = cv2.blur(_without_large_print(cv2.medianBlur(small, 5)), (3, 3))
    return cv2.resize(
        cv2.max(smooth, np.full_like(smooth, 16)),
        (width, height),
        interpolation=cv2.INTER_LINEAR,
    )


def _without_large_print(paper: Pixels) -> Pixels:
    """Dark areas inside the page given the brightness of lit paper; those at its edge (lid, shadow)
    stay."""
    lit = percentile(np.bincount(paper.ravel(), minlength=256), 90)
    dark = cv2.threshold(paper, LARGE_PRINT * lit, 255, cv2.THRESH_BINARY_INV)[1]
    if not cv2.countNonZero(dark):
        return paper
    # Their blurred edges belong to them.
    dark = cv2.dilate(dark, np.ones((5, 5), np.uint8))
    _, labels = cv2.connectedComponents(dark)
    edge = np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1]))
    return np.where((labels > 0) & ~np.isin(labels, edge), np.uint8(lit), paper)


def coarse(background: Pixels) -> Pixels:
    """An eighth of a background's size: it is smooth, and turned for next to nothing."""
    size = tuple(max(1, side // 8) for side in background.shape[::-1])
    return cv2.resize(background, size, interpolation=cv2.INTER_AREA)


def not_paper(level: Pixels, white: float) -> Pixels:
    """255 where something is dark enough not to come out white, 0 elsewhere; `level`: uint8, in
    shares of the paper."""
    return cv2.threshold(level, white, 255, cv2.THRESH_BINARY_INV)[1]


def even_light(
    grey: Pixels, paper: Pixels, black: float, white: float = 255 * WHITE_SHARE
) -> Pixels:
    """Divide the background out, then stretch: print becomes black, paper (with faint show-through)
    white.

    Args:
        grey: uint8 (h, w).
        paper: background of the same picture, at any size.
        black: level of the print, see `print_level`.
        white: level from which on the paper comes out white.
    """
    lightest, darkest = int(paper.max()), int(paper.min())
    if lightest - darkest <= EVEN_LEVELS:
        # Even light: one table for the whole page.
        level = np.arange(256) * (255 / max(1, (lightest + darkest) / 2))
        return cv2.LUT(
            grey,
            np.clip((level - black) * (255 / (white - black)), 0, 255).astype(np.uint8),
        )
    paper = cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    if black:
        grey = cv2.subtract(grey, cv2.convertScaleAbs(paper, alpha=black / 255))
    return cv2.divide(grey, paper, scale=255 * 255 / (white - black))


def print_level(ink_levels: Counts) -> float:
    """How dark the print is where the paper is 255: 0 for deep black, at most 150 for faded.

    Args:
        ink_levels: how many pixels of ink have each level (256).
    """
    if ink_levels.sum() < 50:
        return 0.0
    return min(float(percentile(ink_levels, PRINT_PERCENTILE)), 150.0)
