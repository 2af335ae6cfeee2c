"""What a search may be narrowed to, and what its hits are counted by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.common.vietnamese.folding import fold
from pipeline.errors import UsageError
from pipeline.search.veil import is_veiled
from schemas.states import MatchOutcome, SignatureLevel

FACETS = (
    "agency_code",
    "level",
    "document_type",
    "issued_year",
    "signature_level",
    "outcome",
)
"""By what the hits of an answer are counted."""
_DAYS = ("issued_from", "issued_to")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "level": ("province", "district", "commune"),
    "outcome": tuple(MatchOutcome),
    "signature_level": tuple(SignatureLevel),
}
"""Filters of which all values are known."""
_CITIZEN_DIGITS = {9, 12}
_YEAR = re.compile(r"[0-9]{4}")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
FILTERS = ("document_id", "dossier_code", *FACETS, "number", "citizen_id", *_DAYS)
NO_DAY, LAST_DAY = 0, 9999_12_31
"""The day of a document that has none, and the last one that there is, as numbers."""


class Order(StrEnum):
    """Which hits come first."""

    BEST = "best"
    NEWEST = "newest"
    """By the day of issue; those without one last."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Tags that a hit must all have, and days (`day_number`) between which it was issued."""

    tags: tuple[str, ...] = ()
    days: tuple[int, int] | None = None

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.tags or self.days)


def tag(name: str, value: object) -> str:
    """A fact of a document as indexes hold it: `agency_code=H26.27`. Numbers and notations are told
    apart by their letters and digits alone."""
    normal = _NORMAL.get(name, str)(str(value))
    return f"{name}={unicodedata.normalize('NFC', normal)}"


def _bare(value: str) -> str:
    return "".join(filter(str.isalnum, fold(value)))


_NORMAL: Mapping[str, Callable[[str], str]] = {"number": _bare, "citizen_id": _bare}


def day_number(day: str | None) -> int:
    """`YYYY-MM-DD` as the number YYYYMMDD; NO_DAY for none."""
    return int(day.replace("-", "")) if day else NO_DAY


def narrowed_to(filters: Mapping[str, str]) -> Narrowing:
    """The filters, checked.

    Raises:
        UsageError: `unknown_filter`, `bad_filter_value` for what no document can bear, or
            `bad_filter_date` for what is no day.
    """
    unknown = sorted(set(filters) - set(FILTERS))
    if unknown:
        raise UsageError(
            "unknown_filter",
            "the search can't be narrowed by this",
            item=", ".join(unknown),
            remedy=f"use one of: {', '.join(FILTERS)}",
        )
    tags = tuple(
        tag(name, _known(name, value))
        for name, value in filters.items()
        if name not in _DAYS
    )
    if not set(_DAYS) & set(filters):
        return Narrowing(tags)
    first, last = (_day(name, filters.get(name)) for name in _DAYS)
    if first and last and first > last:
        raise _bad_value("issued_to", filters["issued_to"], "a day after the first one")
    return Narrowing(tags, (first or NO_DAY + 1, last or LAST_DAY))


def _known(name: str, value: str) -> str:
    """A filter's value as documents bear it: a search by a word that no document can bear would
    find nothing and not say why."""
    words = _WORDS.get(name)
    if words is not None:
        found = next(
            (one for one in words if one.lower() == value.strip().lower()), None
        )
        if found is None:
            raise _bad_value(name, value, ", ".join(words))
        return found
    plain = name == "citizen_id" and not is_veiled(value)
    if plain and len(_digits(value)) not in _CITIZEN_DIGITS:
        raise _bad_value(name, value, "12 digits, or 9 of an old card")
    if name == "issued_year" and not _YEAR.fullmatch(value.strip()):
        raise _bad_value(name, value, "four digits, as 2024")
    return value.strip()


def _digits(value: str) -> str:
    bare = _bare(value)
    return bare if bare.isdigit() else ""


def _bad_value(name: str, value: str, right: str) -> UsageError:
    shown = "" if name == "citizen_id" else f" {value}"
    return UsageError(
        "bad_filter_value",
        "no document can bear this",
        item=f"{name}{shown}",
        remedy=f"use {right}",
        values={"right": right},
    )


def _day(name: str, value: str | None) -> int | None:
    if value is None:
        return None
    try:
        return day_number(_date(value.strip()).isoformat())
    except ValueError as error:
        raise UsageError(
            "bad_filter_date",
            "not a day",
            item=f"{name} {value}",
            remedy="write it as 2024-11-05 or 05/11/2024",
        ) from error


def _date(text: str) -> date:
    """A day as programs write it, or as people here do: 05/11/2024. Raises ValueError."""
    found = _DAY_FIRST.fullmatch(text)
    if found is None:
        return date.fromisoformat(text)
    day, month, year = map(int, found.groups())
    return date(year, month, day)
