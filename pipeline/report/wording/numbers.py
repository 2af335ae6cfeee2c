"""Numbers and moments as people read them, by language."""

from __future__ import annotations

import re
import unicodedata

from pipeline.report.columns import Kind
from schemas.report import Lang

NOTHING = "–"
"""Stands for a value that is not there."""
_NO_BREAK = "\u00a0"
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}).*)?")


def plain(text: str) -> str:
    """NFC text without control characters, so that no cell moves a cursor or breaks a line."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(char)[0] == "C" else char for char in normal)


def format_number(kind: Kind, value: float, lang: Lang) -> str:
    """A number as its column's kind asks."""
    if kind is Kind.SHARE:
        return format_share(value, lang)
    if kind is Kind.POINTS:
        return _with_comma(f"{value * 100:+.1f}".replace("-", "−"), lang)
    if kind is Kind.YEAR or not isinstance(value, int):
        return _with_comma(f"{value:g}", lang)
    return format_count(value, lang)


def format_share(value: float, lang: Lang) -> str:
    """A fraction with one decimal: `12,5 %` or `12.5%`.

    Less than all never shows as 100, more than none never as 0.
    """
    percent = value * 100
    if 0 < value < 1:
        percent = min(max(percent, 0.1), 99.9)
    text = _with_comma(f"{percent:.1f}", lang)
    return f"{text}{_NO_BREAK}%" if lang == "vi" else f"{text}%"


def format_count(value: int, lang: Lang) -> str:
    """A whole number with thousands parted: `1.234` or `1,234`."""
    text = f"{value:,}"
    return text.replace(",", ".") if lang == "vi" else text


def format_moment(text: str, lang: Lang) -> str:
    """An ISO date or time as `31/12/2024 23:59` in Vietnamese; any other text as it is."""
    found = _ISO.fullmatch(text)
    if found is None or lang == "en":
        return plain(text)
    year, month, day, clock = found.groups()
    return f"{day}/{month}/{year}" + (f" {clock}" if clock else "")


def _with_comma(text: str, lang: Lang) -> str:
    return text.replace(".", ",") if lang == "vi" else text
