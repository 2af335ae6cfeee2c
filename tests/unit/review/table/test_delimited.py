"""The review table as CSV: read back by any reader, taken for a formula by no spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.decision import DecisionKind, Subject
from pipeline.review.open_items.items import ReviewItem
from pipeline.review.table.columns import columns_of, heading
from pipeline.review.table.delimited import write_delimited
from pipeline.review.table.lines import ItemLine

ITEM = ReviewItem(Subject(DecisionKind.DOCUMENT, "A-1.1"), None, (), "v")
COLUMNS = columns_of(1, pictures=False)


def written(*texts: dict[str, str], lang: str = "vi") -> bytes:
    return write_delimited([ItemLine(ITEM, one, ()) for one in texts], COLUMNS, lang)


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_mark_by_which_excel_knows_it_and_lines_as_windows_ends_them():
    content = written({"found": "Nguyễn"})
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2 and content.count(b"\n") == 2


def test_headings_are_one_line_and_lists_and_links_are_not_there():
    (row,) = read(written({}, lang="en"))
    assert "Candidate 1" in row and "Decision" in row
    assert len(row) == len(COLUMNS) - 2
    assert not {heading("choices", "en"), heading("link", "en")} & set(row)


def test_a_cell_of_several_lines_is_one():
    (row,) = read(written({"read": "–\nNguyễn Văn An\n    Hà Nội"}))
    assert row["Người trên giấy"] == "–; Nguyễn Văn An; Hà Nội"


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@x", "=HYPERLINK(1)\nmore"])
def test_what_looks_like_a_formula_is_text(text):
    (row,) = read(written({"found": text}))
    assert row["Máy đọc"].startswith("'")


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\n\r\t"))
)
def test_a_key_comes_back_as_it_is(name):
    key = f"quarantine|{name}|x"
    (row,) = read(written({"item": key}))
    assert row["Mã việc (không sửa)"] == key
