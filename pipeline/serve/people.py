"""Citizens beside a person of a paper: the candidates, and who else the register holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.config import MatchSettings
from pipeline.extract.persons import person_query
from pipeline.match.beside import Agreement, Beside, place_beside
from pipeline.match.decide import match_person
from pipeline.match.register import Register
from schemas.linkage import Citizen, PersonQuery

COMPARED = ("full_name", "birth_date", "gender", "citizen_id", "old_id", "commune_name")
"""What candidates are compared by, in the order in which it is shown."""
_COMPARISON = {
    "full_name": "name",
    "birth_date": "birth",
    "gender": "gender",
    "citizen_id": "number",
    "commune_name": "place",
}
_MOST_FOUND = 12
_NUMBER = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")
_PARTED = re.compile(r"(?<=\d)[ .](?=\d{3})")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}|\b(?:19|20)\d{2}\b")


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact of a candidate beside the paper."""

    name: str
    value: str | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Candidate:
    """A citizen and how they compare with what was read."""

    citizen_id: str
    facts: tuple[Compared, ...]


def candidates(
    register: Register | None, numbers: Sequence[str], read: Mapping[str, str]
) -> list[Candidate]:
    """The citizens with these numbers beside the person that a paper names.

    Args:
        register: None where there is none: then the number is all that is known, as it is of a
            citizen whom the register no longer holds.
        numbers: in the order of the matching, best first.
        read: by field, what was read of the person.
    """
    held: dict[str, Beside] = {}
    if register is not None:
        (found,) = place_beside([(person_query("", 0, read), numbers)], register)
        held = {one.citizen.citizen_id: one for one in found}
    unknown = [Beside(Citizen(number, ""), {}) for number in numbers]
    return [_candidate(held.get(one.citizen.citizen_id, one), read) for one in unknown]


def search(register: Register, words: str, settings: MatchSettings) -> tuple[str, ...]:
    """Numbers of citizens by name, birth date, old or new number, in any order of words.

    As tolerant as the matching of papers: misread letters, missing marks.
    """
    text = _PARTED.sub("", words)
    number = _NUMBER.search(text)
    rest = text if number is None else text.replace(number[0], " ")
    date = _DATE.search(rest)
    name = _DATE.sub(" ", rest).strip(" ,;")
    query = PersonQuery(
        "search",
        citizen_id=number[0] if number and len(number[0]) == 12 else None,
        old_id=number[0] if number and len(number[0]) == 9 else None,
        full_name=name or None,
        birth_date=date[0] if date else None,
    )
    return match_person(query, register, settings).candidate_ids[:_MOST_FOUND]


def _candidate(one: Beside, read: Mapping[str, str]) -> Candidate:
    person = one.citizen
    facts = []
    for name in COMPARED:
        value = getattr(person, name) or None
        if name == "commune_name" and value and person.province_name:
            value = f"{value}, {person.province_name}"
        facts.append(Compared(name, value, _agreement(name, one, read)))
    return Candidate(person.citizen_id, tuple(facts))


def _agreement(name: str, one: Beside, read: Mapping[str, str]) -> Agreement:
    """How far a fact agrees; the two numbers are told apart, which matching compares as one."""
    if name == "old_id":
        known = read.get("old_id") and one.citizen.old_id
        same = read.get("old_id") == one.citizen.old_id
        return Agreement.UNKNOWN if not known else Agreement.SAME if same else Agreement.DIFFERENT
    if name == "citizen_id" and not read.get("citizen_id"):
        return Agreement.UNKNOWN
    return one.agreement.get(_COMPARISON[name], Agreement.UNKNOWN)
