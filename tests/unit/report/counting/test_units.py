"""Levels and groups of units."""

from datetime import date

import pytest

from pipeline.report.counting.units import (
    UnitGroup,
    form_groups,
    has_level_ended,
)
from schemas.figures.report import Bilingual
from schemas.figures.units import UnitLevel


@pytest.mark.parametrize(
    ("level", "day", "ended"),
    [
        ("district", date(2025, 6, 30), False),
        ("district", date(2025, 7, 1), True),
        ("province", date(2030, 1, 1), False),
        ("commune", date(2030, 1, 1), False),
        (None, date(2030, 1, 1), False),
        ("planet", date(2030, 1, 1), False),
    ],
)
def test_districts_ended_in_july_2025(
    level: str | None, day: date, ended: bool
) -> None:
    assert has_level_ended(level, day) is ended


def test_levels_from_the_highest() -> None:
    assert list(UnitLevel) == ["province", "district", "commune"]


@pytest.mark.parametrize(
    ("level", "name", "code"),
    [
        ("province", "Sở Tư pháp", "departments"),
        ("province", None, "departments"),
        ("province", "VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI tỉnh", "land_offices"),
        ("commune", "Chi nhánh VPĐKĐĐ số 2", "land_offices"),
        ("district", "UBND quận Đông", "districts"),
        ("commune", "UBND phường Một", "communes"),
    ],
)
def test_a_unit_belongs_to_the_first_group_that_fits(
    level: str, name: str | None, code: str
) -> None:
    fitting = [group.code for group in form_groups() if group.holds(level, name)]
    assert fitting[0] == code


def test_no_group_holds_an_unknown_level() -> None:
    assert not any(group.holds(None, "Sở Tư pháp") for group in form_groups())


def test_an_empty_list_of_names_fits_every_name() -> None:
    title = Bilingual("Xã", "Communes")
    group = UnitGroup(
        code="c", levels=(UnitLevel.COMMUNE,), name_contains=(), order=1, title=title
    )
    assert group.holds("commune", "bất kỳ")
    assert group.title.wording("en") == "Communes"
