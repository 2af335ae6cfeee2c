"""Years told in part."""

from __future__ import annotations

import pytest

from pipeline.match.query.years import NO_YEAR, PartYear, part_year


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("05/06/194?", PartYear(tuple(range(1940, 1950)), unread=True)),
        ("05/06/19?4", PartYear(tuple(range(1904, 2000, 10)), unread=True)),
        ("28/06/1086", PartYear((1986,), unread=False)),
        ("13/02/2916", PartYear((1916, 2016), unread=False)),
        ("13/02/2O1?", PartYear(tuple(range(2010, 2020)), unread=True)),
        ("05/06/1???", NO_YEAR),
        ("05/06/1975", NO_YEAR),
        ("194?", NO_YEAR),
        ("??/06/194?", NO_YEAR),
        (None, NO_YEAR),
        ("05/06/x", NO_YEAR),
    ],
)
def test_years_that_may_be_meant(text: str | None, year: PartYear) -> None:
    assert part_year(text)[: 1 if not year.years else 2] == (
        ((),) if not year.years else year
    )


def test_a_year_that_lacks_a_digit() -> None:
    years, unread = part_year("05/06/194")
    assert {1940, 1949, 1994, 1904} <= set(years)
    assert not unread
