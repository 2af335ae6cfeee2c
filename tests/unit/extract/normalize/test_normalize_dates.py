from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.normalize.dates import find_date

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ngày 05 tháng 11 năm 2024", "2024-11-05"),
        ("Hà Nội, ngày 5 thang 11 nam 2024", "2024-11-05"),
        ("Ngày...05...tháng...11...năm...2024", "2024-11-05"),
        ("ngày T7 tháng 02 năm 2020", "2020-02-17"),
        ("ngày O5 tháng l1 năm 2009", "2009-11-05"),
        ("05/11/2024", "2024-11-05"),
        ("05-11-2024", "2024-11-05"),
        ("5.11.2024", "2024-11-05"),
        ("sinh ngày 05 / 11 / 2024 tại", "2024-11-05"),
        ("31/02/2020 hoặc 01/03/2020", "2020-03-01"),
        ("29/02/2023", None),
        ("Nghị định số 30/2020/NĐ-CP", None),
        ("1975", None),
    ],
)
def test_dates(text: str, value: str | None) -> None:
    found = find_date(text)
    assert (found.value if found else None) == value


def test_bare_years_and_two_digit_years() -> None:
    year = find_date("Năm sinh: 1975", bare_year=True)
    assert year is not None and (year.value, year.day) == ("1975", None)
    short = find_date("12/3/75")
    assert short is not None and (short.value, short.sure) == ("1975-03-12", False)


@given(
    DAYS,
    st.sampled_from(
        [
            "{:%d/%m/%Y}",
            "{:%d-%m-%Y}",
            "{:%d.%m.%Y}",
            "ngày {:%d} tháng {:%m} năm {:%Y}",
        ]
    ),
)
def test_every_day_in_every_form(day: date, form: str) -> None:
    text = f"Hà Nội, {form.format(day, day, day)}"
    found = find_date(text)
    assert found is not None and found.day == day
    assert text[found.start : found.end].endswith(f"{day:%Y}")


@pytest.mark.parametrize(
    ("text", "value", "sure"),
    [
        ("ngày 2 tháng 9 năm 98", "1998-09-02", False),
        ("ngày 01 tháng 02 năm 20 24", "2024-02-01", False),
        ("5/11/20 24", "2024-11-05", False),
        ("0 5 / 1 1 / 1 9 7 5", "1975-11-05", False),
        ("ngày 0 5 tháng 1 1 năm 1 9 7 5", "1975-11-05", False),
        ("1 5/11/1975", "1975-11-05", False),  # 5 or 15
        ("ngày 05/11 năm 2024", "2024-11-05", True),
        ("1975-03-12", "1975-03-12", True),
        ("Năm sinh: 1975", "1975", True),
        ("ngày … tháng … năm 1975", "1975", False),
        ("tháng 5 năm 1960", "1960", False),
        ("31/02/2020 năm 2020", "2020", False),
        ("ngày 31 tháng 02 năm 2020", "2020", False),
    ],
)
def test_dates_as_people_write_them(text: str, value: str, sure: bool) -> None:
    found = find_date(text, bare_year=True)
    assert found is not None and (found.value, found.sure) == (value, sure)


@pytest.mark.parametrize(
    "text",
    ["ngày 05 tháng 11 năm 20…", "05/11/20…", "ngày 05 tháng 11 năm 20", "00/00/1950"],
)
def test_what_a_form_prints_of_a_year_is_no_year(text: str) -> None:
    assert find_date(text) is None
