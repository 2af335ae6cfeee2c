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
    PLAIN,
    TITLE,
    Sheet,
    Style,
    add_sheet,
    row_cells,
    text_cell,
    width_of,
)
from pipeline.report.wording.words import Words
from schemas.report import SomeReport

_WIDTH = 15
_NUMBER_WIDTH = 6
_UPPER, _LOWER = 4, 5
"""Rows of the headings."""


def add_form(
    book: Workbook,
    report: SomeReport,
    definition: SomeDefinition,
    words: Words,
) -> None:
    """The sheet; the columns are those that people are shown."""
    columns = definition.visible_columns
    sheet = _add_sheet(book, definition.name, columns)
    for area in _merged_areas(definition.spans, len(columns)):
        sheet.merged_cells.add(area)
    sheet.append([text_cell(sheet, words.texts.reports[definition.name].title, TITLE)])
    sheet.append([text_cell(sheet, word_period(report, words), CENTRED)])
    sheet.append([])
    for heads in _headings(definition.spans, columns, words):
        sheet.append([text_cell(sheet, text, HEAD) for text in heads])
    for values, style in _lines(report, definition, words):
        sheet.append(row_cells(sheet, columns, values, words, style))


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


def _merged_areas(spans: Sequence[HeadingSpan], columns: int) -> Iterator[str]:
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
    words: Words,
) -> tuple[list[str], list[str]]:
    upper: list[str] = []
    lower: list[str] = []
    for span in spans:
        heads = [words.heading(one.name) for one in columns[len(upper) : len(upper) + span.size]]
        blank = [""] * span.size
        upper += [words.word(span.word), *blank[1:]] if span.word else heads
        lower += heads if span.word else blank
    return upper, lower


def _lines(
    report: SomeReport,
    definition: SomeDefinition,
    words: Words,
) -> Iterator[tuple[dict[str, Value], Style]]:
    """Each group's sums, then its units; the sums of all at the end."""
    for group in definition.groups(report.found) or ():
        yield {**group.sums, "agency_name": group.title.wording(words.lang)}, GROUP
        for row in group.rows:
            yield values_of(row), PLAIN
    totals = definition.total(report.found.totals) or {}
    yield {**totals, "agency_name": words.word("total")}, BOLD
