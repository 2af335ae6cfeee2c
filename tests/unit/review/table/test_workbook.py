"""The review table as a workbook: where links lead, how lists are shared, how large pictures are."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from pipeline.review.decision import DecisionKind, Subject
from pipeline.review.open_items.items import ReviewItem
from pipeline.review.table.columns import columns_of
from pipeline.review.table.lines import ItemLine
from pipeline.review.table.workbook import LISTS, SHEET, relative_link, write_workbook
from pipeline.review.words import load_words


def line(number: int, choices: tuple[str, ...] = ("đúng",), **texts: str) -> ItemLine:
    subject = Subject(DecisionKind.DOCUMENT, f"A-{number}.1")
    item = ReviewItem(subject, None, (), "v")
    every = {"item": item.key, "page": "", "why": "", **texts}
    return ItemLine(item, every, choices)


def book(*lines: ItemLine, pictures: Any = None, links: Any = lambda _: None) -> Any:
    columns = columns_of(0, pictures=pictures is not None)
    content = write_workbook(
        lines, columns, load_words("vi"), "vi", links=links, pictures=pictures
    )
    return openpyxl.load_workbook(io.BytesIO(content))


def column(sheet: Any, name: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == name)


def test_lines_with_the_same_choices_share_a_list():
    made = book(line(1), line(2, ("đúng", "nam", "nữ")), line(3))
    lists = [[cell.value for cell in row] for row in made[LISTS].iter_rows()]
    assert lists == [["đúng", None, None], ["đúng", "nam", "nữ"]]
    sheet = made[SHEET]
    at = column(sheet, "Lựa chọn (không sửa)")
    places = [sheet.cell(row, at).value for row in (2, 3, 4)]
    assert places == ["lists!$A$1:$A$1", "lists!$A$2:$C$2", "lists!$A$1:$A$1"]
    assert made[LISTS].sheet_state == "hidden"


def test_every_decision_has_its_list_beside_it():
    sheet = book(line(1), line(2))[SHEET]
    (validation,) = sheet.data_validations.dataValidation
    assert str(validation.sqref) == "A2:A3"
    assert validation.formula1.startswith("INDIRECT($")
    # What is not on the list may be typed.
    assert not validation.showErrorMessage


def test_an_empty_table_is_a_table():
    sheet = book()[SHEET]
    assert sheet.max_row == 1
    assert sheet.auto_filter.ref.endswith("1")


def test_a_link_opens_the_page_and_names_it():
    sheet = book(line(1, page="3"), line(2), links=lambda _: "x.pdf#page=3")[SHEET]
    at = column(sheet, "Mở trang")
    assert [sheet.cell(row, at).value for row in (2, 3)] == ["trang 3", "trang 1"]
    assert sheet.cell(2, at).hyperlink.target == "x.pdf#page=3"


def test_what_has_no_page_has_no_link():
    sheet = book(line(1, page="3"))[SHEET]
    cell = sheet.cell(2, column(sheet, "Mở trang"))
    assert (cell.value, cell.hyperlink) == (None, None)


@pytest.mark.parametrize("text", ["=1+1", "a\x0bb", "x" * 40_000])
def test_texts_of_papers_stay_text(text):
    sheet = book(line(1, found=text))[SHEET]
    cell = sheet.cell(2, column(sheet, "Máy đọc"))
    assert cell.data_type == "s"
    assert cell.value == text.replace("\x0b", " ")[:32_767]


def test_a_row_is_as_high_as_its_lines_up_to_six():
    rows = (line(1), line(2, read="a\nb\nc"), line(3, why="x" * 1000))
    heights = [book(one)[SHEET].row_dimensions[2].height for one in rows]
    assert heights == [15.0, 45.0, 90.0]


@pytest.mark.parametrize(
    ("size", "shown"),
    [((100, 20), (100, 20)), ((640, 60), (320, 30)), ((100, 600), (10, 60))],
)
def test_pictures_keep_their_shape_and_are_never_made_larger(size, shown):
    picture = Image.new("L", size, 200)
    sheet = book(line(1), pictures=lambda _: picture)[SHEET]
    (placed,) = sheet._images
    extent = placed.anchor.ext
    assert (extent.width // 9525, extent.height // 9525) == shown
    assert (placed.anchor._from.row, placed.anchor._from.col) == (1, 2)
    assert sheet.row_dimensions[2].height == 48.0


def test_a_line_without_a_picture_leaves_its_cell_empty():
    sheet = book(line(1), pictures=lambda _: None)[SHEET]
    assert sheet._images == []
    assert sheet.row_dimensions[2].height == 15.0


@pytest.mark.parametrize(
    ("pdf", "table", "link"),
    [
        ("kho/documents/A/1.pdf", "t.xlsx", "kho/documents/A/1.pdf#page=2"),
        ("kho/documents/A/1.pdf", "kho/t.xlsx", "documents/A/1.pdf#page=2"),
        ("kho/A/1.pdf", "other/here/t.xlsx", "../../kho/A/1.pdf#page=2"),
        ("kho/hồ sơ/#1.pdf", "kho/t.xlsx", "h%E1%BB%93%20s%C6%A1/%231.pdf#page=2"),
    ],
)
def test_the_way_from_the_table_to_a_page(pdf, table, link):
    root = Path("/archive")
    assert relative_link(root / pdf, 2, root / table) == link
