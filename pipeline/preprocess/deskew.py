"""Skew: the small turn that makes text lines level.

Method: projection profiles after Postl (US patent 4,723,297, lapsed) and Baird ("The skew angle of printed documents",
1987). Lower edges of characters lie on baselines; turned by the right angle, their heights fall into few bins, and the
sum of squared bin counts is greatest. Both axes are swept on the same points, so the caller also learns along which
axis the text runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas.imaging import Pixels

MAX_POINTS = 24_000
MIN_POINTS = 60
# A real text page stands out from its own sweep by 1.5 and more; scattered specks reach about 1.1.
MIN_STRENGTH = 1.2
COARSE_STEP_DEG = 0.25
FINE_STEP_DEG = 0.04
EDGE_LEVEL = 190.0


@dataclass(frozen=True, slots=True)
class AxisSweep:
    """Result along one axis: the clockwise turn in degrees that levels the text, and how clearly (1 = not at all)."""

    turn_deg: float
    strength: float

    @property
    def certain(self) -> bool:
        """Whether the profile has a peak that only text lines make."""
        return self.strength >= MIN_STRENGTH


NO_TEXT = AxisSweep(0.0, 1.0)


def sweep_axes(ink: Pixels, level: Pixels, max_deg: float) -> tuple[AxisSweep, AxisSweep]:
    """Sweep text rows (first) and text columns (second) of an unturned page.

    Args:
        ink: uint8 (h, w), nonzero where characters are; about 100 dots per inch; without rules and frames.
        level: uint8 (h, w), brightness in shares of the paper's (255): places the edges between rows of pixels.
        max_deg: largest turn that is tried, either way.

    Returns:
        The estimates for text that runs along x and for text that runs along y. Turns are clockwise and mean the
        same turn of the unturned page for both.
    """
    turned = np.ascontiguousarray(ink.T), np.ascontiguousarray(level.T)
    return _sweep(ink, level, max_deg), _mirrored(_sweep(*turned, max_deg))


def _mirrored(sweep: AxisSweep) -> AxisSweep:
    return AxisSweep(-sweep.turn_deg, sweep.strength)


def _sweep(ink: Pixels, level: Pixels, max_deg: float) -> AxisSweep:
    x, y = _lower_edges(ink, level)
    if x.size < MIN_POINTS or max_deg <= 0:
        return NO_TEXT
    height = ink.shape[0]
    coarse = np.arange(-max_deg, max_deg + COARSE_STEP_DEG / 2, COARSE_STEP_DEG)
    scores = np.array([_score(x, y, turn, height, 0.5) for turn in coarse])
    best = int(scores.argmax())
    strength = float(scores[best] / np.median(scores))
    if strength < MIN_STRENGTH:
        return AxisSweep(0.0, strength)
    near = np.arange(-COARSE_STEP_DEG, COARSE_STEP_DEG + FINE_STEP_DEG / 2, FINE_STEP_DEG) + coarse[best]
    fine = np.array([_score(x, y, turn, height, 1.0) for turn in near])
    turn = float(np.clip(_peak(near, fine), -max_deg, max_deg))
    return AxisSweep(turn, strength)


def _lower_edges(ink: Pixels, level: Pixels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    edges = ink[:-1] > ink[1:]
    rows, columns = np.nonzero(edges)
    step = -(-rows.size // MAX_POINTS) or 1
    rows, columns = rows[::step], columns[::step]
    # Whole rows would favour 0 and blunt small angles: the edge is where brightness crosses the ink's threshold.
    above, below = (level[rows + more, columns].astype(np.float32) for more in (0, 1))
    inside = np.clip((EDGE_LEVEL - above) / np.maximum(below - above, 1), 0, 1)
    return columns.astype(np.float32), rows.astype(np.float32) + inside


def _score(
    x: NDArray[np.float32], y: NDArray[np.float32], turn_deg: float, height: int, bins_per_pixel: float
) -> float:
    sin, cos = np.sin(np.radians(turn_deg)), np.cos(np.radians(turn_deg))
    level = (y * np.float32(cos) + x * np.float32(sin)) * np.float32(bins_per_pixel)
    level -= level.min()
    counts = np.bincount(level.astype(np.int32)).astype(np.float64)
    return float((counts * counts).sum())


def _peak(turns: NDArray[np.float64], scores: NDArray[np.float64]) -> float:
    """The centre of gravity of what stands above three quarters of the peak: steadier than the single best bin."""
    weights = np.clip(scores - (scores.min() + 0.75 * (scores.max() - scores.min())), 0, None)
    total = weights.sum()
    return float((turns * weights).sum() / total) if total > 0 else float(turns[scores.argmax()])
