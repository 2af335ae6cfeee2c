"""What must be true of facts that were read right."""

from __future__ import annotations

import re
from datetime import date

from pipeline.common.provinces import load_provinces

_UNIT = re.compile(r"\btỉnh (?P<name>[^,;]+)$", re.IGNORECASE)
_CITY = re.compile(r"^(?:tp|thành phố)[\s.]*", re.IGNORECASE)
_EARLIEST_ISSUE = 1945
_LATEST = 2100


def birth_possible(birth_date: str, issued: date | None) -> bool:
    """Whether somebody born then can stand on a paper issued on `issued`."""
    year = int(birth_date[:4])
    if not 1880 <= year <= _LATEST:
        return False
    return issued is None or birth_date[:10] <= issued.isoformat()[: len(birth_date)]


def issue_possible(issued: date, today: date | None = None) -> bool:
    """Whether a paper can bear this date."""
    return issued.year >= _EARLIEST_ISSUE and (today is None or issued <= today)


def parent_possible(parent_birth: str, child_birth: str) -> bool:
    """Whether a parent is 12 to 90 years older than the child."""
    return 12 <= int(child_birth[:4]) - int(parent_birth[:4]) <= 90


def place_existed(place: str, day: date) -> bool:
    """Whether a place of issue (`Hải Dương`, `TP. Huế`) may be named on a paper of that day; only
    names of provinces tell."""
    return not load_provinces().gone(_CITY.sub("", place), day)


def issuer_existed(issuer: str, day: date) -> bool:
    """Whether the province that an organ's name ends with was there on a day."""
    unit = _UNIT.search(issuer)
    return unit is None or not load_provinces().gone(unit["name"].strip(), day)
