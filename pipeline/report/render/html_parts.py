"""The tables and traces of a page, as plain values for its template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from pipeline.report.columns import Column, Kind, Value, columns_of, values_of
from pipeline.report.counting.dossiers.trace import Traced, head_of_each
from pipeline.report.definition import SomeDefinition
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import RowList, SomeReport

MAX_ROWS = 2000
"""Rows of the table on the page; files for machines have all."""
MAX_TRACED = 300
"""Entries of a list or trace on the page."""
TRACED_CODES = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell or heading: its text, and how it stands."""

    text: str
    number: bool = False
    name: bool = False
    low: bool = False


class LineStyle(StrEnum):
    """How a line stands out."""

    PLAIN = ""
    GROUP = "group"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of a table."""

    cells: tuple[Cell, ...]
    style: LineStyle = LineStyle.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `hidden` says how many rows it leaves out."""

    title: str
    heads: tuple[Cell, ...]
    lines: tuple[TableLine, ...]
    hidden: str | None


@dataclass(frozen=True, slots=True)
class TraceLine:
    """What a row is, the first codes of its dossiers, and how many more there are."""

    what: str
    size: str
    codes: tuple[str, ...]
    more: str | None


def show_table(
    report: SomeReport,
    definition: SomeDefinition,
    words: ReportWords,
) -> Table:
    """The report's rows, by group where it has groups, and the total."""
    columns = definition.visible_columns
    heads = _heads(columns, words, definition.name)
    lines = list(_lines(report, definition, words))
    total = definition.total_row(report.found)
    if total is not None:
        lines.append(_total_line(total, columns, words))
    title = words.texts.reports[definition.name].title
    return Table(
        title,
        heads,
        tuple(lines),
        _word_hidden(len(report.found.rows) - MAX_ROWS, words),
    )


def show_list(part: RowList, words: ReportWords) -> Table:
    """A further list of a report (flags, document types, …) as a small table."""
    columns = columns_of(type(part.rows[0]))
    heads = _heads(columns, words, part.name)
    lines = tuple(
        TableLine(_cells(values_of(row), columns, words))
        for row in part.rows[:MAX_TRACED]
    )
    hidden = _word_hidden(len(part.rows) - MAX_TRACED, words)
    return Table(words.word(part.name), heads, lines, hidden)


def list_traces(
    trace: pa.Table | None, rows: Iterable[object], words: ReportWords
) -> list[TraceLine]:
    """The head of each row's trace."""
    if trace is None:
        return []
    names = {}
    for row in map(values_of, rows):
        names[row["agency_code"], row["level"]] = row["agency_name"]
    traced = head_of_each(trace, TRACED_CODES)[:MAX_TRACED]
    return [_trace_line(one, names, words) for one in traced]


def _heads(
    columns: Sequence[Column],
    words: ReportWords,
    report: str | None = None,
) -> tuple[Cell, ...]:
    headings = {column: words.heading(column.name, report) for column in columns}
    return tuple(Cell(text, column.kind.is_number) for column, text in headings.items())


def _lines(
    report: SomeReport,
    definition: SomeDefinition,
    words: ReportWords,
) -> Iterator[TableLine]:
    """The first MAX_ROWS rows, each group's after a line with its sums."""
    columns = definition.visible_columns
    groups = definition.groups(report.found)
    if groups is None:
        yield from _plain_lines(report.found.rows[:MAX_ROWS], columns, words)
        return
    left = MAX_ROWS
    for group in groups:
        if left <= 0:
            return
        sums = {**group.sums, "agency_name": group.title.wording(words.lang), "stt": ""}
        yield TableLine(_cells(sums, columns, words), LineStyle.GROUP)
        yield from _plain_lines(group.rows[:left], columns, words)
        left -= len(group.rows)


def _total_line(
    total: Mapping[str, Value],
    columns: Sequence[Column],
    words: ReportWords,
) -> TableLine:
    """Sums below the columns that have one; the first text says what they are."""
    first = next(column.name for column in columns if not column.kind.is_number)
    summed = {one.name: total[one.name] for one in columns if one.kind.has_total}
    blank: dict[str, Value] = dict.fromkeys(total, "")
    values = {**blank, **summed, first: words.word("total")}
    return TableLine(_cells(values, columns, words), LineStyle.TOTAL)


def _plain_lines(
    rows: Sequence[object],
    columns: Sequence[Column],
    words: ReportWords,
) -> Iterator[TableLine]:
    return (TableLine(_cells(values_of(row), columns, words)) for row in rows)


def _cells(
    values: Mapping[str, Value],
    columns: Sequence[Column],
    words: ReportWords,
) -> tuple[Cell, ...]:
    return tuple(_cell(column, values.get(column.name), words) for column in columns)


def _cell(column: Column, value: Value, words: ReportWords) -> Cell:
    is_low = column.kind is Kind.POINTS and isinstance(value, float) and value < 0
    return Cell(
        text=words.short_term(column.name, value) or words.cell(column, value),
        number=column.kind.is_number,
        name=column.name == "agency_name",
        low=is_low,
    )


def _trace_line(
    traced: Traced,
    names: Mapping[tuple[Value, Value], Value],
    words: ReportWords,
) -> TraceLine:
    key = traced.key
    unit = (
        names.get((key.agency_code, key.level))
        or key.agency_code
        or words.word("unknown")
    )
    year = "" if key.year is None else str(key.year)
    left = traced.size - len(traced.codes)
    return TraceLine(
        what=" · ".join(filter(None, (words.measure(key.measure), year, str(unit)))),
        size=words.count(traced.size),
        codes=traced.codes,
        more=words.word("more").format(count=words.count(left)) if left else None,
    )


def _word_hidden(count: int, words: ReportWords) -> str | None:
    return words.word("rows_hidden").format(count=count) if count > 0 else None
