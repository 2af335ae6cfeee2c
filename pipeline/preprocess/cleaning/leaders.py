"""Dotted leaders, underlines and ruled lines taken off a level page.

Forms are filled in on dots, dashes and lines. Tesseract drops or garbles lines whose text touches
them: of all steps of preparation this one decides. A row of dots is known by its even pitch or by
dots between words; then all its free dots go. Dots that touch letters stay: taking them off cuts
the letters' feet, which harms more (the reader's text is cleaned of them instead). A dot below (ạ,
ệ) is larger than a leader's and stays. Where the print itself has fallen into crumbs, rows of them
are no leaders and all stay. Rules: see pipeline.preprocess.cleaning.rules.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.preprocess.cleaning.even_dots import (
    MIN_DOTS,
    MOST_HIDDEN,
    Leader,
    leaders_along,
)
from pipeline.preprocess.cleaning.rules import mark_rules
from pipeline.preprocess.ink.components import (
    HEIGHT,
    WIDTH,
    Components,
    X,
    Y,
    components,
)
from schemas.imaging import Pixels

# Large dots run together unless the ink is taken dark, small ones vanish unless it is taken light.
DARK_LEVEL, LIGHT_LEVEL = 165, 205
DOT_INCHES = 0.036  # greatest width and height of a dot
PITCH_INCHES = 0.065  # widest pitch of dots in a leader
ROW_INCHES = 0.013  # how far a dot's centre may lie off its row
LONE_DOTS, LONE_PAIRS = (
    5,
    2,
)  # lone dots of a row that make a leader, and pairs of them side by side
# Broken print: so many crumbs a letter, and so few dots of leaders, in shares of the crumbs. Whole
# print has a third of a crumb a letter: points, commas, marks.
LETTER_INCHES, MANY_CRUMBS, FEW_TAKEN = (0.06, 0.3), 0.55, 0.45
NEIGHBOUR = 2.2  # dots nearer than this, in pitches, stand side by side
COLON_INCHES = 0.095  # how far above a dot the upper one of a colon may stand
LARGER = 1.3  # a dot larger than its row's by this is no leader's


def remove_leaders(page: Pixels, dpi: float) -> Pixels:
    """Return the page with rows of dots, underlines and table rules painted white.

    Args:
        page: uint8 (h, w), white paper, text lines level to within about a tenth of a degree.
        dpi: dots per inch.
    """
    gone = np.zeros_like(page)
    ink = cv2.threshold(page, LIGHT_LEVEL, 255, cv2.THRESH_BINARY_INV)[1]
    pieces = components(ink)
    mark_rules(gone, ink, pieces, dpi)
    found = _mark_dots(gone, ink, pieces, dpi)
    if found is None:
        return _painted_out(page, gone)
    if found or _dots_run_together(pieces, dpi):
        dark = cv2.threshold(page, DARK_LEVEL, 255, cv2.THRESH_BINARY_INV)[1]
        _mark_dots(gone, dark, components(dark), dpi)
    return _painted_out(page, gone)


def _painted_out(page: Pixels, gone: Pixels) -> Pixels:
    if not cv2.countNonZero(gone):
        return page
    # Their blurred edges go with them, the print that they touched does not.
    kept = cv2.subtract(
        cv2.threshold(page, DARK_LEVEL, 255, cv2.THRESH_BINARY_INV)[1], gone
    )
    return cv2.max(
        page, cv2.subtract(cv2.dilate(gone, np.ones((3, 3), np.uint8)), kept)
    )


def _dots_run_together(pieces: Components, dpi: float) -> bool:
    """Whether there are flat pieces as dots make when taken light: two pitches long and more, no
    higher than a dot."""
    wide, high = pieces.boxes[:, WIDTH], pieces.boxes[:, HEIGHT]
    return bool(
        ((high <= max(4.0, DOT_INCHES * dpi)) & (wide >= 2 * PITCH_INCHES * dpi)).any()
    )


def _mark_dots(
    gone: Pixels, ink: Pixels, pieces: Components, dpi: float
) -> bool | None:
    """Mark the dots of all leaders in `gone`; whether there are any, None where what looks like it
    are crumbs of broken print: then none is marked."""
    dots = _find_dots(pieces, dpi)
    rows = _rows(dots.y, max(1.5, ROW_INCHES * dpi))
    erased = [row[_dots_to_erase(ink, dots.chosen(row), dpi)] for row in rows]
    taken = np.concatenate(erased) if erased else np.zeros(0, np.intp)
    if _are_crumbs(pieces, dots.numbers.size, taken.size, dpi):
        return None
    if taken.size:
        pieces.paint_whole(gone, dots.numbers[taken], 255)
    return bool(erased)


@dataclass(frozen=True, slots=True)
class _Dots:
    """Pieces that may be dots: their numbers, centres, and sizes, in pixels."""

    numbers: NDArray[np.intp]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    width: NDArray[np.float64]
    height: NDArray[np.float64]

    def chosen(self, of: NDArray[np.intp] | NDArray[np.bool_]) -> _Dots:
        """Some of them."""
        return _Dots(
            self.numbers[of], self.x[of], self.y[of], self.width[of], self.height[of]
        )


def _find_dots(pieces: Components, dpi: float) -> _Dots:
    limit = max(4.0, DOT_INCHES * dpi)
    x, y, wide, high = pieces.boxes[:, [X, Y, WIDTH, HEIGHT]].T.astype(np.float64)
    small = (wide <= limit) & (high <= limit) & (wide * high >= 2)
    found = _Dots(np.arange(len(pieces)), x + wide / 2, y + high / 2, wide, high)
    return found.chosen(np.flatnonzero(small))


def _dots_to_erase(ink: Pixels, row: _Dots, dpi: float) -> NDArray[np.intp]:
    """Which dots of a row are those of leaders, as indices into it."""
    # A dot below a vowel is often larger than the leader's; where both ran together they stay, too.
    usual = float(np.median(row.height))
    large = row.height > usual * LARGER + 0.5
    large |= row.width > usual * LARGER + 1.5
    order = np.flatnonzero(~large)
    order = order[np.argsort(row.x[order])]
    x, y = row.x[order], row.y[order]
    pitch, reach = PITCH_INCHES * dpi, COLON_INCHES * dpi
    leaders = leaders_along(x, pitch)
    if not leaders:
        return order[_lone_dots(ink, x, y, usual, pitch, reach)]
    free = np.flatnonzero(_between_leaders(x, leaders))
    colon = _is_colon(ink, x[free], y[free], usual, reach)
    return order[free[~colon]]


def _are_crumbs(pieces: Components, dots: int, taken: int, dpi: float) -> bool:
    """Whether a page has so many crumbs beside its letters, and so few dots of leaders among them,
    that its print is broken."""
    wide, high = pieces.boxes[:, WIDTH], pieces.boxes[:, HEIGHT]
    letters = (
        (high >= LETTER_INCHES[0] * dpi)
        & (high <= LETTER_INCHES[1] * dpi)
        & (wide <= dpi)
    )
    left = dots - taken
    return bool(left > MANY_CRUMBS * letters.sum() and taken < FEW_TAKEN * left)


def _between_leaders(
    x: NDArray[np.float64], leaders: list[Leader]
) -> NDArray[np.bool_]:
    """Which dots of a row belong to its leaders: all that stand near their dots, whatever the
    pitch.

    Dots between words are often off the pitch, because leaders are typed as runs of dots and signs
    of three dots.
    """
    members = np.zeros(x.size, bool)
    for leader in leaders:
        members[leader.members] = True
    pitch = float(np.median([leader.pitch for leader in leaders]))
    near = np.diff(x) <= NEIGHBOUR * pitch
    # Alone among letters a dot may be a full stop; two side by side are dots of the leader.
    paired = np.concatenate((near, [False])) | np.concatenate(([False], near))
    reached, far = np.flatnonzero(members), (MOST_HIDDEN + 1) * pitch
    members[_follow(x, paired, range(int(reached[0]), -1, -1), far)] = True
    members[_follow(x, paired, range(int(reached[-1]), x.size), far)] = True
    inside = (x >= x[members].min()) & (x <= x[members].max())
    gaps = np.abs(x[:, None] - x[members][None, :]).min(axis=1) <= far / 2
    # Between two leaders a run without a gap goes with them, however far from both.
    run = np.concatenate(([0], np.cumsum(~near)))
    beside = np.isin(run, run[members])
    return members | (inside & (gaps | beside))


def _follow(
    x: NDArray[np.float64], paired: NDArray[np.bool_], order: range, far: float
) -> list[int]:
    """The paired dots from the first of an order on, up to the first gap that is too wide."""
    found: list[int] = []
    at = order.start
    for index in order[1:]:
        if abs(x[index] - x[at]) > far:
            break
        if paired[index]:
            found.append(index)
            at = index
    return found


def _lone_dots(
    ink: Pixels,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    size: float,
    pitch: float,
    reach: float,
) -> NDArray[np.bool_]:
    """Dots of a leader of which letters hide all but what stands between words; none where they may
    be full stops.

    Such dots have white above and below and often stand in pairs; points of i and dots below have a
    letter near.
    """
    lone = np.zeros(x.size, bool)
    for number, (column, row) in enumerate(zip(x.astype(int), y, strict=True)):
        above = ink[
            max(0, int(row - reach)) : max(0, int(row - size / 2 - 0.5)), column
        ]
        below = ink[int(row + size / 2 + 1) : int(row + reach), column]
        lone[number] = not above.any() and not below.any()
    if lone.sum() < LONE_DOTS:
        return np.zeros(x.size, bool)
    pairs = int((np.diff(x[lone]) <= pitch).sum())
    return lone if pairs >= LONE_PAIRS else np.zeros(x.size, bool)


def _is_colon(
    ink: Pixels,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    size: float,
    reach: float,
) -> NDArray[np.bool_]:
    """Which dots have another one right above them, with white between."""
    found = np.zeros(x.size, bool)
    for number, (column, row) in enumerate(zip(x.astype(int), y, strict=True)):
        above = ink[
            max(0, int(row - reach)) : max(0, int(row - size / 2 - 0.5)), column
        ]
        edges = np.flatnonzero(
            np.diff(np.concatenate(([0], above != 0, [0])).astype(np.int8))
        )
        upper = edges[1::2] - edges[::2]
        found[number] = (
            upper.size == 1
            and upper[0] <= size * LARGER + 1
            and bool(edges[1] < above.size)
        )
    return found


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
