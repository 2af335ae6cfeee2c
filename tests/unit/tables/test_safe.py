"""Text that is written into a table comes back as text."""

import pytest

from pipeline.tables.safe import (
    MAX_CELL,
    csv_text,
    is_workbook_text,
    looks_like_formula,
    workbook_text,
)


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_work_out_is_kept_from_it(text):
    assert looks_like_formula(text) and csv_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Nguyễn", "1-2", "a=b", "079203001234"])
def test_other_text_stays_as_it_is(text):
    assert csv_text(text) == workbook_text(text) == text
    assert is_workbook_text(text)


def test_what_a_workbook_can_not_hold():
    assert workbook_text("a\x00b\ud800c") == "a b c"
    assert not is_workbook_text("a\x0bb")
    long = "x" * (MAX_CELL + 1)
    assert workbook_text(long) == long[:-1] and not is_workbook_text(long)
