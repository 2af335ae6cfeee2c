"""A citizen as people ask for one: name, birth date and number in one line."""

from __future__ import annotations

import re

from schemas.linkage import PersonQuery

_NUMBER = re.compile(r"(?<!\d)\d{3}(?:[ .]?\d{3}){2,3}(?!\d)")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d)|\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def read_words(words: str) -> PersonQuery:
    """The person meant by words in any order: a new or old number, a date or year, the rest is the
    name."""
    date, rest = _take(_DATE, words)
    number, rest = _take(_NUMBER, rest)
    year, rest = _take(_YEAR, rest)
    digits = re.sub(r"\D", "", number or "")
    return PersonQuery(
        "search",
        citizen_id=digits if len(digits) == 12 else None,
        old_id=digits if len(digits) == 9 else None,
        full_name=rest.strip(" ,;") or None,
        birth_date=date or year,
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[str | None, str]:
    """What the pattern finds first, and the text without it."""
    found = pattern.search(text)
    return (None, text) if found is None else (found[0], text.replace(found[0], " "))
