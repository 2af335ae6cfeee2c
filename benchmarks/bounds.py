"""What a counted share allows to say of the true one."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

_STEPS = 60
_CHANCE = 0.05
_NEVER = 1e-15


def lower_bound(right: int, count: int) -> float:
    """One-sided 95 % Clopper-Pearson bound of a share; 0 without values."""
    if not count or not right:
        return 0.0
    low, high = _NEVER, 1.0
    for _ in range(_STEPS):
        wrong = (low + high) / 2
        if _tail(wrong, count - right, count) > _CHANCE:
            low = wrong
        else:
            high = wrong
    return 1 - high


def _tail(share: float, wrong: int, count: int) -> float:
    """Chance of at most `wrong` of `count`, where each is wrong with chance `share`."""
    whole = lgamma(count + 1)
    return sum(
        exp(
            whole
            - lgamma(n + 1)
            - lgamma(count - n + 1)
            + n * log(share)
            + (count - n) * log1p(-share)
        )
        for n in range(wrong + 1)
    )
