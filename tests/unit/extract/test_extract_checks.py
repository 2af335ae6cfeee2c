from datetime import date

import pytest

from pipeline.extract.checks import (
    birth_possible,
    check_fields,
    day_of,
    parent_possible,
    place_existed,
)
from schemas.record import FieldValue


def test_dates_that_cannot_be() -> None:
    assert birth_possible("2020-01-02", date(2020, 1, 2))
    assert not birth_possible("2020-01-03", date(2020, 1, 2))
    assert birth_possible("2020", date(2020, 1, 2))
    assert not birth_possible("1700-01-01", None)
    assert parent_possible("1980", "2001-05-05") and not parent_possible(
        "1999", "2001-05-05"
    )


@pytest.mark.parametrize(
    ("place", "day", "issuer", "may_be"),
    [
        ("Hải Dương", date(2024, 11, 5), "", True),
        ("Hải Dương", date(2025, 11, 5), "Sở Xây dựng", False),
        ("TP. Hải Dương", date(2025, 11, 5), "", False),
        # A ward has the name since.
        ("Hải Dương", date(2025, 11, 5), "Ủy ban nhân dân phường Hải Dương", True),
        # The town was called so before there was a province of the name.
        ("Huế", date(2003, 1, 6), "Ủy ban nhân dân thành phố Huế", True),
        ("Tp. Huế", date(2003, 1, 6), "", True),
    ],
)
def test_a_place_is_held_against_the_day(
    place: str, day: date, issuer: str, may_be: bool
) -> None:
    assert place_existed(place, day, issuer) is may_be


def field(name: str, value: str, role: str | None = None) -> FieldValue:
    return FieldValue(name, value, value, 0.99, 1, None, role, 1 if role else None)


def test_a_fact_that_fails_a_check_is_worth_half_and_asked_about() -> None:
    wrong, right = check_fields(
        (
            field("birth_date", "2024-07-10", "subject"),
            field("issued_date", "2024-03-01"),
        )
    )
    assert (wrong.confidence, wrong.needs_review) == (0.495, True)
    assert (right.confidence, right.needs_review) == (0.99, False)


def test_a_year_alone_is_no_day() -> None:
    assert day_of("1975") is None and day_of(None) is None
    assert day_of("1975-03-12") == date(1975, 3, 12)
