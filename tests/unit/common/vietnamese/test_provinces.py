"""Provinces before and after the changes of units."""

from datetime import date

import pytest

from pipeline.common.vietnamese.provinces import load_provinces
from pipeline.errors import UsageError

LIST = load_provinces()


@pytest.mark.parametrize(
    ("day", "count"),
    [("2003-06-01", 61), ("2007-06-01", 64), ("2020-01-01", 63), ("2025-07-01", 34)],
)
def test_how_many_there_were(day: str, count: int) -> None:
    assert sum(unit.existed(date.fromisoformat(day)) for unit in LIST.units) == count


@pytest.mark.parametrize(
    ("name", "day", "gone"),
    [
        ("Hải Dương", "2025-06-30", False),
        ("Hải Dương", "2025-07-01", True),
        ("Hải Phòng", "2025-07-01", False),
        ("Đắk Nông", "2003-12-31", True),
        ("Thừa Thiên Huế", "2025-03-01", True),
        ("Hà Tây", "2008-08-01", True),
        ("TP HCM", "2024-01-01", False),
        ("Hạ Yên", "2024-01-01", False),
        ("Đà Nẵng", "1990-01-01", False),  # before the list begins
    ],
)
def test_a_unit_that_was_not_there(name: str, day: str, gone: bool) -> None:
    assert LIST.gone(name, date.fromisoformat(day)) is gone


def test_a_unit_that_ended_became_part_of_one_of_the_34() -> None:
    there = {unit.name for unit in LIST.units if unit.last_day is None}
    assert all(unit.into in there for unit in LIST.units if unit.last_day)


def test_a_broken_list_is_refused(tmp_path) -> None:
    head = 'source = "x"\nchecked = 2026-01-01\ncomplete_since = 1997-01-01\n'
    for units in (
        '[[units]]\nname = "A"\nlast_day = 2020-01-01\n',
        '[[units]]\nname = "A"\n[[units]]\nname = "A"\n',
        '[[units]]\nname = "A"\nkind = "city"\n',
    ):
        path = tmp_path / "provinces.toml"
        path.write_text(head + units, encoding="utf-8")
        load_provinces.cache_clear()
        with pytest.raises(UsageError):
            load_provinces(path)
    load_provinces.cache_clear()


@pytest.mark.parametrize(
    ("name", "day", "last"),
    [
        ("Hải Dương", "2025-11-05", date(2025, 6, 30)),
        ("Hải Dương", "2024-11-05", None),
        ("Huế", "2003-01-06", None),  # not yet there is not past
        ("Hạ Yên", "2025-11-05", None),
    ],
)
def test_the_last_day_of_a_unit_that_is_past(
    name: str, day: str, last: date | None
) -> None:
    assert load_provinces().ended(name, date.fromisoformat(day)) == last
