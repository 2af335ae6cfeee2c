"""Values as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.shown import shown_value


@pytest.mark.parametrize(
    ("name", "value", "vi", "en"),
    [
        ("birth_date", "2009-05-17", "17/05/2009", "17/05/2009"),
        ("issued_date", "2024-03-01", "01/03/2024", "01/03/2024"),
        ("birth_date", "2009", "2009", "2009"),
        ("birth_date", "2009-05", "2009-05", "2009-05"),
        ("birth_date", "", "", ""),
        ("gender", "F", "Nữ", "Female"),
        ("gender", "M", "Nam", "Male"),
        ("gender", "?", "?", "?"),
        ("area", "52.7", "52,7", "52.7"),
        ("area", "120", "120", "120"),
        ("book_number", "52.7", "52.7", "52.7"),
        ("number", "2009-05-17", "2009-05-17", "2009-05-17"),
        (None, "2009-05-17", "2009-05-17", "2009-05-17"),
    ],
)
def test_values_as_people_write_them(name, value, vi, en):
    assert (shown_value(name, value, "vi"), shown_value(name, value, "en")) == (vi, en)


@given(st.dates())
def test_every_day_is_shown_with_all_its_digits(day):
    assert shown_value("birth_date", day.isoformat(), "vi") == (
        f"{day.day:02}/{day.month:02}/{day.year:04}"
    )
