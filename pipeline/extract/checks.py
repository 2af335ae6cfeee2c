"""What must be true of facts that were read right."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from pipeline.common.citizen_id import citizen_id_fits
from pipeline.common.vietnamese.provinces import load_provinces
from schemas.record import FieldValue

_UNIT = re.compile(r"\btỉnh (?P<name>[^,;]+)$", re.IGNORECASE)
_WARD = re.compile(r"\b(?:phường|xã|đặc khu) (?P<name>[^,;]+)$", re.IGNORECASE)
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


def place_existed(place: str, day: date, issuer: str = "") -> bool:
    """Whether a place of issue (`Hải Dương`, `TP. Huế`) may be named on a paper of that day; only
    names of provinces that are no more tell, where no ward or commune has the name: a town may have
    been called so before there was such a province."""
    name = _CITY.sub("", place)
    return load_provinces().ended(name, day) is None or _is_ward(name, issuer)


def _is_ward(name: str, issuer: str) -> bool:
    """Whether an organ is that of a ward or commune of a name (since 1 July 2025 some bear that of
    a former province)."""
    ward = _WARD.search(issuer)
    return ward is not None and ward["name"].strip().lower() == name.lower()


def issuer_existed(issuer: str, day: date) -> bool:
    """Whether the province that an organ's name ends with was there on a day."""
    unit = _UNIT.search(issuer)
    return unit is None or not load_provinces().gone(unit["name"].strip(), day)


_FAILED = 0.5  # a value that fails a check is worth half


def check_fields(fields: tuple[FieldValue, ...]) -> tuple[FieldValue, ...]:
    """Fields that contradict one another or the calendar lose confidence and need review; QR values
    stand."""
    facts = {
        (field.role, field.role_index, field.name): field.value for field in fields
    }
    issued = day_of(facts.get((None, None, "issued_date")))
    wrong = {
        (field.role, field.role_index, field.name)
        for field in fields
        if field.method == "ocr"
        and field.value is not None
        and not _holds(field, facts, issued)
    }
    return tuple(
        replace(f, confidence=round(f.confidence * _FAILED, 4), needs_review=True)
        if (f.role, f.role_index, f.name) in wrong
        else f
        for f in fields
    )


def _holds(
    field: FieldValue,
    facts: dict[tuple[str | None, int | None, str], str | None],
    issued: date | None,
) -> bool:
    value = field.value or ""
    of = (field.role, field.role_index)
    if field.name == "citizen_id":
        return citizen_id_fits(
            value, facts.get((*of, "gender")), facts.get((*of, "birth_date"))
        )
    if field.name == "birth_date":
        child = facts.get(("subject", 1, "birth_date"))
        if (
            field.role in {"father", "mother"}
            and child
            and not parent_possible(value, child)
        ):
            return False
        return birth_possible(value, issued)
    if field.name == "issued_date":
        return (
            issued is not None
            and issue_possible(issued)
            and _in_its_time(facts, issued)
        )
    if field.name in {"issuer", "place"} and field.role is None and issued is not None:
        return _in_its_time(facts, issued)
    return True


def _in_its_time(
    facts: dict[tuple[str | None, int | None, str], str | None], issued: date
) -> bool:
    """Whether the province of the paper's head was there on its day: else one was misread."""
    issuer = facts.get((None, None, "issuer")) or ""
    place = facts.get((None, None, "place")) or ""
    return issuer_existed(issuer, issued) and place_existed(place, issued, issuer)


def day_of(value: str | None) -> date | None:
    """The day of an ISO date; None for a bare year and for nothing."""
    return date.fromisoformat(value) if value and len(value) == 10 else None
