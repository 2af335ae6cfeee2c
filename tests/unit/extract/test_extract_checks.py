from datetime import date

import pytest

from pipeline.extract.checks import birth_possible, citizen_id_fits, parent_possible


@pytest.mark.parametrize(
    ("number", "gender", "birth", "fits"),
    [
        ("001075012345", "M", "1975-03-12", True),
        ("001175012345", "F", "1975", True),
        ("001075012345", "F", "1975", False),
        ("001075012345", "M", "1976-03-12", False),
        ("079203001122", "M", "2003-08-17", True),
        ("079303001122", "F", "2003", True),
        ("079203001122", None, None, True),
        ("999075012345", None, None, False),
        ("00107501234", None, None, False),
    ],
)
def test_citizen_numbers(number: str, gender: str | None, birth: str | None, fits: bool) -> None:
    assert citizen_id_fits(number, gender, birth) is fits


def test_dates_that_cannot_be() -> None:
    assert birth_possible("2020-01-02", date(2020, 1, 2))
    assert not birth_possible("2020-01-03", date(2020, 1, 2))
    assert birth_possible("2020", date(2020, 1, 2))
    assert not birth_possible("1700-01-01", None)
    assert parent_possible("1980", "2001-05-05") and not parent_possible("1999", "2001-05-05")
