"""Large tables in chunks: every form gives the same columns under the same row numbers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from pipeline.errors import TableError
from pipeline.tables.columns import TableSource
from tests.support.workbooks import save_rows, state_dimension

NAMES = ("citizen_id", "old_id", "full_name", "birth_date", "commune_code")
TEXT = (
    "citizen_id,old_id,full_name,birth_date,commune_code\n"
    "001193670648,,Trần Thị Dung,1993-04-23,00004\n"
    "\n"
    '001075000011,012345678,"Nguyễn\nVăn Thử",1975,00001\n'
    "too,few\n"
    "064085001234,,H'Linh,1985,\n"
)
FOUND = {
    2: ("001193670648", None, "Trần Thị Dung", "1993-04-23", "00004"),
    4: ("001075000011", "012345678", "Nguyễn\nVăn Thử", "1975", "00001"),
    6: ("064085001234", None, "H'Linh", "1985", None),
}


def read(
    path: Path, names: tuple[str, ...] = NAMES
) -> tuple[dict[int, tuple[str | None, ...]], list[int]]:
    source = TableSource(path, [])
    found: dict[int, tuple[str | None, ...]] = {}
    for chunk in source.chunks(names, ("citizen_id",)):
        columns = [chunk.columns[name].to_pylist() for name in names]
        found.update(zip(chunk.numbers, zip(*columns, strict=True), strict=True))
    return {number: row for number, row in found.items() if any(row)}, source.broken


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace(",", "\t").encode("utf-16-le"),
        TEXT.replace(",", ";").encode(),
        ("sep=;\n" + TEXT.replace(",", ";")).encode(),
        TEXT.replace("full_name", "Full_Name ").replace("old_id", '" OLD_ID"').encode(),
    ],
)
def test_forms_of_one_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    assert read(path) == (FOUND, [5])


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends(tmp_path: Path, line_end: str) -> None:
    path = tmp_path / "t.csv"
    text = TEXT.replace("Nguyễn\nVăn", "Nguyễn Văn")
    path.write_bytes(text.replace("\n", line_end).encode())
    found, broken = read(path)
    assert (list(found), broken) == ([2, 4, 6], [5])


def test_columns_that_nobody_wants_may_be_nameless_or_repeated(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(",x,citizen_id,x,\n1,2,001193670648,4,5\n", encoding="utf-8")
    assert read(path, ("citizen_id", "old_id")) == ({2: ("001193670648", None)}, [])


@pytest.mark.parametrize("blank", ["", "\n", "\n\n"])
def test_only_a_header(tmp_path: Path, blank: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("citizen_id,old_id" + blank, encoding="utf-8")
    assert read(path, ("citizen_id", "old_id")) == ({}, [])


def test_a_workbook(tmp_path: Path) -> None:
    path = save_rows(
        tmp_path / "t.xlsx",
        [
            list(NAMES),
            [1193670648, None, "Trần Thị Dung", datetime(1993, 4, 23), "00004"],
            [],
            ["001075000011", 12345678, "Nguyễn Văn Thử", 1975, None],
            ["064085001234", None, "H'Linh", date(1985, 1, 2), None],
        ],
    )
    assert read(state_dimension(path, "A1"))[0] == {
        2: ("001193670648", None, "Trần Thị Dung", "1993-04-23", "00004"),
        4: ("001075000011", "012345678", "Nguyễn Văn Thử", "1975", None),
        5: ("064085001234", None, "H'Linh", "1985-01-02", None),
    }


def test_a_commune_code_that_lost_its_zeros(tmp_path: Path) -> None:
    path = save_rows(
        tmp_path / "t.xlsx",
        [list(NAMES), ["001193670648", None, "Trần Thị Dung", 1993, 4]],
    )
    with pytest.raises(TableError) as caught:
        read(path)
    assert caught.value.code == "table_number_for_text"
    assert (caught.value.values["row"], caught.value.values["column"]) == (
        "2",
        "commune_code",
    )


def test_swapped_days_of_birth(tmp_path: Path) -> None:
    births = [datetime(1990, 5, 11), "25/11/1990", datetime(1991, 3, 2), "30/01/1985"]
    rows = [["001193670648", None, "Trần Thị Dung", birth, None] for birth in births]
    with pytest.raises(TableError) as caught:
        read(save_rows(tmp_path / "t.xlsx", [list(NAMES), *rows]))
    assert caught.value.code == "table_days_swapped"
