"""Straight lines of a level page: underlines, table rules, frames, folds."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.preprocess.components import AREA, HEIGHT, WIDTH, Labels, Stats
from schemas.imaging import Pixels

THICK_INCHES = 0.06  # greatest thickness of a rule
LONG_INCHES = 0.35  # shortest straight piece that goes; letters and dashes are shorter


def mark_rules(gone: Pixels, labels: Labels, stats: Stats, dpi: float) -> None:
    """Mark the pixels of rules in `gone` with 255.

    Args:
        gone: uint8 (h, w), written to.
        labels: connected components of the ink.
        stats: their boxes and areas.
        dpi: dots per inch.
    """
    long, thick = max(3, round(LONG_INCHES * dpi)), max(3, round(THICK_INCHES * dpi))
    candidates = (stats[:, WIDTH] >= long) | (stats[:, HEIGHT] >= long)
    # A solid area is no set of lines.
    candidates &= (stats[:, AREA] < 0.5 * stats[:, WIDTH] * stats[:, HEIGHT]) | (
        np.minimum(stats[:, WIDTH], stats[:, HEIGHT]) <= thick
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
