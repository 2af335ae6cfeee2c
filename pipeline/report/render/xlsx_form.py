"""A report laid out as a printed form: title, two rows of headings, groups with their sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from pipeline.report.columns import Column, Kind, Value, values_of
from pipeline.report.definition import HeadingSpan, SomeDefinition
from pipeline.report.render.head import word_period
from pipeline.report.render.xlsx_cells import (
    BOLD,
    CENTRED,
    GROUP,
    HEAD,
    NOTE,
    PLAIN,
    SIGNER,
    TITLE,
    Sheet,
    Style,
    add_sheet,
    head_height,
    row_cells,
    text_cell,
    width_of,
)
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import SomeReport

_WIDTH = 15
_NUMBER_WIDTH = 6
_UPPER, _LOWER = 4, 5
"""Rows of the headings."""
_TITLE_POINTS = 30
_SIGNING_ROWS = 5


def add_form(
    book: Workbook,
    report: SomeReport,
    definition: SomeDefinition,
    words: ReportWords,
) -> None:
    """The sheet; the columns are those that people are shown."""
    columns = definition.visible_columns
    sheet = _add_sheet(book, words.sheet(definition.name), columns)
    for area in _find_merged(definition.spans, len(columns)):
        sheet.merged_cells.add(area)
    sheet.append([text_cell(sheet, words.texts.reports[definition.name].title, TITLE)])
    sheet.append([text_cell(sheet, word_period(report, words), CENTRED)])
    sheet.append([])
    upper, lower = _headings(definition.spans, columns, words)
    _set_heights(sheet, upper, lower, columns)
    for heads in (upper, lower):
        sheet.append([text_cell(sheet, text, HEAD) for text in heads])
    row = _LOWER
    for values, style in _lines(report, definition, words):
        sheet.append(row_cells(sheet, columns, values, words, style))
        row += 1
    _add_signatures(sheet, row, len(columns), words)


def _set_heights(
    sheet: Sheet, upper: Sequence[str], lower: Sequence[str], columns: Sequence[Column]
) -> None:
    """Both rows of headings are as high as their words need, so that none lies over another: a
    heading over both rows has the height of both."""
    widths = [_width(column) for column in columns]
    over_both = [
        text if not below else "" for text, below in zip(upper, lower, strict=True)
    ]
    spans = [text if below else "" for text, below in zip(upper, lower, strict=True)]
    first = head_height(spans, [width * 2 for width in widths])
    second = max(head_height(lower, widths), head_height(over_both, widths) - first)
    sheet.row_dimensions[1].height = _TITLE_POINTS
    sheet.row_dimensions[_UPPER].height = first
    sheet.row_dimensions[_LOWER].height = second


def _add_signatures(sheet: Sheet, row: int, columns: int, words: ReportWords) -> None:
    """Place and date, who made the form and who answers for it, room to sign between."""
    half = columns // 2
    middle, after, last = map(get_column_letter, (half, half + 1, columns))
    sheet.append([])
    lines = (
        ("", words.word("form_place")),
        (words.word("form_maker"), words.word("form_head")),
        (words.word("form_sign"), words.word("form_sign_seal")),
    )
    for at, (left, right) in enumerate(lines, start=row + 2):
        style = SIGNER if at == row + 3 else NOTE
        cells: list[object] = [None] * columns
        cells[0], cells[half] = (
            text_cell(sheet, left, style),
            text_cell(sheet, right, style),
        )
        sheet.append(cells)
        sheet.merged_cells.add(f"A{at}:{middle}{at}")
        sheet.merged_cells.add(f"{after}{at}:{last}{at}")
    for _ in range(_SIGNING_ROWS):
        sheet.append([])


def _add_sheet(book: Workbook, title: str, columns: Sequence[Column]) -> Sheet:
    """Headings and the units' names stay in view."""
    names_at = [one.kind for one in columns].index(Kind.TEXT) + 1
    first_free = get_column_letter(names_at + 1)
    return add_sheet(
        book,
        title,
        widths=map(_width, columns),
        rows_at_top=f"{_UPPER}:{_LOWER}",
        frozen=f"{first_free}{_LOWER + 1}",
    )


def _width(column: Column) -> int:
    if column.kind is Kind.ORDINAL:
        return _NUMBER_WIDTH
    return width_of(column.name) if column.kind is Kind.TEXT else _WIDTH


def _find_merged(spans: Sequence[HeadingSpan], columns: int) -> Iterator[str]:
    """Title and period over all columns; headings over several columns or over both rows."""
    last = get_column_letter(columns)
    yield f"A1:{last}1"
    yield f"A2:{last}2"
    at = 1
    for span in spans:
        first, final = get_column_letter(at), get_column_letter(at + span.size - 1)
        if span.word:
            yield f"{first}{_UPPER}:{final}{_UPPER}"
        else:
            letters = map(get_column_letter, range(at, at + span.size))
            yield from (f"{letter}{_UPPER}:{letter}{_LOWER}" for letter in letters)
        at += span.size


def _headings(
    spans: Sequence[HeadingSpan],
    columns: Sequence[Column],
    words: ReportWords,
) -> tuple[list[str], list[str]]:
    upper: list[str] = []
    lower: list[str] = []
    for span in spans:
        heads = [
            words.heading(one.name)
            for one in columns[len(upper) : len(upper) + span.size]
        ]
        blank = [""] * span.size
        upper += [words.word(span.word), *blank[1:]] if span.word else heads
        lower += heads if span.word else blank
    return upper, lower


def _lines(
    report: SomeReport,
    definition: SomeDefinition,
    words: ReportWords,
) -> Iterator[tuple[dict[str, Value], Style]]:
    """Each group's sums, then its units; the sums of all at the end."""
    for group in definition.groups(report.found) or ():
        yield {**group.sums, "agency_name": group.title.wording(words.lang)}, GROUP
        for row in group.rows:
            yield values_of(row), PLAIN
    totals = definition.total(report.found.totals) or {}
    yield {**totals, "agency_name": words.word("total")}, BOLD
