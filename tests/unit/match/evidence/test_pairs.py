"""The evidence on a pair, fact by fact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.match.decision.weighing import weigh
from pipeline.match.evidence.facts.distances import UNKNOWN
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from pipeline.match.weights.features import FEATURES
from schemas.linkage import Citizen, PersonQuery


@pytest.fixture(scope="module")
def citizen(register: Register) -> Citizen:
    """A man with a name of three syllables, an old number, born on a day that is a month's too."""
    return next(
        c
        for c in (register.citizen(row) for row in range(5000, len(register)))
        if len(c.birth_date or "") == 10
        and c.old_id
        and c.gender == "M"
        and len(c.full_name.split()) == 3
        and int((c.birth_date or "")[8:]) <= 12
        and (c.birth_date or "")[5:7] != (c.birth_date or "")[8:]
    )


def _query(citizen: Citizen, **changes: str | None) -> PersonQuery:
    query = PersonQuery(
        "q",
        citizen.citizen_id,
        None,
        citizen.full_name,
        citizen.birth_date,
        citizen.gender,
        citizen.commune_name,
        citizen.province_name,
    )
    return replace(query, **changes)


def _facts(
    query: PersonQuery, citizen: Citizen, register: Register
) -> dict[str, float]:
    """The evidence on the pair of query and citizen."""
    weighed = weigh(prepare([query], register), register, True)
    rows = weighed.candidates.row[weighed.shortlist.pairs].tolist()
    place = [register.citizen_id(row) for row in rows].index(citizen.citizen_id)
    values = weighed.evidence[place].tolist()
    return dict(zip((f.name for f in FEATURES), values, strict=True))


def test_all_agrees(register: Register, citizen: Citizen) -> None:
    facts = _facts(_query(citizen), citizen, register)
    for name in (
        "number_edits",
        "serial_edits",
        "head_edits",
        "serial_step",
        "name_edits",
    ):
        assert facts[name] == 0, name
    for name in ("given_edits", "mark_edits", "birth_edits", "other_syllables_borne"):
        assert facts[name] == 0, name
    assert (facts["name_level"], facts["birth_level"], facts["place_level"]) == (
        6,
        6,
        4,
    )
    assert facts["other_given_borne"] == -25
    assert facts["number_against_reading"] == 0
    assert facts["old_edits"] == UNKNOWN
    assert facts["lead"] > 0


def test_number_of_a_twin(register: Register, citizen: Citizen) -> None:
    number = citizen.citizen_id
    beside = f"{int(number) + 1:012d}"
    given = "Hùng" if not citizen.full_name.endswith("Hùng") else "Dũng"
    name = f"{citizen.full_name.rpartition(' ')[0]} {given}"
    facts = _facts(
        _query(citizen, citizen_id=beside, full_name=name), citizen, register
    )
    assert facts["serial_step"] == 1
    assert facts["head_edits"] == 0
    assert facts["given_edits"] > 0
    assert facts["other_given_borne"] > -15


def test_head_that_the_paper_contradicts(register: Register, citizen: Citizen) -> None:
    number = citizen.citizen_id
    other = f"{number[:3]}{int(number[3]) ^ 1}{(int(number[4:6]) + 1) % 100:02d}{number[6:]}"
    facts = _facts(_query(citizen, citizen_id=other), citizen, register)
    assert facts["number_against_reading"] == 2
    assert facts["serial_edits"] == 0
    assert facts["head_edits"] >= 2


def test_unread_digits_do_not_contradict(register: Register, citizen: Citizen) -> None:
    number = citizen.citizen_id
    facts = _facts(
        _query(citizen, citizen_id=f"{number[:8]}???{number[11]}"), citizen, register
    )
    assert facts["digits_against"] == 0
    assert facts["number_holes"] == 3


def test_day_and_month_changed_over(register: Register, citizen: Citizen) -> None:
    year, month, day = (citizen.birth_date or "").split("-")
    facts = _facts(
        _query(citizen, birth_date=f"{month}/{day}/{year}"), citizen, register
    )
    assert facts["birth_swapped"] == 1
    facts = _facts(_query(citizen, birth_date=None), citizen, register)
    assert (facts["birth_swapped"], facts["birth_edits"]) == (0, UNKNOWN)


def test_another_middle_name(register: Register, citizen: Citizen) -> None:
    family, middle, given = citizen.full_name.split()
    other = "Văn" if middle != "Văn" else "Đức"
    facts = _facts(
        _query(citizen, full_name=f"{family} {other} {given}"), citizen, register
    )
    assert facts["other_syllables_borne"] == 1
    facts = _facts(_query(citizen, full_name=f"{family} {given}"), citizen, register)
    assert (facts["other_syllables_borne"], facts["syllables_lacking"]) == (0, 1)
