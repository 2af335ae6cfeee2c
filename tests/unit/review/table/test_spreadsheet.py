"""The review table opened, changed and saved by a real spreadsheet program."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from pipeline.operations.review_table import write_review_table
from pipeline.review.apply_table import apply_table
from pipeline.review.open_items.items import open_items
from pipeline.review.table.reading import read_filled
from tests.support.review_archive import make_review_archive, settings_of
from tests.unit.review.table.test_filled import fill

NAME, NUMBER, BIRTH = (
    f"field|H26.27-241105-0001.1|applicant|1|{name}"
    for name in ("full_name", "citizen_id", "birth_date")
)
MATCH = "match|H26.27-241105-0001.1|applicant|1"
FILLED = {
    NAME: "=1+1",
    NUMBER: "001075000123",
    BIRTH: "05/11/2024",
    MATCH: "001075000128 · Nguyễn Văn Ân",
}
TAKEN = {
    NAME: "=1+1",
    NUMBER: "001075000123",
    BIRTH: "05/11/2024",
    MATCH: "001075000128",
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    make_review_archive(tmp_path)
    out = tmp_path / "can-xem.xlsx"
    settings = settings_of(tmp_path)
    write_review_table(
        tmp_path / "kho", settings, out, why=lambda _: "?", pictures=True
    )
    return out


def taken(path: Path, archive: Path) -> dict[str, str]:
    items = {one.key: one for one in open_items(archive)}
    return {
        str(row.decision.subject): row.decision.value
        for row in read_filled(path, items)
    }


def test_what_was_typed_comes_back_from_each_format(table, tmp_path, soffice):
    book = openpyxl.load_workbook(table)
    for row in book["sohoa"].iter_rows(min_row=2):
        key = str(row[-1].value)
        if key in FILLED:
            row[0].value, row[0].data_type = FILLED[key], "s"
    book.save(table)
    saved = soffice(table, "xlsx")
    assert taken(saved, tmp_path / "kho") == TAKEN
    sheet = openpyxl.load_workbook(saved)["sohoa"]
    assert {cell.number_format for cell in sheet["A"]} == {"@"}
    assert len(sheet.data_validations.dataValidation) == 1 and len(sheet._images) == 5
    assert sheet.auto_filter.ref is not None
    delimited = soffice(saved, "csv")
    rows = list(csv.reader(delimited.read_text(encoding="utf-8").splitlines()))
    assert rows[0][0] == "Quyết định"
    assert taken(delimited, tmp_path / "kho") == TAKEN


def test_lists_of_decisions_are_understood(table, soffice):
    """Where a row's list stands is said in the row; the spreadsheet finds it there."""
    book = openpyxl.load_workbook(table)
    sheet = book["sohoa"]
    choices = next(
        cell.column_letter for cell in sheet[1] if cell.value == "Lựa chọn (không sửa)"
    )
    sheet["A9"].number_format = "General"
    sheet["A9"] = f"=INDEX(INDIRECT(${choices}3),1,2)"
    book.save(table)
    value = openpyxl.load_workbook(soffice(table, "xlsx"), data_only=True)["sohoa"][
        "A9"
    ].value
    assert value == "001075000128 · Nguyễn Văn Ân"


def test_a_csv_that_lost_its_zeros_in_a_spreadsheet(tmp_path, soffice):
    archive = make_review_archive(tmp_path).root
    out = tmp_path / "can-xem.csv"
    write_review_table(archive, settings_of(tmp_path), out, why=lambda _: "?")
    rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    for row in rows[1:]:
        if row[-1] in {MATCH, NUMBER}:
            row[0] = "001075000123"
    with out.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows(rows)
    spoilt = soffice(soffice(out, "xlsx"), "csv")
    assert (
        "1075000123" in spoilt.read_text(encoding="utf-8").split("\n")[2].split(",")[0]
    )
    settings = settings_of(tmp_path)
    answer = apply_table(archive, settings, spoilt)
    assert (answer.applied, answer.zeros_restored) == (2, (3, 7))


def test_a_table_is_filled_in_saved_and_taken_twice(table, tmp_path, soffice):
    fill(table, {BIRTH: "21/03/1975"})
    saved = soffice(table, "xlsx")
    settings = settings_of(tmp_path)
    assert apply_table(tmp_path / "kho", settings, saved).applied == 1
    again = apply_table(tmp_path / "kho", settings, soffice(saved, "xlsx"))
    assert (again.applied, again.already) == (0, 1)
