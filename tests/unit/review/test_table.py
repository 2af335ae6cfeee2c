"""Decisions as people type them into the review table, in Excel or by hand, and what is made of
them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import TableError
from pipeline.review.decision import Decision, DecisionKind, Subject
from pipeline.review.items import ReviewItem
from pipeline.review.table import read_table, write_table
from tests.workbooks import edit_part, save_rows, state_dimension


def item(what: str, name: str | None = None, candidates: str = "") -> ReviewItem:
    kind = DecisionKind(what)
    if kind is DecisionKind.FIELD:
        subject = Subject(kind, "D.1", "applicant", 1, name)
    elif kind is DecisionKind.MATCH:
        subject = Subject(kind, "D.1", name, 1)
    else:
        subject = Subject(kind, "D.1")
    return ReviewItem(subject, None, (), "", tuple(candidates.split()))


def key(what: str, name: str) -> str:
    return f"match|D.1|{name}|1" if what == "match" else f"field|D.1|applicant|1|{name}"


def decisions(path: Path) -> list[Decision]:
    return read_table(path, OPEN)


OPEN = [
    item("field", "birth_date"),
    item("field", "citizen_id"),
    item("field", "full_name"),
    item("field", "gender"),
    item("field", "number"),
    item("match", "applicant", "001196679782 034075000001"),
    item("document"),
    item("quarantine"),
]


def decided(path: Path, name: str, value: object, what: str = "field") -> str | None:
    save_rows(path, [["item", "decision"], [key(what, name), value]])
    found = decisions(path)
    return found[0].value if found else None


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("birth_date", datetime(2024, 9, 27), "2024-09-27"),
        ("birth_date", "27/09/2024", "2024-09-27"),
        ("birth_date", "2024-09-27", "2024-09-27"),
        ("birth_date", 1975, "1975"),
        ("birth_date", "ok", "ok"),
        ("citizen_id", 1196679782, "001196679782"),
        ("citizen_id", "001196679782", "001196679782"),
        ("full_name", " Nguyễn  Văn Thử ", "Nguyễn Văn Thử"),
        ("gender", "Nữ", "F"),
        ("gender", "M", "M"),
        ("number", 45, "45"),
        ("number", "12/2023", "12/2023"),
        ("full_name", None, None),
        ("full_name", "  ", None),
    ],
)
def test_field_values(tmp_path: Path, name: str, value: object, expected: str | None) -> None:
    assert decided(tmp_path / "t.xlsx", name, value) == expected


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("birth_date", "31/02/2024", "wrong_decision"),
        ("birth_date", "năm 1975", "wrong_decision"),
        ("citizen_id", "1196679782", "wrong_decision"),
        ("citizen_id", "00119667978x", "wrong_decision"),
        ("gender", "x", "wrong_decision"),
        ("number", datetime(2023, 12, 1), "table_date_for_text"),
        ("number", 1.5, "table_number_for_text"),
        ("full_name", "=1/0", "table_not_calculated"),
    ],
)
def test_field_values_that_are_refused(tmp_path: Path, name: str, value: object, code: str) -> None:
    with pytest.raises(TableError) as caught:
        decided(tmp_path / "t.xlsx", name, value)
    assert caught.value.code == code
    assert (caught.value.values["row"], caught.value.values["column"]) == ("2", "decision")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1196679782, "001196679782"),
        ("1196679782", "001196679782"),
        (34075000001, "034075000001"),
        ("001075000011", "001075000011"),
        ("none", "none"),
    ],
)
def test_citizens(tmp_path: Path, value: object, expected: str) -> None:
    assert decided(tmp_path / "t.xlsx", "applicant", value, "match") == expected


def test_digits_that_no_candidate_has_are_not_completed(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        decided(tmp_path / "t.xlsx", "applicant", "1075000011", "match")
    assert caught.value.code == "wrong_decision"


def test_an_item_is_decided_once_and_must_be_open(tmp_path: Path) -> None:
    name = OPEN[2].key
    for rows, code in (
        ([[name, "a"], [name, "b"]], "repeated_item"),
        ([["field|D.2|x", "a"]], "unknown_item"),
    ):
        with pytest.raises(TableError) as caught:
            decisions(save_rows(tmp_path / "t.xlsx", [["item", "decision"], *rows]))
        assert caught.value.code == code
    rows = [["item", "decision"], [name, None], [name, "b"], ["field|D.2|x", " "]]
    assert decisions(save_rows(tmp_path / "t.xlsx", rows)) == [Decision(OPEN[2].subject, "b")]


def test_every_row_of_a_table_with_a_wrong_dimension(tmp_path: Path) -> None:
    rows = [["item", "decision"], *([one.key, "ok"] for one in OPEN if one.key.startswith("field"))]
    path = state_dimension(save_rows(tmp_path / "t.xlsx", rows), "A1:B2")
    assert len(decisions(path)) == 5


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_what_is_written_comes_back(tmp_path: Path, name: str) -> None:
    odd = replace(
        item("field", "full_name"), found="=HYPERLINK(1)\x0b", candidates=("0012", "0034")
    )
    write_table([odd, item("field", "birth_date")], tmp_path / name, lambda _: "-1")
    assert decisions(tmp_path / name) == []
    if name == "t.csv":
        text = (tmp_path / name).read_text(encoding="utf-8-sig")
        assert "'=HYPERLINK" in text and "'-1" in text
        return
    book = openpyxl.load_workbook(tmp_path / name)
    cells = {cell.column_letter: cell for cell in book.active[2]}
    assert (cells["G"].value, cells["G"].data_type, cells["H"].value) == (
        "=HYPERLINK(1) ",
        "s",
        "0012 0034",
    )
    # Cells to fill in are text cells: a typed 27/09/2024 or 0011… stays as it was typed.
    assert cells["J"].number_format == "@"
    cells["J"].value = "001196679782"
    book.save(tmp_path / name)
    edit_part(tmp_path / name, lambda xml: xml.replace("<dimension", "<dimension x='1'"))
    assert decisions(tmp_path / name) == [Decision(OPEN[2].subject, "001196679782")]
