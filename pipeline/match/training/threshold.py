"""The odds from which on links hold a false-link rate with confidence."""

from __future__ import annotations

from math import exp, lgamma, log

import numpy as np

from pipeline.match.arrays import FloatArray, Mask

CONFIDENCE = 0.95


def threshold_for(odds: FloatArray, right: Mask, rate: float) -> float | None:
    """The lowest odds from which on the Clopper-Pearson upper bound of the false-link rate stays
    below `rate`."""
    order = np.argsort(-odds, kind="stable")
    false = np.cumsum(~right[order])
    for last in range(len(order) - 1, -1, -1):
        # The bound grows with the false links; a few dozen distinct values decide quickly.
        if _tail(int(false[last]), last + 1, rate) <= 1 - CONFIDENCE:
            return float(odds[order[last]])
    return None


def _tail(false: int, links: int, rate: float) -> float:
    """Chance of so few false links among `links` if the true rate were `rate`."""
    if false > links * rate * 3 + 10:
        return 1.0
    logs = (
        lgamma(links + 1)
        - lgamma(k + 1)
        - lgamma(links - k + 1)
        + k * log(rate)
        + (links - k) * log(1 - rate)
        for k in range(false + 1)
    )
    return sum(exp(value) for value in logs)
