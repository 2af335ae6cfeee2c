"""Dates in figures and words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipeline.common.vietnamese.dates import full_year
from pipeline.common.vietnamese.digits import only_digits
from pipeline.common.vietnamese.folding import fold_same_length


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date or bare year found at [start, end) of a text. `value`: ISO date or YYYY; `sure`: no
    digit was inferred."""

    value: str
    start: int
    end: int
    sure: bool = True

    @property
    def day(self) -> date | None:
        """The calendar date; None for a bare year."""
        return date.fromisoformat(self.value) if len(self.value) == 10 else None


_D = r"[\dOolI|ij]"

# A T is 1 or 7; where it begins a day or a month, the calendar leaves only 1.
_DAY = rf"(?:t{_D}|{_D}{{1,2}})"
_SPACED = rf"{_D}(?: ?{_D})?"  # in boxes of a form, or torn apart
_FILL = r"[\s.…_,:;-]*"
_MONTH, _AND_YEAR = rf"{_FILL}th?[a-z]{{1,3}}g{_FILL}", rf"{_FILL}n[a-z]?m{_FILL}"
_BY = r"\s?[/.\-–—,]\s?"

# `năm 20…` is the print of a form, no year of two digits.
_SHORT = rf"{_D}{{2}}(?!\s?(?:_|\.\.))"
_WORDED = re.compile(
    rf"(?<![\w/])({_DAY}){_MONTH}({_DAY}){_AND_YEAR}"
    rf"({_D}{{4}}|{_D} ?{_D}{{3}}|(?!20|19){_SHORT}(?! ?\d))(?!\d)"
)
_SLASHED = re.compile(
    rf"(?<![\w/])({_DAY}){_BY}({_DAY})(?:{_BY}|{_AND_YEAR})"
    rf"({_D}{{4}}|{_D}{{2}} {_D}{{2}}(?! ?\d)|{_SHORT})(?![\w/])"
)
_APART = re.compile(
    rf"(?<![\w/])({_SPACED})(?:{_MONTH}|{_BY})({_SPACED})(?:{_BY}|{_AND_YEAR})"
    rf"({_D}(?: ?{_D}){{3}})(?!\d)"
)
_YEAR_FIRST = re.compile(
    r"(?<![\w/-])(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?![\w/-])"
)
_YEAR = re.compile(rf"(?<![\d/.-])((?:1[89]|20){_D}{{2}})(?![\d/.-]\d|\d)")
_TOLD_DAY = re.compile(r"\d|\bng[a-z]y\b|\bth[a-z]ng\b")  # a year behind it is not all


def find_date(text: str, bare_year: bool = False) -> ReadDate | None:
    """The first date in a text: `ngày 05 tháng 11 năm 2024`, `05/11/2024`, `05-11-2024`,
    `5.11.2024`, `12/3/75`.

    Args:
        text: as read, NFC.
        bare_year: also take a year that stands alone.

    Returns:
        None where nothing is a possible calendar date. Two-digit years are not sure, nor are digits
        that stand apart, nor a year before which a day was told (`ngày … tháng … năm 1975`).
    """
    flat = fold_same_length(text.replace("…", "_"))
    for pattern in (_WORDED, _SLASHED, _APART, _YEAR_FIRST):
        for match in pattern.finditer(flat):
            found = _calendar(match)
            if found is not None:
                return found
    if bare_year and (year := _YEAR.search(flat)):
        alone = _TOLD_DAY.search(flat[: year.start()]) is None
        return ReadDate(only_digits(year.group(1)), year.start(), year.end(), alone)
    return None


def _calendar(match: re.Match[str]) -> ReadDate | None:
    groups = match.group("d", "m", "y") if match.re is _YEAR_FIRST else match.groups()
    day, month, year = (only_digits(group.replace("t", "1")) for group in groups)
    short = len(year) == 2
    try:
        value = date(
            full_year(int(year)) if short else int(year), int(month), int(day)
        ).isoformat()
    except ValueError:
        return None
    if not 1850 <= int(value[:4]) <= 2100:
        return None
    # `1 5/11/1975`: the 1 may belong to the day.
    torn = (
        match.re is _APART
        or " " in groups[2][2:]
        or _torn(match.string[: match.start()])
    )
    return ReadDate(value, match.start(), match.end(), sure=not short and not torn)


def _torn(before: str) -> bool:
    """Whether a text ends with a single digit that may be the first of what follows."""
    return bool(re.search(r"(?<![\w/.,-])[0-3] $", before))


def calendar_date(day: str, month: str, year: str) -> str | None:
    """The ISO date of read digits (look-alikes among them); None where the calendar has no such
    day."""
    digits = [only_digits(part.replace("t", "1")) for part in (day, month, year)]
    if not all(digits) or len(digits[2]) != 4 or not 1850 <= int(digits[2]) <= 2100:
        return None
    try:
        return date(int(digits[2]), int(digits[1]), int(digits[0])).isoformat()
    except ValueError:
        return None
