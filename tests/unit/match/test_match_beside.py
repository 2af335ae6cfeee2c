"""What agrees between the person of a paper and the citizens that may be meant."""

from __future__ import annotations

from dataclasses import replace

from pipeline.match.beside import Agreement, place_beside
from pipeline.match.model import LEVELS
from pipeline.match.register import Register, build_register, open_register
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
    assert [one.citizen.full_name for one in found] == ["Trần Thị Thanh Bình", "Nguyễn Văn An"]
    assert found[1].agreement == {
        "number": NEAR,
        "name": NEAR,
        "birth": SAME,
        "gender": UNKNOWN,
        "place": SAME,
    }
    assert (found[0].agreement["name"], found[0].agreement["birth"]) == (OTHER, OTHER)


def test_each_person_gets_the_own_citizens_and_unknown_numbers_are_left_out(write_csv, tmp_path):
    register = register_of(write_csv, tmp_path)
    numbers = [["999999999999", "064085001234"], [], ["000000000001", "x"], ["001075000123"]]
    found = place_beside([(replace(READ, query_id=str(n)), n) for n in numbers], register)
    assert [[one.citizen.citizen_id for one in part] for part in found] == [
        ["064085001234"],
        [],
        [],
        ["001075000123"],
    ]
    assert place_beside([], register) == []


def test_every_level_of_a_comparison_has_its_agreement():
    from pipeline.match.beside import _agreement

    by_level = {name: [_agreement(level) for level in levels] for name, levels in LEVELS.items()}
    for name, found in by_level.items():
        assert found[0] is SAME and found[-1] is UNKNOWN and OTHER in found, name
