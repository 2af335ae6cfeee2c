"""Decisions that are filled in already: they are not overwritten, and go over into a new table."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from pipeline.errors import TableError, UsageError
from pipeline.operations.review_table import write_review_table
from pipeline.review.apply_table import apply_table
from pipeline.review.decision import DecisionKind, Subject
from pipeline.review.open_items.items import ReviewItem
from pipeline.review.table.filled import (
    CarriedOver,
    Filled,
    carry_over,
    read_cells,
    require_unfilled,
)
from tests.support.review_archive import make_review_archive, settings_of

NAME = "field|H26.27-241105-0001.1|applicant|1|full_name"
BIRTH = "field|H26.27-241105-0001.1|applicant|1|birth_date"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return make_review_archive(tmp_path).root


def write(place: Path, name: str, merge: Path | None = None):
    out = place / name
    return write_review_table(
        place / "kho", settings_of(place), out, why=lambda _: "?", merge=merge
    )


def fill(path: Path, decisions: dict[str, str], column: str = "Quyết định") -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["sohoa"]
    at = {str(cell.value).split("\n")[0]: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        key = str(sheet.cell(row, at["Mã việc (không sửa)"]).value)
        if key in decisions:
            sheet.cell(row, at[column]).value = decisions[key]
    book.save(path)


def read(path: Path, column: str = "Quyết định") -> dict[str, str]:
    sheet = openpyxl.load_workbook(path)["sohoa"]
    names = [str(cell.value).split("\n")[0] for cell in sheet[1]]
    rows = [
        dict(zip(names, row, strict=True))
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    return {row["Mã việc (không sửa)"]: row[column] for row in rows if row[column]}


def test_a_table_with_decisions_is_not_overwritten(archive, tmp_path):
    write(tmp_path, "t.xlsx")
    write(tmp_path, "t.xlsx")  # nothing is filled in
    fill(tmp_path / "t.xlsx", {NAME: "Nguyễn Văn Ân"})
    before = (tmp_path / "t.xlsx").read_bytes()
    with pytest.raises(UsageError) as caught:
        write(tmp_path, "t.xlsx")
    assert (caught.value.code, caught.value.values["count"]) == ("decisions_there", "1")
    assert (tmp_path / "t.xlsx").read_bytes() == before


def test_a_reason_alone_is_kept_too_and_another_file_is_left_alone(archive, tmp_path):
    write(tmp_path, "t.xlsx")
    fill(tmp_path / "t.xlsx", {NAME: "giấy mờ"}, "Lý do (khi trái với giấy tờ)")
    with pytest.raises(UsageError) as caught:
        write(tmp_path, "t.xlsx")
    assert caught.value.code == "decisions_there"
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        write(tmp_path, "other.csv")
    assert caught.value.code == "other_file_there"


@pytest.mark.parametrize("name", ["t.xlsx", "new.xlsx", "new.csv"])
def test_decisions_are_carried_over_and_those_that_can_not_be_are_named(
    archive, tmp_path, name
):
    write(tmp_path, "t.xlsx")
    fill(tmp_path / "t.xlsx", {BIRTH: "21/03/1975"})
    apply_table(archive, settings_of(tmp_path), tmp_path / "t.xlsx")
    fill(tmp_path / "t.xlsx", {NAME: "'=1+1"})
    fill(tmp_path / "t.xlsx", {NAME: "vì sao"}, "Lý do (khi trái với giấy tờ)")
    answer = write(tmp_path, name, merge=tmp_path / "t.xlsx")
    assert (answer.items, answer.carried_over, answer.left) == (6, 1, (BIRTH,))
    if name.endswith(".xlsx"):
        assert read(tmp_path / name) == {NAME: "'=1+1"}
        assert read(tmp_path / name, "Lý do (khi trái với giấy tờ)") == {NAME: "vì sao"}


def test_what_is_no_review_table_can_not_be_carried_over(archive, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(TableError):
        write(tmp_path, "t.xlsx", merge=tmp_path / "other.csv")
    assert not (tmp_path / "t.xlsx").exists()


def csv_table(place: Path, *rows: str) -> Path:
    path = place / "old.csv"
    path.write_text("\n".join(("item,version,decision,because", *rows)), "utf-8")
    return path


def test_rows_with_a_decision_or_a_reason_are_filled_in(tmp_path):
    path = csv_table(
        tmp_path,
        "document|A-1.1,v1,ok,",
        "document|A-2.1,v2,,vì sao",
        "document|A-3.1,v3,,",
    )
    assert read_cells(path) == {
        "document|A-1.1": Filled("ok", "", "v1"),
        "document|A-2.1": Filled("", "vì sao", "v2"),
    }


def test_decisions_go_over_to_what_is_open_still_as_it_was(tmp_path):
    path = csv_table(
        tmp_path,
        "document|A-1.1,v1,ok,",
        "document|A-2.1,v1,ok,",  # another version by now
        "document|A-3.1,v3,ok,",  # no longer open
        "document|A-4.1,,ok,vì sao",  # of a table without versions
    )
    versions = {"A-1.1": "1", "A-2.1": "2", "A-4.1": "4"}
    items = [
        ReviewItem(Subject(DecisionKind.DOCUMENT, one), None, (), version)
        for one, version in versions.items()
    ]
    assert carry_over(path, items) == CarriedOver(
        {"document|A-1.1": ("ok", ""), "document|A-4.1": ("ok", "vì sao")},
        ("document|A-2.1", "document|A-3.1"),
    )


def test_what_may_be_written_over(tmp_path):
    require_unfilled(tmp_path / "new.xlsx")
    require_unfilled(csv_table(tmp_path, "document|A-1.1,v1,,"))
    with pytest.raises(UsageError) as caught:
        require_unfilled(csv_table(tmp_path, "document|A-1.1,v1,ok,"))
    assert caught.value.code == "decisions_there"
    (tmp_path / "bytes.xlsx").write_bytes(b"\x00\x01")
    with pytest.raises(UsageError) as caught:
        require_unfilled(tmp_path / "bytes.xlsx")
    assert caught.value.code == "other_file_there"
