"""Dotted leaders, underlines and ruled lines taken off a level page.

Forms are filled in on dots, dashes and lines. Tesseract drops or garbles lines whose text touches them: of all steps
of preparation this one decides. Dots are followed by their pitch, so those between and under letters go too, and a dot
below (ạ, ệ) that stands off the pitch stays. Rules are looked for only inside long connected components; a page-wide
morphological opening also eats strokes of degraded text.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.preprocess.rules import mark_rules
from schemas.imaging import Pixels

INK_BELOW = 180
DOT_INCHES = 0.036  # greatest width and height of a dot
PITCH_INCHES = 0.065  # widest pitch of dots in a leader
ROW_INCHES = 0.013  # how far a dot's centre may lie off its row
MIN_DOTS = 5
MIN_WORN_DOTS = 4  # a further run in a row that already has a sure one
EVEN = 0.16  # a run's pitch varies by less than this share of it
_X, _Y, _W, _H, _AREA = range(5)


@dataclass(frozen=True, slots=True)
class _Run:
    """Evenly spaced dots of one row: centres at first + k·pitch, k = 0 … count - 1, around `y`; pixels."""

    first: float
    pitch: float
    count: int
    y: float

    @property
    def last(self) -> float:
        return self.first + self.pitch * (self.count - 1)


def remove_leaders(page: Pixels, dpi: float) -> Pixels:
    """Return the page with rows of dots, underlines and table rules painted white.

    Args:
        page: uint8 (h, w), white paper, text lines level to within about a tenth of a degree.
        dpi: dots per inch.
    """
    ink = cv2.threshold(page, INK_BELOW, 255, cv2.THRESH_BINARY_INV)[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    gone = np.zeros_like(ink)
    mark_rules(gone, labels, stats, dpi)
    _mark_dots(gone, ink, stats, dpi)
    if not cv2.countNonZero(gone):
        return page
    return cv2.max(page, cv2.dilate(gone, np.ones((3, 3), np.uint8)))


def _mark_dots(gone: Pixels, ink: Pixels, stats: NDArray[np.int32], dpi: float) -> None:
    limit = max(4.0, DOT_INCHES * dpi)
    small = (stats[:, _W] <= limit) & (stats[:, _H] <= limit) & (stats[:, _AREA] >= 3)
    small[0] = False
    dots = stats[small]
    x, y = dots[:, _X] + dots[:, _W] / 2, dots[:, _Y] + dots[:, _H] / 2
    for row in _rows(y, max(1.5, ROW_INCHES * dpi)):
        row = row[np.argsort(x[row])]
        for run in _runs(x[row], y[row], PITCH_INCHES * dpi):
            size = float(np.median(dots[row, _H]))
            _erase(gone, ink, run, size)


def _rows(y: NDArray[np.float64], reach: float) -> list[NDArray[np.intp]]:
    """Indices of dots that share a height, densest rows first; each dot is in one row at most."""
    rows: list[NDArray[np.intp]] = []
    if y.size < MIN_DOTS:
        return rows
    counts = np.convolve(np.bincount(y.astype(np.int64)), np.ones(3, np.int64), "same")
    free = np.ones(y.size, bool)
    for height in np.argsort(-counts, kind="stable"):
        if counts[height] < MIN_DOTS:
            break
        near = np.flatnonzero(free & (np.abs(y - height - 0.5) <= 2 * reach))
        if near.size < MIN_DOTS:
            continue
        near = near[np.abs(y[near] - np.median(y[near])) <= reach]
        if near.size >= MIN_DOTS:
            rows.append(near)
            free[near] = False
    return rows


def _runs(x: NDArray[np.float64], y: NDArray[np.float64], widest: float) -> list[_Run]:
    """Evenly spaced runs among the dots of one row, x ascending."""
    steps = np.diff(x)
    breaks = np.flatnonzero(steps > widest)
    parts = np.split(np.arange(x.size), breaks + 1)
    found: list[_Run] = []
    pitch = 0.0
    for part in sorted(parts, key=len, reverse=True):
        needed = MIN_WORN_DOTS if found else MIN_DOTS
        if part.size < needed:
            break
        own = float(np.median(np.diff(x[part])))
        uneven = float(np.median(np.abs(np.diff(x[part]) - own)))
        if own < 2 or uneven > EVEN * own or (found and abs(own - pitch) > EVEN * pitch):
            continue
        places = np.round((x[part] - x[part[0]]) / own)
        own, first = (float(v) for v in np.polyfit(places, x[part], 1))
        found.append(_Run(first, own, int(places[-1]) + 1, float(np.median(y[part]))))
        pitch = pitch or own
    return found


def _erase(gone: Pixels, ink: Pixels, run: _Run, size: float) -> None:
    """Mark a run's dots, and on both sides those that go on between and under letters."""
    half = size / 2
    for k in range(run.count):
        _erase_dot(gone, ink, run.first + k * run.pitch, run.y, half)
    for start, step in ((run.first, -run.pitch), (run.last, run.pitch)):
        place, misses = start + step, 0
        while misses < 2 and 0 <= place < ink.shape[1]:
            column, row = int(place), int(run.y)
            hit = ink[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2].any()
            misses = 0 if hit else misses + 1
            if hit:
                _erase_dot(gone, ink, place, run.y, half)
            place += step


def _erase_dot(gone: Pixels, ink: Pixels, x: float, y: float, half: float) -> None:
    """Mark ink of one dot, column by column, where it does not go on above or below (a letter's stroke does)."""
    top, bottom = max(0, round(y - half - 1)), min(ink.shape[0], round(y + half + 1))
    left, right = max(0, round(x - half - 1)), min(ink.shape[1], round(x + half + 1))
    above = ink[max(0, top - 1), left:right] if top else np.zeros(right - left, np.uint8)
    below = ink[bottom, left:right] if bottom < ink.shape[0] else np.zeros(right - left, np.uint8)
    alone = (above == 0) & (below == 0)
    part = gone[top:bottom, left:right]
    part[:, alone] |= ink[top:bottom, left:right][:, alone]
