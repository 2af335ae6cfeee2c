"""Persons of a record that are to be matched with the citizen register."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.extract.normalize.text import fold
from schemas.linkage import PersonQuery
from schemas.record import ROLES, DocumentRecord

# Officials who sign are not matched.
MATCHED_ROLES = tuple(role for role in ROLES if role != "signer")
_COMMUNE = re.compile(r"^(?:phuong|xa|thi tran|dac khu|p|tt)\b")
_DISTRICT = re.compile(r"^(?:quan|huyen|thi xa|thanh pho thuoc|q|h|tx)\b")
_PROVINCE = re.compile(r"^(?:thanh pho|tinh|tp)\b\.?\s*")


def person_queries(record: DocumentRecord) -> tuple[tuple[str, int, PersonQuery], ...]:
    """(role, role_index, query) of everybody with at least a name or a number; query_id is
    `role/role_index`."""
    persons: dict[tuple[str, int], dict[str, str]] = {}
    for field in record.fields:
        if (
            field.role in MATCHED_ROLES
            and field.role is not None
            and field.role_index is not None
            and field.value
        ):
            persons.setdefault((field.role, field.role_index), {})[field.name] = (
                field.value
            )
    ordered = sorted(
        persons.items(),
        key=lambda person: (MATCHED_ROLES.index(person[0][0]), person[0][1]),
    )
    return tuple(
        (*key, person_query(*key, facts))
        for key, facts in ordered
        if _identifies(facts)
    )


def _identifies(facts: Mapping[str, str]) -> bool:
    return any(name in facts for name in ("full_name", "citizen_id", "old_id"))


def person_query(role: str, index: int, facts: Mapping[str, str]) -> PersonQuery:
    """The query about one person; `facts` are the values of the person's fields by name."""
    commune, province = commune_and_province(facts.get("address"))
    return PersonQuery(
        query_id=f"{role}/{index}",
        citizen_id=facts.get("citizen_id"),
        old_id=facts.get("old_id"),
        full_name=facts.get("full_name"),
        birth_date=facts.get("birth_date"),
        gender=facts.get("gender"),
        commune_name=commune,
        province_name=province,
    )


def commune_and_province(address: str | None) -> tuple[str | None, str | None]:
    """Commune (with `phường`, `xã`, …) and province (without `tỉnh`, `thành phố`) of an address as
    written.

    Parts stand from small to large between commas; districts (until June 2025) are passed over.
    """
    if not address:
        return None, None
    parts = [
        part.strip(" .;")
        for part in re.split(r"[,;]|\s[-–]\s", address)
        if part.strip(" .;")
    ]
    folded = [fold(part) for part in parts]
    commune = next(
        (p for p, flat in zip(parts, folded, strict=True) if _COMMUNE.match(flat)), None
    )
    last, flat = (parts[-1], folded[-1]) if parts else ("", "")
    if (
        len(parts) < 2
        or _COMMUNE.match(flat)
        or _DISTRICT.match(flat)
        or any(char.isdecimal() for char in last)
    ):
        return commune, None
    shorter = _PROVINCE.match(flat)
    return commune, last[shorter.end() :].strip() if shorter else last
