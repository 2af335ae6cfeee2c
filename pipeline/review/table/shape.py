"""Whether a decision has the shape of its item, and how it goes into the record."""

from __future__ import annotations

import re

from pipeline import registry
from pipeline.review.decision import NONE, OK, SETTLED, DecisionKind, Subject
from pipeline.tables.cells import read_day

FITTING = (
    "match: 12 digits or none; document: ok or a document type; field: the right value or ok (a "
    "date as dd/mm/yyyy or "
    "YYYY-MM-DD, a citizen number of 12 digits, an old one of 9, a gender as M or F); quarantine: "
    "settled"
)
_CITIZEN, _OLD_NUMBER = re.compile(r"[0-9]{12}"), re.compile(r"[0-9]{9}")
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_DIGITS = {"citizen_id": _CITIZEN, "old_id": _OLD_NUMBER}
_GENDERS = {"m": "M", "nam": "M", "f": "F", "nữ": "F"}


def fitting_value(subject: Subject, text: str) -> str | None:
    """The decision as it goes into the record, None where it does not fit."""
    match subject.kind:
        case DecisionKind.MATCH:
            return text if text == NONE or _CITIZEN.fullmatch(text) else None
        case DecisionKind.FIELD:
            return _field_value(subject.name or "", text)
        case DecisionKind.QUARANTINE:
            return SETTLED if text == SETTLED else None
        case DecisionKind.DOCUMENT:
            return text if text == OK else registry.document_types().resolve(text)
        case _:
            return text


def _field_value(name: str, text: str) -> str | None:
    if text == OK:
        return text
    if name in _DIGITS:
        return text if _DIGITS[name].fullmatch(text) else None
    if name == "gender":
        return _GENDERS.get(text.casefold())
    return _date(name, text) if name.endswith("_date") else text


def _date(name: str, text: str) -> str | None:
    if name == "birth_date" and _YEAR.fullmatch(text):
        return text
    try:
        return read_day(text).isoformat()
    except ValueError:
        return None
