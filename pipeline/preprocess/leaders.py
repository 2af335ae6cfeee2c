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

from pipeline.preprocess.components import AREA, HEIGHT, WIDTH, Labels, Stats, X, Y, components
from pipeline.preprocess.rules import mark_rules
from schemas.imaging import Pixels

# Large dots run together unless the ink is taken dark, small ones vanish unless it is taken light.
INK_LEVELS = (165, 205)
RULE_LEVEL = 205
DOT_INCHES = 0.036  # greatest width and height of a dot
PITCH_INCHES = 0.065  # widest pitch of dots in a leader
ROW_INCHES = 0.013  # how far a dot's centre may lie off its row
MIN_DOTS = 5
MIN_NEXT = 3  # of them that follow one another without a gap, at least
MOST_HIDDEN = 9  # dots in a row that letters may hide
EVEN = 0.2  # a dot stands off its place by less than this share of the pitch
LARGER = 1.3  # a dot larger than its row's by this is no leader's


@dataclass(frozen=True, slots=True)
class Leader:
    """A row of dots: indices of the free-standing ones, places (pixels along the row) of the hidden ones, pitch."""

    members: NDArray[np.intp]
    hidden: NDArray[np.float64]
    pitch: float


def remove_leaders(page: Pixels, dpi: float) -> Pixels:
    """Return the page with rows of dots, underlines and table rules painted white.

    Args:
        page: uint8 (h, w), white paper, text lines level to within about a tenth of a degree.
        dpi: dots per inch.
    """
    gone = np.zeros_like(page)
    for level in INK_LEVELS:
        ink = cv2.threshold(page, level, 255, cv2.THRESH_BINARY_INV)[1]
        labels, stats = components(ink)
        if level == RULE_LEVEL:
            mark_rules(gone, labels, stats, dpi)
        _mark_dots(gone, ink, labels, stats, dpi)
    if not cv2.countNonZero(gone):
        return page
    # Their blurred edges go with them, the print that they touched does not.
    kept = cv2.subtract(cv2.threshold(page, INK_LEVELS[0], 255, cv2.THRESH_BINARY_INV)[1], gone)
    return cv2.max(page, cv2.subtract(cv2.dilate(gone, np.ones((3, 3), np.uint8)), kept))


def _mark_dots(gone: Pixels, ink: Pixels, labels: Labels, stats: Stats, dpi: float) -> None:
    limit = max(4.0, DOT_INCHES * dpi)
    small = (stats[:, WIDTH] <= limit) & (stats[:, HEIGHT] <= limit) & (stats[:, AREA] >= 2)
    small[0] = False
    numbers = np.flatnonzero(small)
    x, y = stats[small, X] + stats[small, WIDTH] / 2, stats[small, Y] + stats[small, HEIGHT] / 2
    size = stats[small, HEIGHT].astype(np.float64)
    for row in _rows(y, max(1.5, ROW_INCHES * dpi)):
        # A dot below a vowel is often larger than the leader's; where both ran together they stay, too.
        usual = float(np.median(size[row]))
        large = size[row] > usual * LARGER + 0.5
        dots = row[~large]
        dots = dots[np.argsort(x[dots])]
        for leader in leaders_along(x[dots], PITCH_INCHES * dpi):
            members = dots[leader.members]
            for number in numbers[members]:
                _erase_component(gone, labels, stats, int(number))
            hidden = _apart(leader.hidden, x[row[large]], leader.pitch / 2)
            for place, height in zip(hidden, np.interp(hidden, x[members], y[members]), strict=True):
                _erase_dot(gone, ink, place, height, usual / 2)
            for end, step in ((members[0], -leader.pitch), (members[-1], leader.pitch)):
                _follow(gone, ink, float(x[end]), step, float(y[end]), usual / 2)


def _apart(places: NDArray[np.float64], others: NDArray[np.float64], distance: float) -> NDArray[np.float64]:
    """The places that none of the others is near to."""
    if not others.size or not places.size:
        return places
    return places[np.abs(places[:, None] - others[None, :]).min(axis=1) > distance]


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


def leaders_along(x: NDArray[np.float64], widest: float) -> list[Leader]:
    """The leaders among free-standing dots of one row.

    Args:
        x: centres, ascending; some may be no leader's (a dot below, a full stop).
        widest: widest pitch that is looked for.
    """
    steps = np.diff(x)
    near = steps[(steps > 2) & (steps <= widest)]
    if near.size < MIN_NEXT:
        return []
    pitch = float(np.median(near))
    found: list[Leader] = []
    used = -1
    for seed in np.flatnonzero(np.abs(steps - pitch) <= EVEN * pitch):
        if seed <= used:
            continue
        chain = _chain(x, int(seed), pitch)
        used = int(chain[-1])
        counts = np.round(np.diff(x[chain]) / pitch)
        if chain.size >= MIN_DOTS and (counts == 1).sum() >= MIN_NEXT:
            number = np.concatenate(([0.0], np.cumsum(counts)))
            hidden = np.setdiff1d(np.arange(number[-1] + 1), number)
            found.append(Leader(chain, np.interp(hidden, number, x[chain]), pitch))
    return found


def _chain(x: NDArray[np.float64], seed: int, pitch: float) -> NDArray[np.intp]:
    """Indices of the dots from `seed` on that stand whole pitches apart."""
    chain = [seed]
    for index in range(seed + 1, x.size):
        apart = (x[index] - x[chain[-1]]) / pitch
        if apart > MOST_HIDDEN + 1:
            break
        whole = round(apart)
        if whole >= 1 and abs(apart - whole) <= EVEN:
            chain.append(index)
    return np.array(chain)


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


def _erase_component(gone: Pixels, labels: Labels, stats: Stats, number: int) -> None:
    x, y, w, h, _ = stats[number]
    part = np.s_[y : y + h, x : x + w]
    gone[part][labels[part] == number] = 255


def _erase_dot(gone: Pixels, ink: Pixels, x: float, y: float, half: float) -> None:
    """Mark ink of one hidden dot, column by column, where it does not go on above or below (a letter's stroke does)."""
    top, bottom = max(1, round(y - half)), min(ink.shape[0] - 1, round(y + half))
    left, right = max(0, round(x - half - 1)), min(ink.shape[1], round(x + half + 1))
    if top >= bottom or left >= right:
        return
    alone = (ink[top - 1, left:right] == 0) & (ink[bottom, left:right] == 0)
    part = gone[top:bottom, left:right]
    part[:, alone] |= ink[top:bottom, left:right][:, alone]
