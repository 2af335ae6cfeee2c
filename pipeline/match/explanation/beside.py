"""Citizens beside the person that a paper names: what agrees, as matching itself compares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from pipeline.match.arrays import IntArray
from pipeline.match.evidence.comparison import compare, number_distances
from pipeline.match.query.prepared import Prepared, prepare
from pipeline.match.register import Register
from pipeline.match.weights.model import LEVELS
from schemas.linkage import Citizen, PersonQuery


class Agreement(StrEnum):
    """How far one fact of a citizen agrees with the paper."""

    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"
    UNKNOWN = "unknown"
    """The paper or the register is silent."""


FACTS = ("full_name", "birth_date", "gender", "citizen_id", "old_id", "commune_name")
"""What citizens are compared by, in the order in which it is shown."""
_BY_LEVEL = {
    "full_name": "name",
    "birth_date": "birth",
    "gender": "gender",
    "commune_name": "place",
}
_SAME = {"exact", "equal", "commune"}
_OTHER = {"different": Agreement.DIFFERENT, "absent": Agreement.UNKNOWN}
# Edits up to which two numbers are near each other.
_NEAR_EDITS = {"citizen_id": 2, "old_id": 1}
_CLOSENESS = tuple(Agreement)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a citizen, as people read it, and how far the paper agrees."""

    name: str
    value: str | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Beside:
    """A citizen, and how far each of FACTS agrees with the paper; one whom the register does not
    hold has a number alone."""

    citizen: Citizen
    agreement: Mapping[str, Agreement]

    @property
    def number(self) -> Agreement:
        """How far the number agrees that agrees best, the new one or the old."""
        numbers = (self.agreement["citizen_id"], self.agreement["old_id"])
        return min(numbers, key=_CLOSENESS.index)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All of FACTS; the commune with its province."""
        person = self.citizen
        place = ", ".join(filter(None, (person.commune_name, person.province_name)))
        values = {name: getattr(person, name) or None for name in FACTS}
        values["commune_name"] = place if person.commune_name else None
        return tuple(Fact(name, values[name], self.agreement[name]) for name in FACTS)


def place_beside(
    asked: Sequence[tuple[PersonQuery, Sequence[str]]], register: Register
) -> list[tuple[Beside, ...]]:
    """For each person the citizens with the numbers given, in their order.

    Numbers that the register does not hold (it was built anew since) are left out.
    """
    rows = [_rows(numbers, register) for _, numbers in asked]
    counts = np.array([len(found) for found in rows], np.int64)
    query = np.repeat(np.arange(len(asked), dtype=np.int64), counts)
    row = np.concatenate([*rows, np.empty(0, np.int64)]).astype(np.int64)
    if not len(row):
        return [() for _ in asked]
    told = _agreements(
        prepare([one for one, _ in asked], register), query, row, register
    )
    pairs = [
        Beside(register.citizen(int(at)), {name: told[name][pair] for name in FACTS})
        for pair, at in enumerate(row)
    ]
    ends = np.cumsum(counts)
    return [
        tuple(pairs[end - count : end]) for end, count in zip(ends, counts, strict=True)
    ]


def candidates_beside(
    query: PersonQuery, numbers: Sequence[str], register: Register | None
) -> tuple[Beside, ...]:
    """The citizens with these numbers, in their order, beside one person.

    Args:
        query: the person as the paper names one.
        numbers: in the order of the matching, best first.
        register: None where there is none: then the number is all that is known, as it is of a
            citizen whom the register no longer holds.
    """
    held: dict[str, Beside] = {}
    if register is not None:
        (found,) = place_beside([(query, numbers)], register)
        held = {one.citizen.citizen_id: one for one in found}
    nothing = dict.fromkeys(FACTS, Agreement.UNKNOWN)
    return tuple(held.get(one) or Beside(Citizen(one, ""), nothing) for one in numbers)


def _rows(numbers: Sequence[str], register: Register) -> IntArray:
    """The rows of the numbers that the register holds."""
    found = [row for one in numbers if (row := register.row_of(one)) is not None]
    return np.array(found, np.int64)


def _agreements(
    prepared: Prepared, query: IntArray, row: IntArray, register: Register
) -> dict[str, list[Agreement]]:
    """By fact, how far the pairs agree."""
    compared = compare(prepared, query, row, register)
    told = {
        fact: [_by_level(LEVELS[name][int(code)]) for code in compared.levels[name]]
        for fact, name in _BY_LEVEL.items()
    }
    distances = number_distances(prepared, query, compared.held)
    for fact, edits in zip(("citizen_id", "old_id"), distances, strict=True):
        told[fact] = [_by_edits(int(one), _NEAR_EDITS[fact]) for one in edits]
    return told


def _by_level(level: str) -> Agreement:
    return Agreement.SAME if level in _SAME else _OTHER.get(level, Agreement.NEAR)


def _by_edits(edits: int, near: int) -> Agreement:
    """Agreement of two numbers by their edits, -1 where one of them is not there."""
    if edits < 0:
        return Agreement.UNKNOWN
    if edits == 0:
        return Agreement.SAME
    return Agreement.NEAR if edits <= near else Agreement.DIFFERENT
