"""A report as an XLSX workbook: figures, trace, sums and how they are counted.

Numbers are real numbers with a number format; every text is stored as text, so that nothing from an input table is
ever taken for a formula. The form of Decision 766 is laid out as the form itself.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from pipeline.report.columns import ROWS, VISIBLE, Kind, kind_of
from pipeline.report.summary import facts, figures, total_row
from pipeline.report.texts import NOTHING, Lang, Texts, load_texts, sentence, shown
from pipeline.tables.safe import is_workbook_text, looks_like_formula, workbook_text
from schemas.report import Report

SHEET_ROWS = 1_000_000
"""Rows of a trace on one sheet (a sheet holds 1,048,576); longer traces go on over further sheets."""
_FORMATS: dict[Kind, str] = {"share": "0.0%", "points": "+0.0%;-0.0%;0.0%", "count": "#,##0", "year": "0"}
_LINE = Side(style="thin", color="B8C2CC")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
_GROUP_FILL = PatternFill("solid", fgColor="E4EBF2")
_WIDTHS = {"agency_name": 42, "measure": 32, "pdf_path": 70, "dossier_code": 26, "document_id": 26, "source": 30}


def to_xlsx(report: Report, lang: Lang) -> bytes:
    """The workbook: the figures first, then the trace, then sums, definitions and notes."""
    book = Workbook(write_only=True)
    if report.report == "form-766":
        _form(book, report, lang)
    else:
        _figures(book, report, lang)
    trace = report.extra.get("trace")
    if isinstance(trace, pa.Table):
        _trace(book, trace, lang)
    for name, entries in report.extra.items():
        if isinstance(entries, list) and entries:
            _list(book, name, entries, lang)
    _information(book, report, lang)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _figures(book: Workbook, report: Report, lang: Lang) -> None:
    columns = ROWS[report.report]
    sheet = _sheet(book, report.report, columns, lang, report.report)
    for row in report.rows:
        sheet.append([_cell(sheet, name, row[name], lang) for name in columns])
    if (total := total_row(report)) is not None:
        first = load_texts(lang).words["total"]
        sums = [_cell(sheet, name, total.get(name), lang, bold=True) for name in columns]
        sheet.append([_text(sheet, first, bold=True), *sums[1:]])


def _trace(book: Workbook, trace: pa.Table, lang: Lang) -> None:
    if trace["year"].null_count == len(trace):  # a report over the whole period has no years
        trace = trace.drop_columns("year")
    title = load_texts(lang).words["trace"]
    for number, start in enumerate(range(0, max(len(trace), 1), SHEET_ROWS), start=1):
        sheet = _sheet(book, title if number == 1 else f"{title} {number}", trace.column_names, lang)
        for batch in trace.slice(start, SHEET_ROWS).to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                sheet.append([_plain(sheet, name, value, lang) for name, value in row.items()])


def _list(book: Workbook, name: str, entries: list[dict[str, Any]], lang: Lang) -> None:
    columns = tuple(entries[0])
    sheet = _sheet(book, name, columns, lang)
    for entry in entries:
        sheet.append([_cell(sheet, column, entry[column], lang) for column in columns])


def _information(book: Workbook, report: Report, lang: Lang) -> None:
    texts = load_texts(lang)
    sheet = book.create_sheet(texts.words["information"])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 110
    wording = texts.reports[report.report]
    sheet.append([_text(sheet, wording.title, bold=True)])
    lines: list[tuple[str, str]] = [*facts(report, lang)]
    lines += [
        (figure.label, " · ".join(filter(None, (figure.value, figure.detail)))) for figure in figures(report, lang)
    ]
    lines += [(texts.words["notes"], sentence(note, lang)) for note in report.notes]
    lines += [(texts.words["definitions"], definition) for definition in wording.definitions]
    for name, value in lines:
        sheet.append([_text(sheet, name), _text(sheet, value, wrap=True)])


def _form(book: Workbook, report: Report, lang: Lang) -> None:
    """The form's own layout: title, two rows of headings, a row for each group with its sums, then its units."""
    columns, texts = VISIBLE["form-766"], load_texts(lang)
    sheet = book.create_sheet("form-766")
    _page_setup(sheet, rows_at_top="4:5")
    sheet.freeze_panes = "C6"
    for at, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = {"stt": 6, "agency_name": 42}.get(name, 15)
    last = get_column_letter(len(columns))
    for area in (f"A1:{last}1", f"A2:{last}2", "A4:A5", "B4:B5", "C4:C5", "D4:G4", "H4:H5", "I4:J4"):
        sheet.merged_cells.add(area)
    title = texts.reports["form-766"].title
    sheet.append([_text(sheet, title, bold=True, centre=True)])
    sheet.append([_text(sheet, facts(report, lang)[0][1], centre=True)])
    sheet.append([])
    for heads in _form_heads(texts):
        sheet.append([_text(sheet, text, head=True) for text in heads])
    for group, names in report.extra["group_titles"].items():
        sums = {**report.totals["groups"][group], "agency_name": names[lang]}
        sheet.append([_cell(sheet, name, sums.get(name), lang, bold=True, fill=_GROUP_FILL) for name in columns])
        for row in (row for row in report.rows if row["group"] == group):
            sheet.append([_cell(sheet, name, row[name], lang) for name in columns])
    total = {**report.totals, "agency_name": texts.words["total"]}
    sheet.append([_cell(sheet, name, total.get(name), lang, bold=True) for name in columns])


def _form_heads(texts: Texts) -> tuple[Sequence[str], Sequence[str]]:
    upper = [texts.column(name) for name in ("stt", "agency_name", "received")]
    upper += [texts.words["form_components"], "", "", "", texts.column("settled"), texts.words["form_results"], ""]
    lower = ["", "", "", *(texts.column(name) for name in VISIBLE["form-766"][3:7])]
    lower += ["", *(texts.column(name) for name in VISIBLE["form-766"][8:])]
    return upper, lower


def _sheet(book: Workbook, title: str, columns: Iterable[str], lang: Lang, report: str | None = None) -> Any:
    """A sheet whose first row, frozen, holds the headings."""
    sheet = book.create_sheet(title[:31])
    _page_setup(sheet, rows_at_top="1:1")
    sheet.freeze_panes = "A2"
    names = list(columns)
    for at, name in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(name, 16)
    sheet.append([_text(sheet, load_texts(lang).column(name, report), head=True) for name in names])
    return sheet


def _page_setup(sheet: Any, rows_at_top: str) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = rows_at_top


def _cell(sheet: Any, column: str, value: Any, lang: Lang, bold: bool = False, fill: PatternFill | None = None) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = _FORMATS.get(kind_of(column), "General")
    elif value is None:
        # A missing share is shown as such; other gaps stay empty.
        empty = column in {"rate", "target", "gap", "share", "online_share", "components_reused_portal"}
        cell = _text(sheet, NOTHING if empty else "")
        cell.alignment = Alignment(horizontal="right")
    else:
        cell = _text(sheet, shown(column, value, lang) if kind_of(column) == "text" else str(value))
    cell.border = _GRID
    if bold:
        cell.font = Font(bold=True)
    if fill is not None:
        cell.fill = fill
    return cell


def _text(
    sheet: Any, text: str, bold: bool = False, head: bool = False, centre: bool = False, wrap: bool = False
) -> Any:
    cell = WriteOnlyCell(sheet, workbook_text(text))
    cell.data_type = "s"
    cell.quotePrefix = looks_like_formula(text)
    if bold or head:
        cell.font = Font(bold=True, color="FFFFFF" if head else None)
    if head:
        cell.fill, cell.border = _HEAD_FILL, _GRID
    if head or centre or wrap:
        centred = "center" if head or centre else None
        cell.alignment = Alignment(horizontal=centred, vertical="center" if head else "top", wrap_text=head or wrap)
    return cell


def _plain(sheet: Any, column: str, value: Any, lang: Lang) -> Any:
    """An unstyled cell: traces are long. Texts that look like formulas still become text."""
    if isinstance(value, str):
        if column in {"measure", "level"}:
            return load_texts(lang).named(column, value)
        risky = looks_like_formula(value) or not is_workbook_text(value)
        return _text(sheet, value) if risky else value
    return shown(column, value, lang) if isinstance(value, bool) else value
