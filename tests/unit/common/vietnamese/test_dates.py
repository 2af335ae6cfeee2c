"""Years of two digits."""

import pytest

from pipeline.common.vietnamese.dates import full_year


@pytest.mark.parametrize(
    ("short", "year"),
    [(0, 2000), (5, 2005), (30, 2030), (31, 1931), (75, 1975), (99, 1999)],
)
def test_the_year_most_likely_meant(short, year):
    assert full_year(short) == year
