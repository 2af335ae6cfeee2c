"""Leaders among the dots of one row: dots whole pitches apart, some of them hidden by letters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_DOTS = 5
MIN_NEXT = 3  # of them that follow one another without a gap, at least
MOST_HIDDEN = 9  # dots in a row that letters may hide
EVEN = 0.2  # a dot stands off its place by less than this share of the pitch


@dataclass(frozen=True, slots=True)
class Leader:
    """A row of free-standing dots: their indices and their pitch in pixels."""

    members: NDArray[np.intp]
    pitch: float


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
            found.append(Leader(chain, pitch))
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
