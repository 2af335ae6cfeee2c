"""What agrees between the person of a paper and the citizens that may be meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.match.explanation.beside import (
    FACTS,
    Agreement,
    _by_level,
    candidates_beside,
    place_beside,
)
from pipeline.match.register import Register, open_register
from pipeline.match.register.build import build_register
from pipeline.match.weights.model import LEVELS
from schemas.linkage import PersonQuery
from tests.unit.match.conftest import AN, BINH, KPA

SAME, NEAR, OTHER, UNKNOWN = (
    Agreement.SAME,
    Agreement.NEAR,
    Agreement.DIFFERENT,
    Agreement.UNKNOWN,
)
READ = PersonQuery(
    "q",
    citizen_id="001075000128",
    full_name="Nguyen Van An",
    birth_date="1975-03-12",
    commune_name="Phường Trúc Bạch",
)


def register_of(write_csv, tmp_path) -> Register:
    build_register(write_csv([AN, BINH, KPA]), tmp_path / "R")
    return open_register(tmp_path / "R")


def test_each_fact_says_how_far_it_agrees(write_csv, tmp_path):
    register = register_of(write_csv, tmp_path)
    (found,) = place_beside([(READ, ["001190004567", "001075000123"])], register)
    assert [one.citizen.full_name for one in found] == [
        "Trần Thị Thanh Bình",
        "Nguyễn Văn An",
    ]
    assert found[1].agreement == {
        "full_name": NEAR,
        "birth_date": SAME,
        "gender": UNKNOWN,
        "citizen_id": NEAR,
        "old_id": UNKNOWN,
        "commune_name": SAME,
    }
    assert (found[0].agreement["full_name"], found[0].agreement["birth_date"]) == (
        OTHER,
        OTHER,
    )


def test_each_person_gets_the_own_citizens_and_unknown_numbers_are_left_out(
    write_csv, tmp_path
):
    register = register_of(write_csv, tmp_path)
    numbers = [
        ["999999999999", "064085001234"],
        [],
        ["000000000001", "x"],
        ["001075000123"],
    ]
    found = place_beside(
        [(replace(READ, query_id=str(n)), n) for n in numbers], register
    )
    assert [[one.citizen.citizen_id for one in part] for part in found] == [
        ["064085001234"],
        [],
        [],
        ["001075000123"],
    ]
    assert place_beside([], register) == []


def test_the_two_numbers_are_told_apart(write_csv, tmp_path):
    register = register_of(write_csv, tmp_path)
    both = replace(READ, citizen_id="001190004567", old_id="123456789")
    (one,) = candidates_beside(both, ["001075000123"], register)
    assert (one.agreement["citizen_id"], one.agreement["old_id"]) == (OTHER, SAME)
    assert one.number is SAME
    (near,) = candidates_beside(
        replace(both, old_id="123456780"), ["001075000123"], register
    )
    assert (near.agreement["old_id"], near.number) == (NEAR, NEAR)


def test_facts_stand_in_one_order_and_the_commune_has_its_province(write_csv, tmp_path):
    (one,) = candidates_beside(READ, ["064085001234"], register_of(write_csv, tmp_path))
    assert tuple(fact.name for fact in one.facts) == FACTS
    assert {fact.name: fact.value for fact in one.facts} == {
        "full_name": "H'Linh Ksor Kpă",
        "birth_date": "1985",
        "gender": "M",
        "citizen_id": "064085001234",
        "old_id": "987654321",
        "commune_name": "Xã Ia Rsai, Gia Lai",
    }


@pytest.mark.parametrize("held", [True, False])
def test_a_number_that_nobody_holds_stands_alone(write_csv, tmp_path, held):
    register = register_of(write_csv, tmp_path) if held else None
    found = candidates_beside(READ, ["999999999999", "001075000123"], register)
    assert [one.citizen.citizen_id for one in found] == ["999999999999", "001075000123"]
    assert [one.citizen.full_name for one in found] == [
        "",
        "Nguyễn Văn An" if held else "",
    ]
    assert {fact.agreement for fact in found[0].facts} == {UNKNOWN}


def test_every_level_of_a_comparison_has_its_agreement():
    for name, levels in LEVELS.items():
        found = [_by_level(level) for level in levels]
        assert found[0] is SAME and found[-1] is UNKNOWN and OTHER in found, name
