"""Names that differ in one syllable, and who is found by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.match.candidates.near_names import near_names
from pipeline.match.candidates.search import find_candidates
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register, open_register
from pipeline.match.register.build import build_register
from schemas.linkage import PersonQuery

HOME = "00004,Phường Trúc Bạch,Hà Nội"
PEOPLE = (
    f"001094000001,,Phạm Văn Hậu,1994-06-14,M,001,{HOME}",
    f"001194000002,,Phạm Thị Hân,1994-06-20,F,001,{HOME}",
    f"001074000003,,Thái Duy Điệp,1974-04-21,M,001,{HOME}",
    f"001160000004,,Bùi Thu Hoa,1960,F,001,{HOME}",
    f"001050000005,,Phạm Văn Hận,1950-01-01,M,001,{HOME}",
    f"001181000006,,Nguyễn Thị Hằng,1981-12-20,F,001,{HOME}",
    f"001081000007,,Nguyễn Thăng,1981-12-20,M,001,{HOME}",
)


@pytest.fixture
def register(write_csv: Callable[..., Path], tmp_path: Path) -> Register:
    build_register(write_csv(PEOPLE), tmp_path / "R")
    return open_register(tmp_path / "R")


def _names(read: str, register: Register, born: str | None = None) -> set[str]:
    query = PersonQuery("q", full_name=read, birth_date=born)
    _, keys = near_names(prepare([query], register), register)
    return set(register.strings["key"].take(keys))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Thái Điệp", {"thai duy diep"}),  # a syllable lacks
        ("Duy Điệp", {"thai duy diep"}),
        ("Phạm Văn Hận", {"pham van hau"}),  # hận is a name, too
        ("Bùi T. Hoa", {"bui thu hoa"}),  # an initial
        ("Bùi Thị Thu Hoa", {"bui thu hoa"}),  # one too many
        ("Phạm Văn Hùng", set()),  # not by a letter
        ("Phạm Hậu Văn", set()),  # another order
        ("Phạm Văn Hậu", {"pham van han"}),  # the name itself is not near
        ("Điệp", set()),
        ("", set()),
    ],
)
def test_names_are_near_by_one_syllable(
    read: str, meant: set[str], register: Register
) -> None:
    assert _names(read, register) == meant


def test_who_bears_the_very_name_and_was_born_so_needs_no_other(
    register: Register,
) -> None:
    assert _names("Phạm Văn Hận", register, "1950") == set()
    assert _names("Phạm Văn Hận", register, "01/02/1950") == {"pham van hau"}


def test_an_initial_is_no_part_of_a_joined_name(register: Register) -> None:
    assert _names("Nguyễn T. Hằng", register, "1981") == {"nguyen thi hang"}


def test_the_queries_stand_in_their_order(register: Register) -> None:
    read = ("Bùi T. Hoa", "Ai Đó", "Thái Điệp", "Phạm Văn Hận")
    queries = [PersonQuery(str(i), full_name=name) for i, name in enumerate(read)]
    query, _ = near_names(prepare(queries, register), register)
    assert query.tolist() == [0, 2, 3]


def _found(query: PersonQuery, register: Register) -> set[str]:
    found = find_candidates(prepare([query], register), register, wide=True)
    return {register.citizen_id(row) for row in found.row.tolist()}


DIEP = PersonQuery("q", full_name="Thái Điệp")


@pytest.mark.parametrize(
    "told",
    [
        {"birth_date": "1974"},
        {"birth_date": "??/04/1974"},
        {"birth_date": "24/??/1974"},
        {"commune_name": "Phường Trúc Bạch"},
        {"citizen_id": "001074999888"},  # the year of birth in a misread number
    ],
)
def test_a_date_or_a_home_finds_who_is_called_nearly_so(
    told: dict[str, str], register: Register
) -> None:
    assert "001074000003" in _found(replace(DIEP, **told), register)


def test_a_near_name_alone_finds_nobody(register: Register) -> None:
    assert _found(DIEP, register) == set()
