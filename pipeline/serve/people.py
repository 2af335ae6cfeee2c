"""Citizens beside a person of a paper: the candidates, and who else the register holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.config import MatchSettings
from pipeline.match.decide import match_person
from pipeline.match.normal import exact_key, fold, place_key, read_date
from pipeline.match.register import Register
from schemas.linkage import Citizen, PersonQuery

COMPARED = ("full_name", "birth_date", "gender", "citizen_id", "old_id", "commune_name")
"""What candidates are compared by, in the order in which it is shown."""
_MOST_FOUND = 12
_NUMBER = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}|\b(?:19|20)\d{2}\b")


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact of a candidate. `agrees`: None where the paper or the register is silent."""

    name: str
    value: str | None
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A citizen and how they compare with what was read."""

    citizen_id: str
    facts: tuple[Compared, ...]


def citizen(register: Register, number: str) -> Citizen | None:
    """The row of the register with this number."""
    if not number.isdecimal() or len(number) != 12:
        return None
    row = int(np.searchsorted(register["citizen_id"], np.uint64(number)))
    if row >= len(register) or int(register["citizen_id"][row]) != int(number):
        return None
    return register.citizen(row)


def candidates(
    register: Register | None, numbers: Sequence[str], read: Mapping[str, str | None]
) -> list[Candidate]:
    """The citizens with these numbers, compared with what the paper says.

    Args:
        register: None where there is none: then the number is all that is known.
        numbers: in the order of the matching, best first.
        read: by the names of COMPARED, what was read.
    """
    found = []
    for number in numbers:
        person = citizen(register, number) if register is not None else None
        found.append(_compared(person or Citizen(number, ""), read))
    return found


def search(register: Register, words: str, settings: MatchSettings) -> tuple[str, ...]:
    """Numbers of citizens by name, birth date, old or new number, in any order of words.

    As tolerant as the matching of papers: misread letters, missing marks.
    """
    number = _NUMBER.search(re.sub(r"(?<=\d)[ .](?=\d{3})", "", words))
    rest = words if number is None else re.sub(r"[\d .]{9,}", " ", words)
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


def _compared(person: Citizen, read: Mapping[str, str | None]) -> Candidate:
    facts = []
    for name in COMPARED:
        value = getattr(person, name) or None
        if name == "commune_name" and value and person.province_name:
            value = f"{value}, {person.province_name}"
        facts.append(Compared(name, value, _agrees(name, read.get(name), value)))
    return Candidate(person.citizen_id, tuple(facts))


def _agrees(name: str, read: str | None, held: str | None) -> bool | None:
    if not read or not held:
        return None
    if name == "full_name":
        return exact_key(read) == exact_key(held)
    if name == "birth_date":
        return _same_day(read_date(read), read_date(held))
    if name == "commune_name":
        commune = place_key(held.partition(",")[0])
        return bool(commune) and commune in fold(read)
    return read == held


def _same_day(read: tuple[int, int, int], held: tuple[int, int, int]) -> bool:
    """Whether two dates agree as far as both are known."""
    return all(a == b for a, b in zip(read, held, strict=True) if a and b)
