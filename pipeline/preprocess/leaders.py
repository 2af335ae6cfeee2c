"""Dotted leaders and ruled lines taken off a level page.

Forms are filled in on dots, dashes and lines. Tesseract drops or garbles lines whose text touches them: of all steps of
preparation this one decides. Only connected components of the right shape are taken (rows of dots, thin lines, frames);
a page-wide morphological opening with a long element also eats strokes of degraded text.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.imaging import Pixels

INK_BELOW = 170
DOT_INCHES = 0.036  # a dot's or a thin line's greatest thickness
GAP_INCHES = 0.062  # widest gap between dots of one row
RUN_INCHES = 0.22  # shortest row of dots or line that goes
MIN_DOTS = 5
FRAME_INCHES = 0.4  # frames and tables: at least this wide and high
RULE_INCHES = 0.35  # shortest straight piece of a frame
_X, _Y, _W, _H, _AREA = range(5)


def remove_leaders(page: Pixels, dpi: float) -> Pixels:
    """Return a copy with rows of dots, thin lines and table rules painted white.

    Args:
        page: uint8 (h, w), white paper, text lines level to within half a degree.
        dpi: dots per inch.
    """
    ink = cv2.threshold(page, INK_BELOW, 255, cv2.THRESH_BINARY_INV)[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    gone = np.zeros_like(ink)
    _add_rows(gone, labels, stats, dpi)
    _add_upright_lines(gone, labels, stats, dpi)
    _add_frames(gone, labels, stats, dpi)
    if not cv2.countNonZero(gone):
        return page
    gone = cv2.dilate(gone, np.ones((3, 3), np.uint8))
    return cv2.max(page, gone)


def _painted(gone: Pixels, labels: NDArray[np.int32], stats: NDArray[np.int32], chosen: NDArray[np.bool_]) -> None:
    """Mark the chosen components in `gone`."""
    for index in np.flatnonzero(chosen):
        x, y, w, h, _ = stats[index]
        part = np.s_[y : y + h, x : x + w]
        gone[part][labels[part] == index] = 255


def _add_rows(gone: Pixels, labels: NDArray[np.int32], stats: NDArray[np.int32], dpi: float) -> None:
    thin = stats[:, _H] <= max(3, DOT_INCHES * dpi)
    thin[0] = False
    solid = stats[:, _AREA] >= 0.4 * stats[:, _W] * stats[:, _H]
    thin &= solid | (stats[:, _W] > RUN_INCHES * dpi)
    if not thin.any():
        return
    dots = np.zeros_like(gone)
    _painted(dots, labels, stats, thin)
    gap = max(3, round(GAP_INCHES * dpi))
    rows = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8), borderValue=0)
    _, row_labels, row_stats, _ = cv2.connectedComponentsWithStats(rows, connectivity=8)
    at = row_labels[stats[:, _Y] + stats[:, _H] // 2, stats[:, _X] + stats[:, _W] // 2]
    members = np.bincount(at[thin], minlength=row_stats.shape[0])
    long_line = np.zeros(row_stats.shape[0], bool)
    long_line[at[thin & (stats[:, _W] > RUN_INCHES * dpi)]] = True
    leader = (row_stats[:, _W] >= RUN_INCHES * dpi) & ((members >= MIN_DOTS) | long_line)
    leader &= row_stats[:, _H] <= 2.0 * max(3, DOT_INCHES * dpi)
    leader[0] = False
    _painted(gone, labels, stats, thin & leader[at])


def _add_upright_lines(gone: Pixels, labels: NDArray[np.int32], stats: NDArray[np.int32], dpi: float) -> None:
    thin = (stats[:, _W] <= max(3, DOT_INCHES * dpi)) & (stats[:, _H] > RULE_INCHES * dpi)
    thin[0] = False
    _painted(gone, labels, stats, thin)


def _add_frames(gone: Pixels, labels: NDArray[np.int32], stats: NDArray[np.int32], dpi: float) -> None:
    frame = (stats[:, _W] > FRAME_INCHES * dpi) & (stats[:, _H] > FRAME_INCHES * dpi)
    frame &= stats[:, _AREA] < 0.25 * stats[:, _W] * stats[:, _H]
    frame[0] = False
    length = max(3, round(RULE_INCHES * dpi))
    thick = max(3, round(DOT_INCHES * dpi))
    for index in np.flatnonzero(frame):
        x, y, w, h, _ = stats[index]
        part = np.s_[y : y + h, x : x + w]
        own = np.where(labels[part] == index, np.uint8(255), np.uint8(0))
        for shape, across in (((1, length), (thick + 1, 1)), ((length, 1), (1, thick + 1))):
            straight = cv2.morphologyEx(own, cv2.MORPH_OPEN, np.ones(shape, np.uint8), borderValue=0)
            solid = cv2.morphologyEx(straight, cv2.MORPH_OPEN, np.ones(across, np.uint8), borderValue=0)
            gone[part] |= cv2.subtract(straight, solid)
