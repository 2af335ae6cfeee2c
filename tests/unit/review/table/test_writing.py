"""The review table as it is written: text cells, headings, lists, links; and what comes back."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from pipeline.operations.review_table import write_review_table
from pipeline.review.decision import DecisionKind, Subject
from pipeline.review.open_items.items import ReviewItem, ValuePlace, open_items
from pipeline.review.table.columns import HIDDEN, heading
from pipeline.review.table.reading import read_filled
from pipeline.review.table.writing import TableContent, write_table
from tests.support.review_archive import make_review_archive, settings_of


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return make_review_archive(tmp_path).root


def written(place: Path, name: str, **options: object) -> Path:
    lang = str(options.pop("lang", "vi"))
    out = place / name
    settings = settings_of(place, lang=lang)
    write_review_table(place / "kho", settings, out, why=lambda _: "-1", **options)
    return out


def cells(path: Path, lang: str = "vi") -> list[dict[str, object]]:
    """Rows of the sheet that is shown, by the first line of their headings."""
    sheet = openpyxl.load_workbook(path)["sohoa"]
    names = [str(cell.value).split("\n")[0] for cell in sheet[1]]
    return [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


def test_every_cell_is_text_and_stays_as_it_is_typed(archive, tmp_path):
    sheet = openpyxl.load_workbook(written(tmp_path, "t.xlsx"))["sohoa"]
    for row in sheet.iter_rows():
        assert {cell.number_format for cell in row} == {"@"}
        assert {cell.data_type for cell in row if cell.value is not None} == {"s"}
    assert sheet.freeze_panes == "B2"
    assert (
        sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}8"
    )
    widths = [one.width for one in sheet.column_dimensions.values() if not one.hidden]
    assert min(widths) >= 7
    assert [one.hidden for one in sheet.column_dimensions.values()][-3:] == [True] * 3


def test_persons_stand_side_by_side_with_what_agrees(archive, tmp_path):
    (person,) = [
        row for row in cells(written(tmp_path, "t.xlsx")) if row["Ứng viên 1"].value
    ]
    assert str(person["Người trên giấy"].value).split("\n") == [
        "001075000123",
        "Nguyễn Văn An",
        "12/03/1975",
        "Phường Trúc Bạch, Hà Nội",
    ]
    assert person["Mở trang"].hyperlink.target.endswith("#page=1")
    assert str(person["Ứng viên 1"].value).split("\n")[:3] == [
        "✓ 001075000123",
        "✓ Nguyễn Văn An",
        "✓ 12/03/1975",
    ]
    assert str(person["Ứng viên 2"].value).split("\n")[:3] == [
        "≈ 001075000128",
        "≈ Nguyễn Văn Ân",
        "≈ 21/03/1975",
    ]


def test_values_are_named_in_words_with_their_page_and_a_link_to_it(archive, tmp_path):
    rows = cells(written(tmp_path, "t.xlsx"))
    found = {str(row["Mục"].value): row for row in rows if row["Mục"].value}
    assert list(found) == ["họ tên", "ngày sinh", "giới tính", "số định danh"]
    assert found["giới tính"]["Máy đọc"].value == "Nam"
    assert found["số định danh"]["Người"].value == "người yêu cầu"
    link = found["họ tên"]["Mở trang"].hyperlink.target
    way, page = link.split("#")
    assert page == "page=1" and (tmp_path / way).is_file()


def test_decisions_are_chosen_from_the_list_of_their_own_row(archive, tmp_path):
    path = written(tmp_path, "t.xlsx")
    book = openpyxl.load_workbook(path)
    (rule,) = book["sohoa"].data_validations.dataValidation
    column = next(
        cell.column_letter
        for cell in book["sohoa"][1]
        if cell.value == "Lựa chọn (không sửa)"
    )
    assert (rule.formula1, str(rule.sqref)) == (f"INDIRECT(${column}2)", "A2:A8")
    assert not rule.showErrorMessage
    assert book["lists"].sheet_state == "hidden"

    def choices(row: dict[str, object]) -> list[object]:
        sheet, area = str(row["Lựa chọn (không sửa)"].value).split("!")
        return [cell.value for cell in book[sheet][area.replace("$", "")][0]]

    rows = cells(path)
    by_kind = {str(row["Việc"].value): choices(row) for row in reversed(rows)}
    assert by_kind["đúng người nào"] == [
        "001075000123 · Nguyễn Văn An",
        "001075000128 · Nguyễn Văn Ân",
        "không ai",
    ]
    assert by_kind["văn bản"][0] == "đúng" and "Giấy khai sinh" in by_kind["văn bản"]
    assert choices(next(row for row in rows if row["Mục"].value == "giới tính")) == [
        "đúng",
        "Nam",
        "Nữ",
    ]


def test_pictures_only_on_request_in_the_cells_of_their_values(archive, tmp_path):
    assert openpyxl.load_workbook(written(tmp_path, "t.xlsx"))["sohoa"]._images == []
    sheet = openpyxl.load_workbook(written(tmp_path, "p.xlsx", pictures=True))["sohoa"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Hình")
    places = [
        (one.anchor._from.col + 1, one.anchor._from.row + 1) for one in sheet._images
    ]
    # The second document's file is not there: its value has no picture, and the table is made.
    assert places == [(column, row) for row in (3, 4, 5, 6, 7)]
    sizes = [(one.anchor.ext.width, one.anchor.ext.height) for one in sheet._images]
    assert all(width <= 320 * 9525 and height <= 60 * 9525 for width, height in sizes)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_what_is_written_and_filled_in_comes_back(archive, tmp_path, name, lang):
    items = {one.key: one for one in open_items(archive)}
    path = written(tmp_path, name, lang=lang)
    assert read_filled(path, items) == ()
    fill(path, heading("decision", lang), "001196679782")
    found = read_filled(path, items)
    assert [str(row.decision.subject) for row in found] == list(items)
    assert {row.decision.value for row in found} == {"001196679782"}
    assert [row.decision.seen for row in found] == [
        one.version for one in items.values()
    ]


def test_texts_of_papers_are_no_formulas(archive, tmp_path):
    text = written(tmp_path, "t.csv").read_text(encoding="utf-8-sig")
    assert ",'-1," in text
    book = openpyxl.load_workbook(written(tmp_path, "t.xlsx"))
    why = next(
        cell.column for cell in book["sohoa"][1] if cell.value == "Vì sao cần xem"
    )
    assert book["sohoa"].cell(2, why).value == "-1"


def test_what_only_the_program_needs_is_hidden_and_last(archive, tmp_path):
    sheet = openpyxl.load_workbook(written(tmp_path, "t.xlsx"))["sohoa"]
    heads = [str(cell.value) for cell in sheet[1]]
    assert heads[0] == "Quyết định"
    assert heads[-3:] == [heading(one, "vi") for one in HIDDEN]


def fill(path: Path, column: str, value: str) -> None:
    """Type a value into a column of every row."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        at = next(cell.column for cell in book["sohoa"][1] if cell.value == column)
        for row in range(2, book["sohoa"].max_row + 1):
            book["sohoa"].cell(row, at).value = value
        book.save(path)
        return
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows([{**row, column: value} for row in rows])


def plain_item(number: int, **more) -> ReviewItem:
    subject = Subject(DecisionKind.MATCH, f"A-{number}.1", "subject", 1)
    return ReviewItem(subject, None, ("person_unclear",), "v", **more)


def write_plain(path: Path, *items: ReviewItem) -> Path:
    write_table(TableContent(items, path.parent / "kho", lambda _: "?"), path, "vi")
    return path


def test_the_ending_says_which_kind_of_table_it_is(tmp_path):
    item = plain_item(1)
    book, text, other = (
        write_plain(tmp_path / name, item).read_bytes()
        for name in ("t.XLSX", "t.csv", "t.txt")
    )
    assert book.startswith(b"PK")
    assert text == other and text.startswith(b"\xef\xbb\xbf")


def test_there_are_as_many_columns_of_candidates_as_the_longest_row_has(tmp_path):
    few, many = plain_item(1, candidates=("1",)), plain_item(2, candidates=("1", "2"))
    path = write_plain(tmp_path / "t.csv", few, many)
    head = next(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert [one for one in head if one.startswith("Ứng viên")] == [
        "Ứng viên 1",
        "Ứng viên 2",
    ]


def test_links_lead_to_the_page_of_the_item_or_the_first(tmp_path):
    path = write_plain(
        tmp_path / "t.xlsx",
        plain_item(1, pdf_path="documents/A-1.1.pdf", place=ValuePlace(4, None)),
        plain_item(2, pdf_path="documents/A-2.1.pdf"),
        plain_item(3),
    )
    links = [row["Mở trang"].hyperlink for row in cells(path)]
    assert [one.target if one else None for one in links] == [
        "kho/documents/A-1.1.pdf#page=4",
        "kho/documents/A-2.1.pdf#page=1",
        None,
    ]
