"""The form of Decision 766 in a workbook is laid out as the form itself."""

import io

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.report.definitions.form_766 import FORM_766
from pipeline.report.render.xlsx_form import add_form
from pipeline.report.wording.words import ReportWords
from tests.unit.report.report_tables import report_of


def form() -> Worksheet:
    book, out = Workbook(write_only=True), io.BytesIO()
    add_form(book, report_of(FORM_766), FORM_766, ReportWords("vi"))
    book.save(out)
    return load_workbook(out).worksheets[0]


def test_headings_over_columns() -> None:
    sheet = form()
    areas = {str(area) for area in sheet.merged_cells.ranges if area.min_row <= 5}
    assert areas == {
        "A1:J1",
        "A2:J2",
        "A4:A5",
        "B4:B5",
        "C4:C5",
        "D4:G4",
        "H4:H5",
        "I4:J4",
    }
    upper, lower = ([cell.value for cell in sheet[row]] for row in (4, 5))
    assert upper[:4] == [
        "STT",
        "Đơn vị",
        "Tiếp nhận",
        "Số hóa hồ sơ TTHC khi tiếp nhận",
    ]
    assert (upper[7], upper[8]) == ("Đã giải quyết", "Số hóa kết quả giải quyết")
    assert lower[3:7] == [
        "Chưa số hóa TPHS",
        "Có số hóa TPHS",
        "Có tái sử dụng thành phần",
        "Có tái sử dụng thành phần từ cổng DVC quốc gia",
    ]
    assert lower[8:] == ["Chưa số hóa", "Đã số hóa"]


def test_groups_units_and_the_sum_of_all() -> None:
    sheet = form()
    assert sheet["A2"].value == "2024 (từ 01/01/2024 đến 31/12/2024)"
    assert sheet["B6"].value == "Quận, huyện, thị xã (đến 30/6/2025)"
    unit = [1, "UBND quận <b>Đông</b> & Tây", 1, 0, 1, 1, "–", 0, 0, 0]
    assert [cell.value for cell in sheet[7]] == unit
    last = next(
        row for row in sheet.iter_rows(values_only=True) if row[1] == "Tổng cộng"
    )
    assert list(last[1:]) == ["Tổng cộng", 3, 2, 1, 1, "–", 1, 1, 0]


def test_the_headings_stay_in_view_and_are_printed_on_each_page() -> None:
    sheet = form()
    assert sheet.freeze_panes == "C6"
    assert sheet.print_title_rows == "$4:$5"
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths == [6, 42, 15]


def test_rows_of_headings_are_high_enough_for_their_words() -> None:
    sheet = form()
    first, second = (sheet.row_dimensions[row].height for row in (4, 5))
    # "Có tái sử dụng thành phần từ cổng DVC quốc gia" takes four lines in a column of 15 letters.
    assert second >= 4 * 15 and first >= 15


def test_there_is_a_place_to_sign_below_the_sums() -> None:
    sheet = form()
    texts = {
        cell.value: cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.value
    }
    total = next(row for row in range(6, 40) if sheet.cell(row, 2).value == "Tổng cộng")
    assert texts["NGƯỜI LẬP BIỂU"] == f"A{total + 3}"
    assert texts["THỦ TRƯỞNG ĐƠN VỊ"] == f"F{total + 3}"
