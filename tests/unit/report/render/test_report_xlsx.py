"""The workbook."""

import html
import io
import re
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.report.catalogue import REPORTS
from pipeline.report.definition import SomeDefinition
from pipeline.report.definitions.missing import MISSING
from pipeline.report.definitions.on_time import ON_TIME
from pipeline.report.definitions.quality import QUALITY
from pipeline.report.definitions.rates import RATES
from pipeline.report.render import xlsx
from pipeline.report.render.csv import to_csv
from pipeline.report.render.html import to_html
from pipeline.report.render.text import to_text
from pipeline.report.render.xlsx import to_xlsx
from pipeline.report.wording.words import ReportWords
from tests.unit.report.report_tables import (
    FORMULA,
    STORE,
    document,
    past,
    report_of,
    table,
)

VI = ReportWords("vi")


def book_of(
    definition: SomeDefinition, tables: dict = STORE, words: ReportWords = VI
) -> Workbook:
    return load_workbook(
        io.BytesIO(to_xlsx(report_of(definition, tables), definition, words))
    )


def test_numbers_frozen_heads_and_dashes() -> None:
    sheet, trace = book_of(RATES).worksheets[:2]
    assert (sheet.title, sheet.freeze_panes, trace.title) == ("Tỷ lệ", "A2", "Truy vết")
    head = [cell.value for cell in sheet[1]]
    rate = sheet.cell(2, head.index("Tỷ lệ") + 1)
    assert (rate.value, rate.number_format, rate.data_type) == (0.5, "0.0%", "n")
    assert sheet.cell(4, head.index("Tỷ lệ") + 1).value == "–"


@pytest.mark.parametrize("definition", [RATES, MISSING], ids=lambda one: one.name)
def test_no_text_is_a_formula(definition: SomeDefinition) -> None:
    cells = [
        cell for page in book_of(definition) for row in page.iter_rows() for cell in row
    ]
    assert any(cell.value == FORMULA for cell in cells)
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}


def test_the_trace_leads_to_the_dossiers() -> None:
    trace = book_of(RATES)["Truy vết"]
    head = [cell.value for cell in trace[1]]
    rows = list(trace.iter_rows(min_row=2, values_only=True))
    assert sorted(row[head.index("Mã hồ sơ")] for row in rows) == ["a", "e"]
    assert rows[0][head.index("Cấp")] == "Quận/huyện"
    assert "Năm" in head
    assert "Năm" not in [cell.value for cell in book_of(ON_TIME)["Truy vết"][1]]


def test_a_long_trace_goes_on_over_further_sheets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx, "SHEET_ROWS", 1)
    book = book_of(RATES)
    assert book.sheetnames[1:3] == ["Truy vết", "Truy vết 2"]
    codes = {book[name].cell(2, 5).value for name in book.sheetnames[1:3]}
    assert codes == {"a", "e"}


def test_a_total_row_and_the_lists() -> None:
    book = book_of(QUALITY)
    sheet = book["Chất lượng"]
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert last[:3] == ["Tổng cộng", 3, 3]
    assert sheet.cell(sheet.max_row, 1).font.b
    assert book.sheetnames == [
        *("Chất lượng", "Độ tin cậy", "Cảnh báo", "Loại văn bản"),
        *("Phần phải xem", "Thông tin"),
    ]
    assert [cell.value for cell in book["Độ tin cậy"][2]] == ["n1", 0.9, 1, 1]


def test_information_holds_facts_figures_notes_and_definitions() -> None:
    sheet = book_of(RATES, words=ReportWords("en")).worksheets[-1]
    rows = list(sheet.iter_rows(values_only=True))
    names = [row[0] for row in rows]
    assert names[:2] == ["Digitization rates of dossiers and results", "Period"]
    texts = [row[1] for row in rows if row[1]]
    assert any(
        text.startswith("1 digitized dossiers stand in no register") for text in texts
    )
    assert any(text.startswith("33.3% · 1 of 3") for text in texts)
    # LibreOffice sets no height of its own: long texts would lie over one another.
    long = next(
        at for at, row in enumerate(rows, start=1) if row[1] and len(row[1]) > 120
    )
    assert sheet.row_dimensions[long].height >= 36
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == (
        "landscape",
        0,
    )


def test_a_report_without_rows() -> None:
    book = book_of(ON_TIME, {})
    assert book["Đúng hạn"].max_row == 1
    assert book["Truy vết"].max_row == 1


def test_headings_can_be_filtered_and_the_total_is_no_row() -> None:
    book = book_of(QUALITY)
    assert book["Chất lượng"].auto_filter.ref == "A1:L2"
    assert book_of(RATES)["Truy vết"].auto_filter.ref.startswith("A1:")


def test_a_share_has_the_decimals_that_tell_it_from_none_and_from_all() -> None:
    many = {
        "past_results": table("past_results", *(past(f"k{at}") for at in range(2442)))
    }
    for codes, shown in (
        (["k0"], "0.00%"),
        ([f"k{at}" for at in range(2441)], "0.00%"),
    ):
        documents = table("documents", *(document(code) for code in codes))
        sheet = book_of(RATES, {**many, "documents": documents}).worksheets[0]
        head = [cell.value for cell in sheet[1]]
        assert sheet.cell(2, head.index("Tỷ lệ") + 1).number_format == shown


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "form-766"])
def test_every_form_has_the_same_columns(name: str) -> None:
    definition = REPORTS[name]
    report = report_of(definition)
    heads = [VI.heading(column.name, name) for column in definition.columns]
    sheet = book_of(definition).worksheets[0]
    assert [cell.value for cell in sheet[1]] == heads
    page = to_html(report, definition, VI)
    table_of_figures = page[page.index('id="figures"') :]
    shown = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', table_of_figures)[
        : len(heads)
    ]
    assert [html.unescape(text) for text in shown] == heads
    assert to_csv(report, definition).splitlines()[0].count(",") == len(heads) - 1
    text = to_text(report, definition, VI)
    assert all(word in text for head in heads for word in head.split())


def test_one_snapshot_gives_the_same_bytes_again() -> None:
    first, second = (to_xlsx(report_of(RATES), RATES, VI) for _ in range(2))
    assert first == second


def test_each_printed_page_names_the_report_and_its_period() -> None:
    heads = [page.oddHeader.center.text for page in book_of(ON_TIME).worksheets]
    said = "Giải quyết hồ sơ đúng hạn, trễ hạn – 2024 (từ 01/01/2024 đến 31/12/2024)"
    assert set(heads) == {said}
    # As it stands in the file: a line break would be printed as letters there.
    package = to_xlsx(report_of(ON_TIME), ON_TIME, VI)
    with zipfile.ZipFile(io.BytesIO(package)) as book:
        sheet = html.unescape(book.read("xl/worksheets/sheet1.xml").decode())
    assert f"&C{said}" in sheet
    # The form has its title on the sheet itself.
    form, *others = book_of(REPORTS["form-766"]).worksheets
    assert form.oddHeader.center.text is None
    assert all("766" in str(page.oddHeader.center.text) for page in others)
