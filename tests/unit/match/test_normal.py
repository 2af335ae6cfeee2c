from __future__ import annotations

import unicodedata

import pytest

from pipeline.match.normal import (
    exact_key,
    fold,
    gender_code,
    name_key,
    number_digits,
    place_key,
    read_date,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("NGUYỄN  Văn Đạt", "nguyen van dat"),
        (unicodedata.normalize("NFD", "Đặng Thị Ngọc Ánh"), "dang thi ngoc anh"),
        ("H'Linh Ksor Kpă", "hlinh ksor kpa"),
        ("Y Bhiêo-Niê", "y bhieo nie"),
        ("", ""),
        ("...", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_keys_pass_over_what_does_not_matter() -> None:
    assert (
        name_key(fold("NguyễnVăn An"))
        == name_key(fold("Nguyễn Văn An"))
        != name_key(fold("Nguyễn Văn Ân Y"))
    )
    assert (
        exact_key("Trần Thị Hoà")
        == exact_key("TRẦN THỊ HÒA")
        == exact_key(unicodedata.normalize("NFD", "Trần Thị Hòa"))
    )
    assert exact_key("Nguyễn Văn Hùng") != exact_key("Nguyễn Văn Hưng")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("12/03/1975", (1975, 3, 12)),
        ("12.3.75", (1975, 3, 12)),
        ("1-2-05", (2005, 2, 1)),
        ("1975-03-12", (1975, 3, 12)),
        ("12 tháng 3 năm 1975", (1975, 3, 12)),
        ("ngày 12 tháng 03 năm 1975", (1975, 3, 12)),
        ("12031975", (1975, 3, 12)),
        ("??/03/1975", (1975, 3, 0)),
        ("1?/03/1975", (1975, 3, 0)),
        ("00/00/1950", (1950, 0, 0)),
        ("03/1975", (1975, 3, 0)),
        ("1975", (1975, 0, 0)),
        ("l2/O3/197S", (1975, 3, 12)),
        ("29/02/2001", (2001, 2, 29)),
        ("04/30/1999", (1999, 4, 30)),  # day and month changed over
        ("2/19/1969", (1969, 2, 19)),
        ("04/80/1999", (1999, 0, 4)),
        ("45/13/1975", (1975, 0, 0)),
        ("12/03/????", (0, 3, 12)),
        ("", (0, 0, 0)),
        (None, (0, 0, 0)),
        ("không rõ", (0, 0, 0)),
        ("1/2/3/4/5", (0, 0, 0)),
        ("9" * 500, (0, 0, 0)),
    ],
)
def test_read_date(text: str | None, date: tuple[int, int, int]) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("001 075.000-123", "001075000123"),
        ("OO1O75000l2B", "001075000128"),
        ("00107#000123", "00107?000123"),
        (None, ""),
    ],
)
def test_number_digits(text: str | None, digits: str) -> None:
    assert number_digits(text) == digits


def test_places_and_genders() -> None:
    assert {
        place_key(t) for t in ("Phường Tân An", "P. Tân An", "xã TÂN AN", "tân an")
    } == {"tan an"}
    assert (
        place_key("Thành phố Hồ Chí Minh")
        == place_key("TP. Hồ Chí Minh")
        == "ho chi minh"
    )
    assert [gender_code(t) for t in ("Nam", "NỮ", "m", "F", "?", None)] == [
        1,
        2,
        1,
        2,
        0,
        0,
    ]
