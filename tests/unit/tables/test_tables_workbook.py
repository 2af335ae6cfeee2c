"""Workbooks: every row is read, and what a cell does not hold is said, whoever wrote the file."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.errors import TableError
from pipeline.tables.grid import read_grid
from pipeline.tables.values import Fault, Number
from pipeline.tables.workbook import read_workbook
from tests.support.workbooks import edit_part, save_rows, save_sheets, state_dimension

ROWS = [["code", "name"], *([f"H{k}", "Nguyễn Văn Thử"] for k in range(1, 11))]


def codes(path: Path) -> list[object]:
    return [row.cells["code"] for row in read_grid(path, ("code", "name"), ("code",))]


@pytest.mark.parametrize("area", ["A1", "A1:B4", "A1:A11", "B2:B3", "A1:XFD1048576"])
def test_the_stated_dimension_counts_for_nothing(tmp_path: Path, area: str) -> None:
    path = state_dimension(save_rows(tmp_path / "t.xlsx", ROWS), area)
    assert codes(path) == [f"H{k}" for k in range(1, 11)]


def test_no_dimension_and_no_row_numbers(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "t.xlsx", ROWS)
    edit_part(
        path,
        lambda xml: xml.replace('<dimension ref="A1:B11" />', "").replace(
            '<dimension ref="A1:B11"/>', ""
        ),
    )
    edit_part(path, lambda xml: xml.replace(' r="', ' x="'))
    assert codes(path) == [f"H{k}" for k in range(1, 11)]


def test_rows_after_empty_rows_and_hidden_rows_are_read(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "t.xlsx", [*ROWS[:3], [], [None, " "], *ROWS[3:]])
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["A"].hidden = True
    book.save(path)
    rows = list(read_grid(path, ("code",), ("code",)))
    assert [row.number for row in rows] == [2, 3, *range(6, 14)]


def test_values_and_what_tells_how_they_were_typed(tmp_path: Path) -> None:
    path = save_rows(
        tmp_path / "t.xlsx",
        [["a"], [1.00422], [45], [datetime(2024, 9, 27)], [True], ["=A2"], ["#N/A"]],
    )
    book = openpyxl.load_workbook(path)
    book.active["A2"].number_format = "0.000000"
    book.active["A7"].data_type = "e"
    book.save(path)
    cells = [cells[0] for _, cells in read_workbook(path)[0].rows[1:]]
    assert cells == [
        Number(1.00422, "0.000000"),
        Number(45),
        datetime(2024, 9, 27),
        True,
        Fault.NOT_CALCULATED,
        Fault.ERROR,
    ]


def test_the_mac_calendar(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([datetime(2024, 9, 27, 8, 30)])
    book.save(tmp_path / "t.xlsx")
    assert read_workbook(tmp_path / "t.xlsx")[0].rows[0] == (
        1,
        [datetime(2024, 9, 27, 8, 30)],
    )


def test_shared_strings(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "t.xlsx", [["a"]])
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    edit_part(
        path,
        lambda xml: xml.replace(
            "</Relationships>",
            f'<Relationship Id="s" Type="{kind}" Target="sharedStrings.xml"/></Relationships>',
        ),
        "xl/_rels/workbook.xml.rels",
    )
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(
            "xl/sharedStrings.xml",
            "<sst xmlns='x'><si><t>Một</t></si><si><r><t>Hai</t></r></si></sst>",
        )
    cells = '<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row></sheetData>'
    edit_part(path, lambda xml: xml.replace("</sheetData>", cells))
    assert read_workbook(path)[0].rows[1] == (2, ["Hai", "Một"])
    edit_part(path, lambda xml: xml.replace("<v>1</v>", "<v>2</v>"))
    with pytest.raises(TableError, match="damaged"):
        read_workbook(path)


def test_formulas_with_results_shared_and_inline_strings(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "t.xlsx", [["a", "b", "c"], ["x", "y", "z"]])
    edit_part(
        path,
        lambda xml: xml.replace(
            "</sheetData>",
            '<row r="3"><c r="A3" t="str"><f>A2</f><v>x_x000D_y</v></c><c r="B3"><f>1+1</f><v>2</v></c>'
            '<c r="C3" t="inlineStr"><is><r><t>Nguyễn </t></r><r><t>Thử</t></r><rPh sb="0" eb="1"><t>aid</t></rPh></is>'
            "</c></row></sheetData>",
        ),
    )
    assert read_workbook(path)[0].rows[2] == (3, ["x\ry", Number(2), "Nguyễn Thử"])


def test_strict_workbooks(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "t.xlsx", ROWS)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def strict(xml: str) -> str:
        xml = xml.replace(main, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        return xml.replace(
            relations, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )

    for part in (
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/_rels/workbook.xml.rels",
        "_rels/.rels",
    ):
        edit_part(path, strict, part)
    edit_part(
        path,
        lambda xml: xml.replace(
            "</row>", '<c r="C1" t="d"><v>2024-09-27T08:30:00</v></c></row>', 1
        ),
    )
    assert codes(path) == [f"H{k}" for k in range(1, 11)]
    assert read_workbook(path)[0].rows[0][1][2] == datetime(2024, 9, 27, 8, 30)


def test_merged_cells_say_so(tmp_path: Path) -> None:
    path = save_rows(
        tmp_path / "t.xlsx",
        [["code", "name"], ["H1", "An"], ["H2", None], ["H3", None]],
    )
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("B2:B4")
    book.save(path)
    assert [row.cells["name"] for row in read_grid(path, ("code", "name"), ())] == [
        "An",
        Fault.MERGED,
        Fault.MERGED,
    ]


def test_which_sheet(tmp_path: Path) -> None:
    notes = [["Ghi chú"], ["x"]]
    one = save_sheets(
        tmp_path / "one.xlsx",
        {"Ghi chú": notes, "Dữ liệu": ROWS, "Mẫu": ROWS[:1], "Sheet3": []},
    )
    assert len(codes(one)) == 10
    two = save_sheets(tmp_path / "two.xlsx", {"Tháng 1": ROWS, "Tháng 2": ROWS[:3]})
    with pytest.raises(TableError) as several:
        codes(two)
    assert (
        several.value.code == "table_several_sheets"
        and several.value.values["sheets"] == "Tháng 1, Tháng 2"
    )
    book = openpyxl.load_workbook(two)
    book["Tháng 1"].sheet_state = "hidden"
    book.save(two)
    assert len(codes(two)) == 2
    book["Tháng 2"]["A1"] = "x"
    book.save(two)
    with pytest.raises(TableError) as hidden:
        codes(two)
    assert (hidden.value.code, hidden.value.values["sheet"]) == (
        "table_hidden_sheet",
        "Tháng 1",
    )


def test_a_title_above_the_names_is_pointed_out(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "t.xlsx", [["DANH SÁCH HỒ SƠ"], [], *ROWS])
    with pytest.raises(TableError) as caught:
        codes(path)
    assert (caught.value.code, caught.value.values["row"]) == (
        "table_header_below",
        "3",
    )


def test_remarks_beside_the_table_are_passed_over(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "t.xlsx", [*ROWS[:2], [*ROWS[2], None, "xem lại"]])
    book = openpyxl.load_workbook(path)
    book.active["A1"].font = Font(bold=True)
    book.save(path)
    assert codes(path) == ["H1", "H2"]


@pytest.mark.parametrize("cut", [40, 400, 3000])
def test_damaged_workbooks(tmp_path: Path, cut: int) -> None:
    path = save_rows(tmp_path / "t.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(TableError) as caught:
        codes(path)
    assert caught.value.code == "table_broken"


@pytest.mark.parametrize(
    ("part", "xml"),
    [
        ("xl/worksheets/sheet1.xml", "<worksheet"),
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships/>"),
        ("_rels/.rels", "<Relationships/>"),
    ],
)
def test_workbooks_with_broken_parts(tmp_path: Path, part: str, xml: str) -> None:
    path = edit_part(save_rows(tmp_path / "t.xlsx", ROWS), lambda _: xml, part)
    with pytest.raises(TableError) as caught:
        codes(path)
    assert caught.value.code in {"table_broken", "table_empty"}


def test_names_of_parts_with_backslashes_and_capitals(tmp_path: Path) -> None:
    path = save_rows(tmp_path / "t.xlsx", ROWS)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(
                name.replace("/", "\\").replace("sheet1", "Sheet1"), content
            )
    assert codes(path) == [f"H{k}" for k in range(1, 11)]
