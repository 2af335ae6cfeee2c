"""Who bears exactly this old number, or this name and day of birth."""

import pytest

from pipeline.match.register import open_register
from pipeline.match.register.build import build_register
from pipeline.match.register.exact import (
    numbers_of_citizen,
    present_number,
    rows_of_name_and_birth,
    rows_of_old_id,
)

HEAD = (
    "citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,"
    "province_name\n"
)
ROWS = (
    "001080000001,012345678,Nguyễn Văn An,1980-03-12,M,Hà Nội,00001,Phúc Xá,Hà Nội\n"
    "001080000002,,Nguyễn Văn Ân,1980-03-12,M,Hà Nội,00001,Phúc Xá,Hà Nội\n"
    "001080000003,,Nguyễn Văn An,1980-03-13,M,Hà Nội,00001,Phúc Xá,Hà Nội\n"
    "001180000004,,Nguyen Van An,1980-03-12,F,Hà Nội,00001,Phúc Xá,Hà Nội\n"
)


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    place = tmp_path_factory.mktemp("exact")
    (place / "register.csv").write_text(HEAD + ROWS, encoding="utf-8")
    build_register(place / "register.csv", place / "built")
    return open_register(place / "built")


def numbers(register, rows):
    return [register.citizen_id(row) for row in rows]


def test_an_old_number(register):
    assert numbers(register, rows_of_old_id(register, "012345678")) == ["001080000001"]
    assert rows_of_old_id(register, "012345679") == []


@pytest.mark.parametrize(
    ("name", "birth", "found"),
    [
        ("nguyễn văn an", (1980, 3, 12), ["001080000001"]),
        ("Nguyễn Văn Ân", (1980, 3, 12), ["001080000002"]),
        ("Nguyễn Văn An", (1980, 3, 13), ["001080000003"]),
        (
            "Nguyễn Văn Ạn",
            (1980, 3, 12),
            ["001080000001", "001080000002", "001180000004"],
        ),
        ("Nguyễn Văn An", (1981, 3, 12), []),
        ("Trần Không Ai", (1980, 3, 12), []),
    ],
)
def test_a_name_and_a_day_of_birth(register, name, birth, found):
    assert numbers(register, rows_of_name_and_birth(register, name, birth)) == found


@pytest.fixture(scope="module")
def renumbered(tmp_path_factory):
    """An bore 001080000009 and 012345679 before, and so did Lan bear the number that is An's."""
    place = tmp_path_factory.mktemp("renumbered")
    rows = (
        "001080000009 012345679,001080000001,012345678,Nguyễn Văn An,1980,M,,,,\n"
        "001080000001,001180000004,,Trần Thị Lan,1980,F,,,,\n"
    )
    (place / "register.csv").write_text(f"former_ids,{HEAD}{rows}", encoding="utf-8")
    build_register(place / "register.csv", place / "built")
    return open_register(place / "built")


@pytest.mark.parametrize("old_id", ["012345678", "012345679"])
def test_an_old_number_borne_before_is_the_bearers(renumbered, old_id):
    assert numbers(renumbered, rows_of_old_id(renumbered, old_id)) == ["001080000001"]


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("001080000001", ("001080000001", "001080000009")),
        ("001080000009", ("001080000009", "001080000001")),
        # What Lan bore before is An's now: her papers are not looked for under it.
        ("001180000004", ("001180000004",)),
        ("001080000777", ("001080000777",)),
    ],
)
def test_all_numbers_under_which_a_citizens_papers_stand(renumbered, asked, known):
    assert numbers_of_citizen(renumbered, asked) == known


@pytest.mark.parametrize(
    ("asked", "present"),
    [
        ("001080000009", "001080000001"),
        ("001080000001", None),
        ("001180000004", None),
        ("001080000777", None),
    ],
)
def test_a_former_number_leads_to_the_present_one(renumbered, asked, present):
    assert present_number(renumbered, asked) == present
