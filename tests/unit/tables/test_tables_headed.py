"""Tables as other programs print them: titles, headings over two rows, column numbers, feet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from pipeline.errors import TableError
from pipeline.tables.headed import read_headed
from pipeline.tables.refusal import refuse
from pipeline.tables.values import Number

WORDS = {"mã hồ sơ": "dossier_code", "nhận hồ sơ": "received_at", "ghi chú": "note"}


class Choice:
    required = ("dossier_code", "received_at")

    def choose(self, headings: Sequence[str]) -> Mapping[int, str] | None:
        found = {at: WORDS[text] for at, text in enumerate(headings) if text in WORDS}
        return found if set(self.required) <= set(found.values()) else None

    def refuse(self, path: Path, headings: Sequence[str]) -> NoReturn:
        refuse(path, "unknown", "|".join(headings), "–")


def workbook(
    path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()
) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for area in merged:
        book.active.merge_cells(area)
    book.save(path)
    return path


def test_titles_two_rows_of_headings_numbers_and_a_foot(tmp_path: Path) -> None:
    rows = [
        ["UBND PHƯỜNG TÂY HỒ"],
        ["SỔ THEO DÕI HỒ SƠ"],
        [],
        ["STT", "Mã hồ sơ", "Nhận và trả kết quả", None, "Ghi chú"],
        [None, None, "Nhận hồ sơ", "Trả kết quả", None],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        [1, "H26-1", "05/11/2024", None, "x"],
        [2, "H26-2", "06/11/2024", None, None],
        [],
        [None, None, None, "Người lập biểu"],
    ]
    path = workbook(tmp_path / "so.xlsx", rows, ["C4:D4", "A4:A5", "B4:B5", "E4:E5"])
    found = list(read_headed(path, Choice()))
    assert [(row.number, row.cells) for row in found] == [
        (7, {"dossier_code": "H26-1", "received_at": "05/11/2024", "note": "x"}),
        (8, {"dossier_code": "H26-2", "received_at": "06/11/2024"}),
    ]
    assert found[0].heading("received_at") == "Nhận hồ sơ"


def test_titles_above_a_delimited_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Danh sách,,\nMã hồ sơ,Nhận hồ sơ,Khác\nH26-1,05/11/2024,z\n", "utf-8"
    )
    assert [
        (row.number, row.cells["dossier_code"]) for row in read_headed(path, Choice())
    ] == [(3, "H26-1")]


def test_parquet_keeps_the_kinds_of_values(tmp_path: Path) -> None:
    table = pa.table(
        {
            "Mã hồ sơ": ["H26-1"],
            "Nhận hồ sơ": pa.array([date(2024, 11, 5)]),
            "Ghi chú": pa.array([7]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    (row,) = read_headed(tmp_path / "a.parquet", Choice())
    assert (row.number, row.cells) == (
        2,
        {
            "dossier_code": "H26-1",
            "received_at": datetime(2024, 11, 5),
            "note": Number(7),
        },
    )


def test_no_headings_that_are_known(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [["Tiêu đề"], ["Hồ sơ số", "Ngày", "Ai"], ["1", "2", "3"]]
    )
    with pytest.raises(TableError, match=r"Hồ sơ số\|Ngày\|Ai"):
        list(read_headed(path, Choice()))


def test_two_sheets_with_such_a_table(tmp_path: Path) -> None:
    book = Workbook()
    for sheet in (book.active, book.create_sheet("Tháng 2")):
        sheet.append(["Mã hồ sơ", "Nhận hồ sơ"])
        sheet.append(["H26-1", "05/11/2024"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(TableError) as caught:
        list(read_headed(tmp_path / "a.xlsx", Choice()))
    assert caught.value.code == "table_several_sheets"


def test_a_row_with_more_cells_than_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Mã hồ sơ,Nhận hồ sơ\nH26-1,05/11/2024,08:00\n", "utf-8")
    with pytest.raises(TableError) as caught:
        list(read_headed(path, Choice()))
    assert (caught.value.code, caught.value.values["row"]) == (
        "table_too_many_cells",
        "2",
    )
