"""Skew: the small turn that makes text lines level.

Method: projection profiles after Postl (US patent 4,723,297, lapsed) and Baird ("The skew angle of
printed documents", 1987). Lower edges of characters lie on baselines; turned by the right angle,
their heights fall into few bins, and the sum of squared bin counts is greatest. Both axes are swept
on the same points, so the caller also learns along which axis the text runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.imaging import Pixels

MAX_POINTS = 24_000
COARSE_POINTS = 4_000
MIN_POINTS = 60
# A real text page stands out from its own sweep by 1.5 and more; scattered specks reach about 1.1.
MIN_STRENGTH = 1.2
COARSE_STEP_DEG = 0.5
FINE_STEP_DEG = 0.04
# Bins a pixel: wide ones find the peak from afar, narrow ones place it (mean error 0.006 against
# 0.017 with 1).
COARSE_BINS, FINE_BINS = 0.5, 2.5
EDGE_LEVEL = 190.0
# A picture so many times as long as it is wide is a strip.
STRIP_SHAPE = 2.5
LINE_INCHES, SQUARE_INCHES, LARGE_INCHES = 0.5, 8.0, 24.0

Points = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AxisSweep:
    """Result along one axis: the clockwise turn in degrees that levels the text, and how clearly (1
    = not at all)."""

    turn_deg: float
    strength: float

    @property
    def certain(self) -> bool:
        """Whether the profile has a peak that only text lines make."""
        return self.strength >= MIN_STRENGTH


NO_TEXT = AxisSweep(0.0, 1.0)


def sweep_axes(
    ink: Pixels, level: Pixels, max_deg: float
) -> tuple[AxisSweep, AxisSweep]:
    """Sweep text rows (first) and text columns (second) of an unturned page.

    Args:
        ink: uint8 (h, w), 0 or 255: characters, about 100 dots per inch, without rules and frames.
        level: uint8 (h, w), brightness in shares of the paper's (255): places the edges between
            rows of pixels.
        max_deg: largest turn that is tried, either way.

    Returns:
        The estimates for text that runs along x and for text that runs along y. Turns are clockwise
        and mean the same turn of the unturned page for both.
    """
    if min(ink.shape) < 2:
        return NO_TEXT, NO_TEXT  # no edge lies between two rows or columns
    found = cv2.findNonZero(cv2.subtract(ink[:-1], ink[1:]))
    rows = _sweep(*_placed(found, 0, level), max_deg)
    found = cv2.findNonZero(cv2.subtract(ink[:, :-1], ink[:, 1:]))
    columns = _sweep(*_placed(found, 1, level.T), max_deg)
    return rows, AxisSweep(-columns.turn_deg, columns.strength)


def sweep_page(
    ink: Pixels, level: Pixels, dpi: float, max_deg: float
) -> tuple[AxisSweep, AxisSweep]:
    """The same for a page of any shape and size.

    Along a strip (a till receipt) and on a large sheet hundreds of lines begin alike: their letters
    make columns as clear as the rows. So these are swept in squares, and what half of the written
    ones say holds. On the narrowest strips one line runs along.

    Args:
        ink: see `sweep_axes`.
        level: see `sweep_axes`.
        dpi: dots per inch of both.
        max_deg: see `sweep_axes`.
    """
    height, width = ink.shape
    long, short = max(height, width), min(height, width)
    if (long <= STRIP_SHAPE * short and long <= LARGE_INCHES * dpi) or short < 2:
        return sweep_axes(ink, level, max_deg)
    if short <= LINE_INCHES * dpi:
        rows, columns = sweep_axes(ink, level, max_deg)
        return (rows, NO_TEXT) if width > height else (NO_TEXT, columns)
    side = min(short, round(SQUARE_INCHES * dpi))
    squares = [
        np.s_[y : y + side, x : x + side]
        for y in range(0, height, side)
        for x in range(0, width, side)
    ]
    found = [sweep_axes(ink[square], level[square], max_deg) for square in squares]
    rows, columns = (_usual([sweeps[axis] for sweeps in found]) for axis in (0, 1))
    return rows, columns


def _usual(sweeps: list[AxisSweep]) -> AxisSweep:
    certain = [sweep for sweep in sweeps if sweep.certain]
    if not certain:
        return NO_TEXT
    turn, strength = np.median(
        [(sweep.turn_deg, sweep.strength) for sweep in certain], axis=0
    )
    return AxisSweep(float(turn), float(strength))


def _placed(
    found: NDArray[np.int32] | None, along: int, level: Pixels
) -> tuple[Points, Points]:
    """Points of edges: where they lie along the lines, and across them to a fraction of a pixel.

    Args:
        found: x and y (n, 2) of ink's last pixels, or None.
        along: which of the two runs along the lines.
        level: brightness, indexed by across, along.
    """
    if found is None:
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    points = found[:: -(-len(found) // MAX_POINTS)].reshape(-1, 2)
    columns, rows = points[:, along], points[:, 1 - along]
    # Whole rows would favour 0 and blunt small angles: the edge is where brightness crosses the
    # ink's threshold.
    above, below = (level[rows + more, columns].astype(np.float32) for more in (0, 1))
    inside = np.clip((EDGE_LEVEL - above) / np.maximum(below - above, 1), 0, 1)
    return columns.astype(np.float32), rows.astype(np.float32) + inside


def _sweep(x: Points, y: Points, max_deg: float) -> AxisSweep:
    if x.size < MIN_POINTS or max_deg <= 0:
        return NO_TEXT
    coarse = np.arange(-max_deg, max_deg + COARSE_STEP_DEG / 2, COARSE_STEP_DEG)
    few = slice(None, None, -(-x.size // COARSE_POINTS))
    scores = _scores(x[few], y[few], coarse, COARSE_BINS)
    best = int(scores.argmax())
    strength = float(scores[best] / np.median(scores))
    if strength < MIN_STRENGTH:
        return AxisSweep(0.0, strength)
    near = (
        np.arange(-COARSE_STEP_DEG, COARSE_STEP_DEG + FINE_STEP_DEG / 2, FINE_STEP_DEG)
        + coarse[best]
    )
    turn = float(
        np.clip(_peak(near, _scores(x, y, near, FINE_BINS)), -max_deg, max_deg)
    )
    return AxisSweep(turn, strength)


def _scores(
    x: Points, y: Points, turns_deg: NDArray[np.float64], bins_per_pixel: float
) -> NDArray[np.float64]:
    """For each turn the sum of squared bin counts of the points' heights."""
    scores = np.empty(turns_deg.size)
    for index, turn in enumerate(np.radians(turns_deg)):
        level = y * np.float32(np.cos(turn) * bins_per_pixel)
        level += x * np.float32(np.sin(turn) * bins_per_pixel)
        level -= level.min()
        counts = np.bincount(level.astype(np.intp)).astype(np.float64)
        scores[index] = counts @ counts
    return scores


def _peak(turns: NDArray[np.float64], scores: NDArray[np.float64]) -> float:
    """The centre of gravity of what stands above three quarters of the peak: steadier than the
    single best bin."""
    weights = np.clip(
        scores - (scores.min() + 0.75 * (scores.max() - scores.min())), 0, None
    )
    total = weights.sum()
    return (
        float((turns * weights).sum() / total)
        if total > 0
        else float(turns[scores.argmax()])
    )
