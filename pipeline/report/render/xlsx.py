"""A report as an XLSX workbook: figures, trace, sums and how they are counted.

Numbers are real numbers with a number format; every text is stored as text, so that nothing from
an input table is ever taken for a formula. A report with headings over its columns is laid out as a
printed form.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

import pyarrow as pa
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from pipeline.report.columns import columns_of, values_of
from pipeline.report.definition import Figure, SomeDefinition
from pipeline.report.render.head import list_facts, word_period
from pipeline.report.render.xlsx_cells import (
    BOLD,
    HEAD,
    WRAPPED,
    Sheet,
    add_sheet,
    bare_cell,
    head_height,
    row_cells,
    text_cell,
    width_of,
)
from pipeline.report.render.xlsx_form import add_form
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import RowList, SomeReport

_CORE = "docProps/core.xml"
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_NO_TIME = (1980, 1, 1, 0, 0, 0)
SHEET_ROWS = 1_000_000
"""Rows of a trace on one sheet (it holds 1,048,576); longer traces go on over further sheets."""


def to_xlsx(
    report: SomeReport,
    definition: SomeDefinition,
    words: ReportWords,
) -> bytes:
    """The workbook: the figures first, then the trace, then lists, sums, definitions and notes."""
    book = Workbook(write_only=True)
    add_figures = add_form if definition.spans else _add_figures
    add_figures(book, report, definition, words)
    if report.found.trace is not None:
        _add_trace(book, report.found.trace, words)
    for part in report.found.lists:
        if part.rows:
            _add_list(book, part, words)
    _add_information(book, report, definition, words)
    _name_prints(book, report, definition, words)
    out = io.BytesIO()
    book.save(out)
    return _without_times(out.getvalue())


def _name_prints(
    book: Workbook, report: SomeReport, definition: SomeDefinition, words: ReportWords
) -> None:
    """At the head of each printed page the report and its period; a form says so itself."""
    title = words.texts.reports[definition.name].title
    sheets: Sequence[Sheet] = book.worksheets[1 if definition.spans else 0 :]
    for sheet in sheets:
        sheet.oddHeader.center.text = f"{title} – {word_period(report, words)}"


def _without_times(package: bytes) -> bytes:
    """The workbook without the times of its making: one snapshot gives the same bytes again."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as steady,
    ):
        for name in made.namelist():
            content = made.read(name)
            if name == _CORE:
                content = _TIMES.sub(b"", content)
            steady.writestr(
                zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


def _add_figures(
    book: Workbook,
    report: SomeReport,
    definition: SomeDefinition,
    words: ReportWords,
) -> None:
    columns = definition.visible_columns
    heads = [words.heading(column.name, definition.name) for column in columns]
    names = [column.name for column in columns]
    sheet = _add_table(book, words.sheet(definition.name), names, heads)
    for row in report.found.rows:
        sheet.append(row_cells(sheet, columns, values_of(row), words))
    _add_filter(sheet, len(columns), len(report.found.rows))
    total = definition.total_row(report.found)
    if total is not None:
        sums = row_cells(sheet, columns, total, words, BOLD)
        sheet.append([text_cell(sheet, words.word("total"), BOLD), *sums[1:]])


def _add_trace(book: Workbook, trace: pa.Table, words: ReportWords) -> None:
    if trace["year"].null_count == len(
        trace
    ):  # a report over the whole period has no years
        trace = trace.drop_columns("year")
    title = words.word("trace")
    heads = [words.heading(name) for name in trace.column_names]
    for number, start in enumerate(range(0, max(len(trace), 1), SHEET_ROWS), start=1):
        name = title if number == 1 else f"{title} {number}"
        sheet = _add_table(book, name, trace.column_names, heads)
        for batch in trace.slice(start, SHEET_ROWS).to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                sheet.append(
                    [bare_cell(sheet, at, value, words) for at, value in row.items()]
                )
        _add_filter(sheet, trace.num_columns, min(SHEET_ROWS, len(trace) - start))


def _add_list(book: Workbook, part: RowList, words: ReportWords) -> None:
    columns = columns_of(type(part.rows[0]))
    heads = [words.heading(column.name, part.name) for column in columns]
    sheet = _add_table(
        book, words.sheet(part.name), [column.name for column in columns], heads
    )
    for row in part.rows:
        sheet.append(row_cells(sheet, columns, values_of(row), words))
    _add_filter(sheet, len(columns), len(part.rows))


def _add_information(
    book: Workbook,
    report: SomeReport,
    definition: SomeDefinition,
    words: ReportWords,
) -> None:
    """Facts, head figures, notes and definitions, as name and value."""
    wording = words.texts.reports[definition.name]
    figures = definition.figures(report.found.totals, words)
    lines = [
        *list_facts(report, definition, words),
        *((figure.label, _figure_text(figure)) for figure in figures),
        *((words.word("notes"), words.note(note)) for note in report.notes),
        *((words.word("definitions"), text) for text in wording.definitions),
    ]
    widths = (40, 110)
    sheet = add_sheet(
        book, words.word("information"), widths, rows_at_top="1:1", frozen="A2"
    )
    sheet.append([text_cell(sheet, wording.title, BOLD)])
    for number, (name, value) in enumerate(lines, start=2):
        sheet.row_dimensions[number].height = head_height((name, value), widths)
        sheet.append(
            [text_cell(sheet, name, WRAPPED), text_cell(sheet, value, WRAPPED)]
        )


def _figure_text(figure: Figure) -> str:
    return " · ".join(filter(None, (figure.value, figure.detail)))


def _add_table(
    book: Workbook, title: str, names: Sequence[str], heads: Sequence[str]
) -> Sheet:
    """A sheet whose first row, frozen, holds the headings."""
    widths = [width_of(name) for name in names]
    sheet = add_sheet(book, title, widths, rows_at_top="1:1", frozen="A2")
    sheet.row_dimensions[1].height = head_height(heads, widths)
    sheet.append([text_cell(sheet, head, HEAD) for head in heads])
    return sheet


def _add_filter(sheet: Sheet, columns: int, rows: int) -> None:
    """Arrows on the headings; the total below is no row to be filtered."""
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows + 1}"
