"""Rows of a table of changes: what each asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import TableError
from pipeline.match.register.changes import Action, read_changes

Write = Callable[..., Path]
ID = "001075000123"


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("thêm", Action.ADD),
        ("THÊM", Action.ADD),
        ("khai sinh", Action.ADD),
        ("Sửa", Action.CHANGE),
        ("chuyen noi o", Action.CHANGE),
        ("mất", Action.DIED),
        ("Khai tử", Action.DIED),
        ("xoá", Action.REMOVE),
        ("xóa", Action.REMOVE),
        ("remove", Action.REMOVE),
    ],
)
def test_words_in_either_language(write_csv: Write, word: str, action: Action) -> None:
    table = write_csv([f"{word},{ID},2020"], header="change,citizen_id,death_date")
    (one,) = read_changes(table).changes
    assert (one.action, one.citizen, one.citizen_id) == (action, ID, ID)
    assert (one.number, one.citizen_column) == (2, "citizen_id")


def test_a_renumbered_citizen_is_named_by_the_number_until_now(
    write_csv: Write,
) -> None:
    table = write_csv(
        [f"đổi số,{ID},001075000999"], header="change,former_id,citizen_id"
    )
    (one,) = read_changes(table).changes
    assert (one.citizen, one.citizen_id) == (ID, "001075000999")
    assert one.citizen_column == "former_id"
    held = dict.fromkeys(("old_id", "former_ids"), None) | {"citizen_id": ID}
    assert one.row_from(held)["former_ids"] == ID


def test_parquet_is_read_as_text_is(write_csv: Write, tmp_path: Path) -> None:
    table = pa.table(
        {"change": ["mất"], "citizen_id": [ID], "death_date": ["2020-01-31"]}
    )
    pq.write_table(table, tmp_path / "changes.parquet")
    (one,) = read_changes(tmp_path / "changes.parquet").changes
    assert one.cells == {"citizen_id": ID, "death_date": "2020-01-31"}


def test_rows_on_one_citizen(write_csv: Write) -> None:
    rows = [
        f"sửa,{ID},Lê A",
        f"sửa,{ID},Lê A",
        "mất,001175000124,",
        "sửa,001175000124,Lê B",
    ]
    read = read_changes(write_csv(rows, header="change,citizen_id,full_name"))
    assert [one.number for one in read.changes] == [2, 5]
    assert read.merged == 1
    # A death without a day is a fault by itself.
    assert [(one.row, one.reason) for one in read.rejections] == [(4, "missing")]


def test_rows_that_contradict_one_another_are_all_left_out(write_csv: Write) -> None:
    rows = [f"sửa,{ID},Lê A", f"sửa,{ID},Lê B"]
    read = read_changes(write_csv(rows, header="change,citizen_id,full_name"))
    assert read.changes == []
    assert [one.reason for one in read.rejections] == ["repeated_with_other_data"] * 2


def test_numbers_that_a_spreadsheet_spoilt_are_counted(write_csv: Write) -> None:
    rows = ["sửa,1075000123", "sửa,1.075E+09", f"sửa,{ID}"]
    assert read_changes(write_csv(rows, header="change,citizen_id")).shortened == 2


@pytest.mark.parametrize("header", ["citizen_id,full_name", "change,full_name"])
def test_columns_that_must_be_there(write_csv: Write, header: str) -> None:
    with pytest.raises(TableError) as caught:
        read_changes(write_csv([], header=header))
    assert caught.value.code == "table_missing_column"
