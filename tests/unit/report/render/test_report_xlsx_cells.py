"""Cells: numbers with a format, texts that are never formulas."""

import pytest
from openpyxl import Workbook

from pipeline.report.columns import Column, Kind
from pipeline.report.render.xlsx_cells import (
    BOLD,
    GROUP,
    HEAD,
    add_sheet,
    bare_cell,
    grid_cell,
    text_cell,
    width_of,
)
from pipeline.report.wording.words import ReportWords

VI = ReportWords("vi")
SHEET = Workbook(write_only=True).create_sheet("s")


@pytest.mark.parametrize(
    ("kind", "value", "shown_as"),
    [
        (Kind.SHARE, 0.5, "0.0%"),
        (Kind.POINTS, -0.1, "+0.0%;-0.0%;0.0%"),
        (Kind.COUNT, 1200, "#,##0"),
        (Kind.YEAR, 2024, "0"),
        (Kind.TEXT, 7, "General"),
    ],
)
def test_numbers_stay_numbers(kind: Kind, value: float, shown_as: str) -> None:
    cell = grid_cell(SHEET, Column("x", kind), value, VI)
    assert (cell.value, cell.number_format, cell.data_type) == (value, shown_as, "n")


def test_a_missing_value_is_a_dash_where_the_column_says_so() -> None:
    assert (
        grid_cell(SHEET, Column("rate", Kind.SHARE, dash=True), None, VI).value == "–"
    )
    assert grid_cell(SHEET, Column("other", Kind.SHARE), None, VI).value == ""


def test_terms_are_worded_and_moments_stand_as_in_the_trace() -> None:
    assert (
        grid_cell(SHEET, Column("level", Kind.TEXT), "commune", VI).value == "Xã/phường"
    )
    assert (
        grid_cell(SHEET, Column("at", Kind.MOMENT), "2024-05-01", VI).value
        == "01/05/2024"
    )


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@x"])
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    for cell in (text_cell(SHEET, text), bare_cell(SHEET, "number", text, VI)):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_control_characters_and_endless_texts_do_not_break_the_file() -> None:
    assert text_cell(SHEET, "a\x00b\ufffe").value == "a b "
    assert bare_cell(SHEET, "number", "a\x07", VI).value == "a "
    assert len(text_cell(SHEET, "x" * 40_000).value) == 32_767


def test_bare_cells_of_a_trace() -> None:
    assert bare_cell(SHEET, "level", "district", VI) == "Quận/huyện"
    assert bare_cell(SHEET, "result_digitized", True, VI) == "có"
    assert bare_cell(SHEET, "reused_components", 3, VI) == 3
    assert bare_cell(SHEET, "due_at", None, VI) is None
    assert bare_cell(SHEET, "dossier_code", "H1", VI) == "H1"


def test_styles() -> None:
    assert text_cell(SHEET, "x", BOLD).font.b
    head = text_cell(SHEET, "x", HEAD)
    assert (head.font.color.rgb, head.alignment.wrap_text) == ("00FFFFFF", True)
    group = grid_cell(SHEET, Column("x", Kind.COUNT), 1, VI, GROUP)
    assert (group.font.b, group.fill.fgColor.rgb) == (True, "00E4EBF2")


def test_a_sheet_across_a4_with_headings_in_view() -> None:
    sheet = add_sheet(Workbook(write_only=True), "t" * 40, [10, 20], "1:1", "A2")
    assert sheet.title == "t" * 31
    assert (sheet.page_setup.orientation, sheet.freeze_panes) == ("landscape", "A2")
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [10, 20]
    assert (width_of("agency_name"), width_of("anything")) == (42, 12)
