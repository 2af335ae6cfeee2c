"""When a stated resolution is believed. Everything that needs to know follows
`PageImage.dpi_known`.

Software that knows nothing writes 72 or 96, and some write nonsense; a wrong resolution gives a
page of the wrong size. The rules, in order:

1. 100 to 1,200 dpi is believed where the sheet would be at most 50 inches wide (A0 is 33.1,
  plotters' rolls are 36
   and 42) and 200 inches long (as a PDF page may be: ISO 32000-1, annex C.2), and no narrower than
   a strip of one line. Above 600 dpi an inch is the least, for such scans are not made of slips.
2. 50 to 100 dpi is believed only where the sheet would be a common paper (A5 to A3, Letter, Legal)
  within 3 %.
3. Anything else is not known: the default of the settings stands in.
"""

from __future__ import annotations

_PAPERS_INCH = ((5.83, 8.27), (8.27, 11.69), (11.69, 16.54), (8.5, 11.0), (8.5, 14.0))
_WIDEST, _LONGEST = 50.0, 200.0
_NARROWEST, _NARROWEST_FINE, _FINE_DPI = 0.15, 1.0, 600.0
_SLACK = 0.5


def judge_dpi(
    width_px: int, height_px: int, stated: tuple[float, float] | None, default: float
) -> tuple[float, bool]:
    """(dpi, known) of a picture; unequal horizontal and vertical values are averaged by area."""
    if stated is None or not 0 < min(stated) <= max(stated) < float("inf"):
        return default, False
    dpi = round((stated[0] * stated[1]) ** 0.5, 2)
    if dpi < 50:
        return default, False
    short, long = sorted((width_px / dpi, height_px / dpi))
    narrowest = _NARROWEST if dpi <= _FINE_DPI + _SLACK else _NARROWEST_FINE
    if (
        100 - _SLACK <= dpi <= 1200 + _SLACK
        and narrowest <= short <= _WIDEST
        and long <= _LONGEST
    ):
        return dpi, True
    if 50 <= dpi < 100 and any(
        _near(short, a) and _near(long, b) for a, b in _PAPERS_INCH
    ):
        return dpi, True
    return default, False


def thin_axis(stated: tuple[float, float]) -> int | None:
    """The axis (0 down, 1 across) along which a picture has half as many lines as along the other,
    None where neither.

    A fax of normal resolution has 204 x 98 dots per inch, one of the finest 204 x 391: doubled, the
    page has its shape.
    """
    if min(stated) <= 0:
        return None
    ratio = stated[0] / stated[1]
    return 0 if 1.8 < ratio < 2.2 else 1 if 1.8 < 1 / ratio < 2.2 else None


def _near(value: float, wanted: float) -> bool:
    return abs(value - wanted) <= 0.03 * wanted
