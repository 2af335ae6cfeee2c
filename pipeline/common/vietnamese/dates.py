"""Years that papers shorten."""

from __future__ import annotations

_PIVOT = 30


def full_year(two_digits: int) -> int:
    """The year that two digits most likely mean: 00-30 is 20xx, the rest 19xx. Never sure: say so
    where it is used."""
    return two_digits + (2000 if two_digits <= _PIVOT else 1900)
