"""Blank pages: flagged, never dropped.

Blank is a page on which nobody wrote: show-through of the other side, specks, staple holes, folds and dark scan edges
do not count. One short line of text, a stamp or a signature does.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.preprocess.clean import Overview
from pipeline.preprocess.components import Stats, components
from schemas.imaging import Pixels

# Show-through seldom keeps more than a third of the contrast; print keeps more than half.
MARK_LEVEL = 150
MIN_LETTERS = 3
MARGIN_INCHES = 0.12


def is_blank(view: Overview) -> bool:
    """Whether neither letters nor a stamp or drawing stand on the page."""
    level = cv2.divide(view.grey, view.background, scale=255)
    dark = cv2.threshold(level, MARK_LEVEL, 255, cv2.THRESH_BINARY_INV)[1]
    return _letters(dark, view.dpi) < MIN_LETTERS and not _has_figure(cv2.max(dark, view.colour), view.dpi)


def _components(mask: Pixels, dpi: float) -> Stats:
    """Statistics of the components that do not touch the margin (folds and scan edges run into it)."""
    _, stats = components(mask)
    height, width = mask.shape
    margin = MARGIN_INCHES * dpi
    x, y, w, h = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3]
    inside = (x > margin) & (y > margin) & (x + w < width - margin) & (y + h < height - margin)
    inside[0] = False
    return stats[inside]


def _letters(dark: Pixels, dpi: float) -> int:
    """How many letter-sized marks stand side by side in one row (counting stops when there are enough)."""
    stats = _components(dark, dpi)
    w, h, area = stats[:, 2], stats[:, 3], stats[:, 4]
    size = (h >= 0.04 * dpi) & (h <= 0.5 * dpi) & (w <= 3.0 * dpi) & (w >= 0.02 * dpi)
    inked = (area >= 0.12 * w * h) & (area >= 5)
    letters = stats[size & inked]
    best = 0
    for x, y, _w, h0, _area in letters[:400]:
        middle = letters[:, 1] + letters[:, 3] / 2
        near = (np.abs(middle - (y + h0 / 2)) < 0.6 * h0) & (np.abs(letters[:, 0] - x) < 1.2 * dpi)
        near &= (letters[:, 3] < 2.2 * h0) & (letters[:, 3] > 0.4 * h0)
        # Letters that run together count by their common width.
        best = max(best, int(np.maximum(1, letters[near, 2] / (0.09 * dpi)).sum()))
        if best >= MIN_LETTERS:
            break
    return best


def _has_figure(marks: Pixels, dpi: float) -> bool:
    """A stamp, signature or drawing: something joined that is large in both directions."""
    reach = max(1, round(0.02 * dpi))
    joined = cv2.dilate(marks, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    stats = _components(joined, dpi)
    large = (np.minimum(stats[:, 2], stats[:, 3]) > 0.3 * dpi) & (stats[:, 4] > 0.03 * dpi * dpi)
    return bool(large.any())
