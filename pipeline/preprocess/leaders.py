"""Dotted leaders, underlines and ruled lines taken off a level page.

Forms are filled in on dots, dashes and lines. Tesseract drops or garbles lines whose text touches them: of all steps
of preparation this one decides. Dots are followed by their pitch, so those between and under letters go too, and a dot
below (ạ, ệ) that stands off the pitch stays. Rules are looked for only inside long connected components; a page-wide
morphological opening also eats strokes of degraded text.
"""

from __future__ import annotations

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
MIN_NEXT = 3  # of them that follow one another without a gap, at least
MOST_HIDDEN = 9  # dots in a row that letters may hide
EVEN = 0.2  # a dot stands off its place by less than this share of the pitch
_X, _Y, _W, _H, _AREA = range(5)


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
    small = (stats[:, _W] <= limit) & (stats[:, _H] <= limit) & (stats[:, _AREA] >= 2)
    small[0] = False
    dots = stats[small]
    x, y = dots[:, _X] + dots[:, _W] / 2, dots[:, _Y] + dots[:, _H] / 2
    for row in _rows(y, max(1.5, ROW_INCHES * dpi)):
        row = row[np.argsort(x[row])]
        half = float(np.median(dots[row, _H])) / 2
        for places, pitch in leader_places(x[row], PITCH_INCHES * dpi):
            at = np.interp(places, x[row], y[row])
            for place, height in zip(places, at, strict=True):
                _erase_dot(gone, ink, place, height, half)
            _follow(gone, ink, float(places[0]), -pitch, float(at[0]), half)
            _follow(gone, ink, float(places[-1]), pitch, float(at[-1]), half)


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


def leader_places(x: NDArray[np.float64], widest: float) -> list[tuple[NDArray[np.float64], float]]:
    """Where the dots of leaders stand along one row, those hidden by letters included.

    Args:
        x: centres of free-standing dots, ascending; some may be no leader's (a dot below, a full stop).
        widest: widest pitch that is looked for.

    Returns:
        For each leader the places of its dots, and its pitch.
    """
    steps = np.diff(x)
    near = steps[(steps > 2) & (steps <= widest)]
    if near.size < MIN_NEXT:
        return []
    pitch = float(np.median(near))
    found: list[tuple[NDArray[np.float64], float]] = []
    used = -1
    for seed in np.flatnonzero(np.abs(steps - pitch) <= EVEN * pitch):
        if seed <= used:
            continue
        chain, used = _chain(x, int(seed), pitch)
        counts = np.round(np.diff(chain) / pitch)
        if chain.size >= MIN_DOTS and (counts == 1).sum() >= MIN_NEXT:
            number = np.concatenate(([0.0], np.cumsum(counts)))
            found.append((np.interp(np.arange(number[-1] + 1), number, chain), pitch))
    return found


def _chain(x: NDArray[np.float64], seed: int, pitch: float) -> tuple[NDArray[np.float64], int]:
    """Dots from `seed` on that stand whole pitches apart, and the index of the last of them."""
    chain, last = [float(x[seed])], seed
    for index in range(seed + 1, x.size):
        apart = (x[index] - chain[-1]) / pitch
        if apart > MOST_HIDDEN + 1:
            break
        whole = round(apart)
        if whole >= 1 and abs(apart - whole) <= EVEN:
            chain.append(float(x[index]))
            last = index
    return np.array(chain), last


def _follow(gone: Pixels, ink: Pixels, place: float, step: float, y: float, half: float) -> None:
    """Erase dots beyond a leader's end as long as ink stands at every next place."""
    misses = 0
    place += step
    while misses < 2 and 0 <= place < ink.shape[1]:
        column, row = int(place), int(y)
        if ink[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2].any():
            misses = 0
            _erase_dot(gone, ink, place, y, half)
        else:
            misses += 1
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
