"""What is known on a pair, fact by fact; evidence/test_pairs.py has them all together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.match.arrays import FloatArray
from pipeline.match.evidence.facts.births import birth_facts
from pipeline.match.evidence.facts.distances import (
    UNKNOWN,
    are_told,
    edits,
    edits_where,
    texts_of,
)
from pipeline.match.evidence.facts.names import name_facts
from pipeline.match.evidence.facts.numbers import number_facts
from pipeline.match.evidence.facts.places import place_facts
from pipeline.match.evidence.held_numbers import HeldNumbers, held_numbers
from pipeline.match.query.prepared import Prepared, prepare
from pipeline.match.register import Register
from pipeline.match.weights.model import LEVELS
from schemas.linkage import PersonQuery

ONE = np.array([0])


@pytest.fixture(scope="module")
def row(register: Register) -> int:
    """Somebody with a name of three syllables, whole birth date and old number."""
    return next(
        r
        for r in range(6000, len(register))
        if len(register.citizen(r).full_name.split()) == 3
        and len(register.citizen(r).birth_date or "") == 10
        and register.citizen(r).old_id
    )


@pytest.fixture(scope="module")
def query(register: Register, row: int) -> PersonQuery:
    """The person as a paper names them, read perfectly."""
    one = register.citizen(row)
    return PersonQuery(
        "q",
        one.citizen_id,
        one.old_id,
        one.full_name,
        one.birth_date,
        one.gender,
        one.commune_name,
        one.province_name,
    )


def _plain(facts: dict[str, FloatArray]) -> dict[str, float]:
    return {name: float(column[0]) for name, column in facts.items()}


def _held(prepared: Prepared, row: int, register: Register) -> HeldNumbers:
    return held_numbers(prepared, ONE, np.array([row]), register)


def test_a_number_with_a_wrong_head(
    register: Register, row: int, query: PersonQuery
) -> None:
    number = query.citizen_id or ""
    wrong = f"{(int(number[0]) + 1) % 10}{number[1:]}"
    prepared = prepare([replace(query, citizen_id=wrong)], register)
    facts = _plain(number_facts(prepared, ONE, _held(prepared, row, register)))
    assert (facts["head_edits"], facts["serial_edits"]) == (1, 0)
    assert (facts["old_edits"], facts["number_given"]) == (0, 2)
    prepared = prepare([replace(query, citizen_id=None, old_id=None)], register)
    facts = _plain(number_facts(prepared, ONE, _held(prepared, row, register)))
    assert {facts["number_edits"], facts["old_edits"]} == {UNKNOWN}
    assert facts["number_given"] == 0


def test_a_name_without_marks(register: Register, row: int, query: PersonQuery) -> None:
    level = np.array([LEVELS["name"].index("exact")])
    for name, lost in ((query.full_name, 0), ("", UNKNOWN)):
        prepared = prepare([replace(query, full_name=name)], register)
        found = name_facts(prepared, ONE, np.array([row]), level, register)
        assert _plain(found)["mark_edits"] == lost


def test_a_date_of_which_a_digit_is_wrong(
    register: Register, row: int, query: PersonQuery
) -> None:
    level = np.array([LEVELS["birth"].index("near")])
    year, month, day = (query.birth_date or "").split("-")
    other = f"{(int(day[0]) + 1) % 3}{day[1]}"
    for text, digits in (
        (f"{day}/{month}/{year}", 0),
        (f"{other}/{month}/{year}", 1),
        (None, UNKNOWN),
    ):
        prepared = prepare([replace(query, birth_date=text)], register)
        found = birth_facts(prepared, ONE, np.array([row]), level, register)
        assert _plain(found)["birth_edits"] == digits


def test_a_commune_that_is_known_elsewhere(
    register: Register, row: int, query: PersonQuery
) -> None:
    level = np.array([LEVELS["place"].index("different")])
    names = register.strings["commune"].take(np.arange(1, 3))
    for commune, known in ((names[0], 1), ("Xã Zzzz", 0), (None, 0)):
        prepared = prepare([replace(query, commune_name=commune)], register)
        found = place_facts(prepared, ONE, np.array([row]), level, register)
        assert _plain(found)["commune_known"] == known
        assert 0 <= _plain(found)["commune_likeness"] <= 1


def test_edits_of_texts() -> None:
    left, right = ["abc", "", "ab"], ["acb", "x", "abc"]
    assert edits(left, right).tolist() == [1, 1, 1]
    assert edits([], []).tolist() == []
    told = are_told(left)
    assert edits_where(told, left, right).tolist() == [1, UNKNOWN, 1]
    assert texts_of(("a", "b"), np.array([1, 0, 1])) == ["b", "a", "b"]
