"""What a spreadsheet makes of codes, numbers and dates: restored where certain, refused elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest

from pipeline.common.clock import VIETNAM
from pipeline.errors import TableError
from pipeline.tables.cells import Cells
from pipeline.tables.grid import TableRow
from pipeline.tables.values import Cell, Fault, Number

PATH = Path("t.xlsx")


def cells(value: Cell) -> Cells:
    return Cells(PATH, TableRow(7, {"x": value}))


def refused(read: Callable[[str], object]) -> TableError:
    with pytest.raises(TableError) as caught:
        read("x")
    assert caught.value.item == "t.xlsx, row 7, column x" and caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.004220", "1.004220"),
        (Number(1.00422, "0.000000"), "1.004220"),
        (Number(2.000635, "0.000000_);(0.000000)"), "2.000635"),
        (Number(26.1, "0.00"), "26.10"),
        (Number(45, "00000"), "00045"),
        (Number(1, "0.000000"), "1.000000"),
        (None, None),
        ("  ", None),
    ],
)
def test_codes(value: Cell, expected: str | None) -> None:
    assert cells(value).code("x") == expected


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Number(1.00422), "table_number_for_text"),
        (Number(1.00422, "0.00"), "table_number_for_text"),
        (Number(1.00422, "@"), "table_number_for_text"),
        (Number(26.1, "0.0"), None),
        (Number(45), "table_number_for_text"),
        (Number(45, "0"), "table_number_for_text"),
        (Number(-3, "00"), "table_number_for_text"),
        (Number(float("inf")), "table_number_for_text"),
        (datetime(2023, 12, 1), "table_date_for_text"),
        (time(12, 20), "table_date_for_text"),
        (True, "table_flag_for_text"),
        (Fault.ERROR, "table_error_cell"),
        (Fault.NOT_CALCULATED, "table_not_calculated"),
        (Fault.MERGED, "table_merged_cell"),
        ("2.40103E+11", "table_spoilt_text"),
        ("1,07E+09", "table_spoilt_text"),
        ("#N/A", "table_spoilt_text"),
        ("########", "table_spoilt_text"),
        ("Dec-23", "table_spoilt_text"),
        ("12-Mar", "table_spoilt_text"),
    ],
)
def test_codes_that_a_spreadsheet_has_changed(value: Cell, code: str | None) -> None:
    if code is None:
        assert cells(value).code("x") == "26.1"
    else:
        assert refused(cells(value).code).code == code


def test_whole_numbers_are_certain_in_free_text() -> None:
    assert cells(Number(45)).text("x") == "45"
    assert cells(Number(240103.0)).needed_code("x", whole=True) == "240103"
    assert refused(cells(Number(10**15)).text).code == "table_number_for_text"
    assert refused(cells(Number(1.5)).text).code == "table_number_for_text"


@pytest.mark.parametrize(
    "text",
    [
        "12/2023",
        "45E",
        "E+12",
        "MAR",
        "May",
        "Mai",
        "1-Mai",
        "Số 3",
        "12/QĐ-UBND",
        "H26.27-240103-0001",
    ],
)
def test_texts_that_stay_as_they_are(text: str) -> None:
    assert cells(text).text("x") == text


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        (1075000001, "001075000001"),
        (34075000001, "034075000001"),
        (112075000001, "112075000001"),
        (123456789, "123456789"),
        (12345678, "012345678"),
    ],
)
def test_lost_zeros_of_identity_numbers_come_back(digits: int, expected: str) -> None:
    assert cells(Number(digits)).person_number("x") == expected
    assert cells(Number(float(digits), "0.00E+00")).person_number("x") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1075000001", "001075000001"),
        ("34075000001", "034075000001"),
        ("00107500001", "00107500001"),
        ("123456789", "123456789"),
        ("107500000a", "107500000a"),
    ],
)
def test_identity_numbers_in_a_text_table(text: str, expected: str) -> None:
    assert cells(text).person_number("x") == expected


@pytest.mark.parametrize("digits", [1234567, 1234567890123, 1075000001.5])
def test_numbers_that_are_no_identity_numbers(digits: float) -> None:
    assert refused(cells(Number(digits)).person_number).code == "table_wrong_number"


def test_dates_flags_and_counts() -> None:
    assert cells(datetime(2024, 9, 27)).day("x") == date(2024, 9, 27)
    assert cells(datetime(2024, 9, 27, 8)).moment("x") == datetime(
        2024, 9, 27, 8, tzinfo=VIETNAM
    )
    # A bare number is no day: its date format is lost, and which calendar it counts in.
    assert refused(cells(Number(45562)).day).code == "table_wrong_date"
    assert refused(cells(Number(45562)).moment).code == "table_wrong_time"
    assert refused(cells(time(8, 30)).moment).code == "table_wrong_time"
    assert cells(True).flag("x") is True and cells(Number(0)).flag("x") is False
    assert cells(Number(3.0)).count("x") == 3 and cells("3").count("x") == 3
    assert refused(cells(Number(2.5)).count).code == "table_wrong_count"
    assert refused(cells(datetime(2024, 1, 1)).year).code == "table_date_for_text"
    assert refused(cells(Fault.MERGED).count).code == "table_merged_cell"
