"""When a stated resolution is believed.

Software that knows nothing writes 72 or 96, and some write nonsense; a wrong resolution gives a page of the wrong size.
The rules, in order:

1. 100 to 1,200 dpi is believed where the sheet would be at most 50 inches long (A0 is 46.8) and one inch short.
2. 50 to 100 dpi is believed only where the sheet would be a common paper (A5 to A3, Letter, Legal) within 3 %.
3. Anything else is not known: the default of the settings stands in.
"""

from __future__ import annotations

_PAPERS_INCH = ((5.83, 8.27), (8.27, 11.69), (11.69, 16.54), (8.5, 11.0), (8.5, 14.0))
_SLACK = 0.5


def believed_dpi(
    width_px: int, height_px: int, stated: tuple[float, float] | None, default: float
) -> tuple[float, bool]:
    """(dpi, known) of a picture; unequal horizontal and vertical values are averaged by area."""
    if stated is None or min(stated) <= 0:
        return default, False
    dpi = round((stated[0] * stated[1]) ** 0.5, 2)
    short, long = sorted((width_px / dpi, height_px / dpi))
    if 100 - _SLACK <= dpi <= 1200 + _SLACK and long <= 50 and short >= 1:
        return dpi, True
    if 50 <= dpi < 100 and any(_near(short, a) and _near(long, b) for a, b in _PAPERS_INCH):
        return dpi, True
    return default, False


def _near(value: float, wanted: float) -> bool:
    return abs(value - wanted) <= 0.03 * wanted
