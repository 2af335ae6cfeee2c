"""Numbers and moments as people read them, by language."""

from __future__ import annotations

import re
import unicodedata

from pipeline.report.columns import Kind
from schemas.languages import Language

NOTHING = "–"
"""Stands for a value that is not there."""
_NO_BREAK = "\u00a0"
_DECIMALS = 2
"""Most decimals of a percentage that people are shown."""
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2}).*)?)?")


def plain(text: str) -> str:
    """NFC text without control characters, so that no cell moves a cursor or breaks a line."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(
        " " if unicodedata.category(char)[0] == "C" else char for char in normal
    )


def format_number(kind: Kind, value: float, lang: Language) -> str:
    """A number as its column's kind asks."""
    if kind is Kind.SHARE:
        return format_share(value, lang)
    if kind is Kind.POINTS:
        return _format_points(value * 100, lang)
    if kind is Kind.REAL:
        return _with_comma(f"{value:.1f}", lang)
    if kind is Kind.YEAR or not isinstance(value, int):
        return _with_comma(f"{value:g}", lang)
    return format_count(value, lang)


def format_share(value: float, lang: Language) -> str:
    """A fraction with one decimal: `12,5 %` or `12.5%`.

    Less than all never shows as 100, more than none never as 0: two decimals where one is not
    enough (1 of 2,442 is `0,04 %`), then `< 0,01 %` and `> 99,99 %`.
    """
    text = _with_comma(_percent_text(value), lang)
    return f"{text}{_NO_BREAK}%" if lang == "vi" else f"{text}%"


def share_decimals(value: float) -> int:
    """How many decimals of a percentage tell a fraction from none and from all: 1, 2, or 5."""
    if value in {0, 1}:
        return 1
    return next((at for at in (1, 2) if not _rounds_away(value * 100, at)), 5)


def _percent_text(value: float) -> str:
    decimals = share_decimals(value)
    if decimals <= _DECIMALS:
        return f"{value * 100:.{decimals}f}"
    return f"<{_NO_BREAK}0.01" if value < 1 / 2 else f">{_NO_BREAK}99.99"


def _rounds_away(percent: float, decimals: int) -> bool:
    """Whether less than all would show as all, or more than none as none."""
    shown = float(f"{percent:.{decimals}f}")
    return shown == 0 or (percent < 100 and shown == 100)


def _format_points(points: float, lang: Language) -> str:
    """A difference in percentage points, with its sign; what is not nothing never shows as 0,0."""
    decimals = 1 if points == 0 or float(f"{points:.1f}") else _DECIMALS
    if decimals == _DECIMALS and not float(f"{points:.{_DECIMALS}f}"):
        points = 0.01 if points > 0 else -0.01
    return _with_comma(f"{points:+.{decimals}f}".replace("-", "−"), lang)


def format_count(value: int, lang: Language) -> str:
    """A whole number with thousands parted: `1.234` or `1,234`."""
    text = f"{value:,}"
    return text.replace(",", ".") if lang == "vi" else text


def format_moment(text: str, lang: Language) -> str:
    """An ISO month, date or time as `12/2024`, `31/12/2024`, `31/12/2024 23:59` in Vietnamese; any
    other text as it is."""
    found = _ISO.fullmatch(text)
    if found is None or lang == "en":
        return plain(text)
    year, month, day, clock = found.groups()
    return "/".join(filter(None, (day, month, year))) + (f" {clock}" if clock else "")


def _with_comma(text: str, lang: Language) -> str:
    return text.replace(".", ",") if lang == "vi" else text
