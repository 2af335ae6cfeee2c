"""Sheets and cells of a workbook: formats, styles, and texts that are never formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

from pipeline.report.columns import Column, Kind, Value
from pipeline.report.wording.numbers import NOTHING, share_decimals
from pipeline.report.wording.words import ReportWords
from pipeline.tables.safe import is_workbook_text, looks_like_formula, workbook_text

Sheet = Any
"""openpyxl's write-only worksheet, which has no type of its own."""

_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.ORDINAL: "#,##0",
    Kind.YEAR: "0",
    Kind.REAL: "#,##0.0",
}
_WIDTHS = {
    "agency_code": 14,
    "level": 13,
    "year": 8,
    "procedure_code": 14,
    "batch_id": 20,
    "number": 20,
    "field": 26,
    "flag": 40,
    "reason": 40,
    "status": 18,
    "portal_status": 18,
    "agency_name": 42,
    "measure": 32,
    "pdf_path": 70,
    "dossier_code": 26,
    "document_id": 26,
    "source": 30,
    "reading": 20,
    "origin": 34,
    "sureness": 30,
    "document_type": 34,
    "units": 42,
}
_MOMENT_WIDTH, _USUAL = 18, 12
_A4 = 9
_LINE_POINTS = 15
_MARGINS = PageMargins(left=0.5, right=0.5, top=0.8, bottom=0.6, header=0.3, footer=0.3)
"""In inches."""
_LINE = Side(style="thin", color="B8C2CC")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
_GROUP_FILL = PatternFill("solid", fgColor="E4EBF2")


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks."""

    font: Font | None = None
    fill: PatternFill | None = None
    border: Border | None = None
    alignment: Alignment | None = None


_BOLD = Font(name="Calibri", size=11, bold=True)
PLAIN = Style()
BOLD = Style(font=_BOLD)
GROUP = Style(font=_BOLD, fill=_GROUP_FILL)
CENTRED = Style(
    alignment=Alignment(horizontal="center", vertical="center", wrap_text=False)
)
TITLE = Style(
    font=Font(name="Calibri", bold=True, size=14), alignment=CENTRED.alignment
)
SIGNER = Style(font=_BOLD, alignment=CENTRED.alignment)
NOTE = Style(
    font=Font(name="Calibri", size=11, italic=True), alignment=CENTRED.alignment
)
WRAPPED = Style(alignment=Alignment(vertical="top", wrap_text=True))
HEAD = Style(
    font=Font(name="Calibri", size=11, bold=True, color="FFFFFF"),
    fill=_HEAD_FILL,
    border=_GRID,
    alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
)


def width_of(column: str) -> int:
    """The width of a column in letters."""
    return _WIDTHS.get(column, _MOMENT_WIDTH if column.endswith("_at") else _USUAL)


def head_height(heads: Sequence[str], widths: Sequence[int]) -> float:
    """The height in points of a row of headings, which break at words: LibreOffice sets none by
    itself where cells are merged."""
    lines = max(
        (
            len(wrap(head, max(width - 2, 4)))
            for head, width in zip(heads, widths, strict=True)
        ),
        default=1,
    )
    return _LINE_POINTS * max(lines, 1) + 6


def add_sheet(
    book: Workbook,
    title: str,
    widths: Iterable[int],
    rows_at_top: str,
    frozen: str,
) -> Sheet:
    """An empty sheet for A4 across, with headings that stay in view."""
    sheet = book.create_sheet(title[:31])
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = rows_at_top
    sheet.freeze_panes = frozen
    sheet.page_margins = _MARGINS
    sheet.oddFooter.center.text = "&P / &N"
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    return sheet


def _number_format(kind: Kind, value: float) -> str:
    """The format of a number; a share gets as many decimals as tell it from none and from all."""
    if kind not in {Kind.SHARE, Kind.POINTS}:
        return _FORMATS.get(kind, "General")
    share = f"0.{'0' * share_decimals(abs(value))}%"
    return share if kind is Kind.SHARE else f"+{share};-{share};{share}"


def text_cell(sheet: Sheet, text: str, style: Style = PLAIN) -> Cell:
    """A text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, workbook_text(text))
    cell.data_type = "s"
    cell.quotePrefix = looks_like_formula(text)
    _dress(cell, style)
    return cell


def grid_cell(
    sheet: Sheet,
    column: Column,
    value: Value,
    words: ReportWords,
    style: Style = PLAIN,
) -> Cell:
    """A cell of a table: a number with its format, or a text."""
    if isinstance(value, int | float):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _number_format(column.kind, value)
    elif value is None:
        cell = text_cell(sheet, NOTHING if column.dash else "")
        cell.alignment = Alignment(horizontal="right")
    else:
        cell = text_cell(sheet, words.cell(column, value))
    if column.kind is Kind.ORDINAL:
        cell.alignment = Alignment(horizontal="center")
    cell.border = _GRID
    _dress(cell, style)
    return cell


def row_cells(
    sheet: Sheet,
    columns: Iterable[Column],
    values: Mapping[str, Value],
    words: ReportWords,
    style: Style = PLAIN,
) -> list[Cell]:
    """The cells of a row; a column without a value stays empty."""
    cells = []
    for column in columns:
        cells.append(grid_cell(sheet, column, values.get(column.name), words, style))
    return cells


def bare_cell(sheet: Sheet, column: str, value: object, words: ReportWords) -> object:
    """An undressed cell: traces are long. Texts that look like formulas still become text."""
    if isinstance(value, bool):
        return words.yes_no(value)
    if not isinstance(value, str):
        return value
    if column.endswith("_at"):
        value = words.moment(value)
    if column in {"measure", "level", "status"}:
        return words.term(column, value)
    risky = looks_like_formula(value) or not is_workbook_text(value)
    return text_cell(sheet, value) if risky else value


def _dress(cell: Cell, style: Style) -> None:
    if style.font is not None:
        cell.font = style.font
    if style.fill is not None:
        cell.fill = style.fill
    if style.border is not None:
        cell.border = style.border
    if style.alignment is not None:
        cell.alignment = style.alignment
