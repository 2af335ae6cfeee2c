"""How sure a share is that was counted on a sample: Wilson's score interval.

E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
American Statistical Association 22 (1927). Unlike the mean ± 2 standard errors it stays between 0
and 1, and says something even where nothing was found wrong.
"""

from __future__ import annotations

import math
from enum import StrEnum

_Z = 1.959964
"""The standard normal's 97.5 % quantile: an interval of 95 %."""


class Sureness(StrEnum):
    """What an interval's width says, for a reader of words; worded in configs/report_texts/."""

    FIRM = "firm"
    FAIR = "fair"
    ROUGH = "rough"
    OPEN = "open"


_WIDEST = ((0.02, Sureness.FIRM), (0.10, Sureness.FAIR), (0.30, Sureness.ROUGH))


def wilson_interval(part: int, whole: int) -> tuple[float, float] | None:
    """Low and high end (95 %) of the true share where `part` of `whole` were found; None where
    nothing was looked at."""
    if not whole:
        return None
    rate, weight = part / whole, _Z**2 / whole
    middle = (rate + weight / 2) / (1 + weight)
    half = _Z / (1 + weight) * math.sqrt(rate * (1 - rate) / whole + weight / whole / 4)
    low = 0.0 if part == 0 else middle - half
    high = 1.0 if part == whole else middle + half
    return low, high


def sureness(low: float, high: float) -> Sureness:
    """How far the ends lie apart, in words."""
    width = high - low
    return next((word for most, word in _WIDEST if width <= most), Sureness.OPEN)
