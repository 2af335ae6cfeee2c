"""Straight lines of a level page: underlines, table rules, frames, folds."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.imaging import Pixels

THICK_INCHES = 0.06  # greatest thickness of a rule
LONG_INCHES = 0.35  # shortest straight piece that goes; letters and dashes are shorter
_X, _Y, _W, _H, _AREA = range(5)


def mark_rules(gone: Pixels, labels: NDArray[np.int32], stats: NDArray[np.int32], dpi: float) -> None:
    """Mark the pixels of rules in `gone` with 255.

    Args:
        gone: uint8 (h, w), written to.
        labels: int32 (h, w), connected components of the ink.
        stats: int32 (n, 5), their boxes and areas as OpenCV gives them; row 0 is the paper.
        dpi: dots per inch.
    """
    long, thick = max(3, round(LONG_INCHES * dpi)), max(3, round(THICK_INCHES * dpi))
    candidates = (stats[:, _W] >= long) | (stats[:, _H] >= long)
    # A solid area is no set of lines.
    candidates &= (stats[:, _AREA] < 0.5 * stats[:, _W] * stats[:, _H]) | (
        np.minimum(stats[:, _W], stats[:, _H]) <= thick
    )
    candidates[0] = False
    for index in np.flatnonzero(candidates):
        x, y, w, h, _ = stats[index]
        part = np.s_[y : y + h, x : x + w]
        own = np.where(labels[part] == index, np.uint8(255), np.uint8(0))
        gone[part] |= _straight(own, long, thick)


def _straight(own: Pixels, long: int, thick: int) -> Pixels:
    """Long thin pieces of one component, less the strokes that cross them."""
    level, upright = _opened(own, 1, long), _opened(own, long, 1)
    level = cv2.subtract(level, _opened(cv2.subtract(own, upright), thick + 2, 1))
    upright = cv2.subtract(upright, _opened(cv2.subtract(own, level), 1, thick + 2))
    return cv2.max(level, upright)


def _opened(mask: Pixels, height: int, width: int) -> Pixels:
    if mask.shape[0] < height or mask.shape[1] < width:
        return np.zeros_like(mask)
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((height, width), np.uint8), borderValue=0)
