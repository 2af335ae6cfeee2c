"""From the reader's frames to numbers with probabilities.

A beam over prefixes as usual for CTC outputs: only digits are taken, and whatever else is read
(`/`, a letter of the notation) ends the number.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

_BEAM = 12  # prefixes that are kept
_LEAST = 1e-3  # probability below which a symbol is not looked at in a frame
_DIGITS = 10  # symbols behind the blank that are digits
Frames = NDArray[np.float32]


def numbers(log_posteriors: Frames, longest: int) -> dict[str, float]:
    """The numbers that a strip may show, with their probabilities (they sum to 1 at most).

    Args:
        log_posteriors: (frames, symbols), natural logarithms; the blank is first, then 0 to 9.
        longest: digits that a number has at most.
    """
    frames = np.exp(log_posteriors.astype(np.float64))
    ended: dict[str, float] = defaultdict(float)
    # By prefix the probability of paths that end with a blank, and of those that do not.
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for frame in frames:
        beam = _step(beam, frame, ended, longest)
    for prefix, (blank, digit) in beam.items():
        ended[prefix] += blank + digit
    return dict(ended)


def _step(
    beam: dict[str, tuple[float, float]],
    frame: NDArray[np.float64],
    ended: dict[str, float],
    longest: int,
) -> dict[str, tuple[float, float]]:
    blank, digits = float(frame[0]), frame[1 : 1 + _DIGITS]
    other = float(frame[1 + _DIGITS :].sum())
    likely = [int(n) for n in np.flatnonzero(digits > _LEAST)]
    grown: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for prefix, (after_blank, after_digit) in beam.items():
        both = after_blank + after_digit
        if prefix and other > _LEAST:
            ended[prefix] += both * other
        # What is read before the first digit belongs to the label.
        stays = blank + (0.0 if prefix else other)
        again = after_digit * float(digits[int(prefix[-1])]) if prefix else 0.0
        old = grown[prefix]
        grown[prefix] = old[0] + both * stays, old[1] + again
        if len(prefix) == longest:
            continue
        for n in likely:
            same = prefix[-1:] == str(n)
            old = grown[prefix + str(n)]
            gain = (after_blank if same else both) * float(digits[n])
            grown[prefix + str(n)] = old[0], old[1] + gain
    best = sorted(grown.items(), key=lambda item: -sum(item[1]))[:_BEAM]
    return dict(best)
