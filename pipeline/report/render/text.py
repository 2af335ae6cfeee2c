"""A report as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from pipeline.report.columns import Column, Value, values_of
from pipeline.report.definition import Figure, SomeDefinition
from pipeline.report.render.head import list_facts
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import SomeReport

MAX_WIDTH = 34
"""Letters of a cell; longer texts end in an ellipsis."""
HEAD_WIDTH = 11


def to_text(report: SomeReport, definition: SomeDefinition, words: ReportWords) -> str:
    """Title, facts, the table aligned in columns, sums and notes; lines end with a newline."""
    facts = list_facts(report, definition, words)
    lines = [
        words.texts.reports[definition.name].title,
        *(f"{fact.name}: {fact.value}" for fact in facts),
        *(f"! {words.note(note)}" for note in report.notes),
        "",
        *_table(report, definition, words),
        "",
        f"{words.word('totals')}:",
        *map(_figure, definition.figures(report.found.totals, words)),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _figure(figure: Figure) -> str:
    line = f"  {figure.label}: {figure.value}"
    return f"{line}  ({figure.detail})" if figure.detail else line


def _table(
    report: SomeReport,
    definition: SomeDefinition,
    words: ReportWords,
) -> Iterator[str]:
    columns = definition.visible_columns
    rows = [_row(values_of(row), columns, words) for row in report.found.rows]
    if not rows:
        return iter([words.word("no_rows")])
    total = definition.total_row(report.found)
    if total is not None:
        rows.append(_total(total, columns, words))
    head = [words.heading(column.name, definition.name) for column in columns]
    return _align(head, rows, [column.kind.is_number for column in columns])


def _row(
    values: dict[str, Value], columns: Sequence[Column], words: ReportWords
) -> list[str]:
    return [_short(column, values[column.name], words) for column in columns]


def _short(column: Column, value: Value, words: ReportWords) -> str:
    """A cell that leaves room for the others on a line."""
    if short := words.short_term(column.name, value):
        return short
    text = words.cell(column, value)
    return text if len(text) <= MAX_WIDTH else f"{text[: MAX_WIDTH - 1]}…"


def _total(
    total: dict[str, Value], columns: Sequence[Column], words: ReportWords
) -> list[str]:
    first = next(column for column in columns if not column.kind.is_number)
    cells = []
    for column in columns:
        if column == first:
            cells.append(words.word("total"))
        elif column.kind.has_total:
            cells.append(words.cell(column, total[column.name]))
        else:
            cells.append("")
    return cells


def _align(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    to_right: Sequence[bool],
) -> Iterator[str]:
    """The lines of a table. Headings break into lines.

    Every letter is one cell wide here: text is NFC Vietnamese.
    """
    heads = _break_heads(head)
    widths = [max(len(row[at]) for row in (*heads, *rows)) for at in range(len(head))]
    yield from (_line(row, widths, to_right) for row in heads)
    yield "  ".join("─" * width for width in widths)
    yield from (_line(row, widths, to_right) for row in rows)


def _break_heads(head: Sequence[str]) -> list[tuple[str, ...]]:
    broken = [wrap(text, HEAD_WIDTH, break_long_words=False) for text in head]
    from_below = [reversed(lines) for lines in broken]
    return list(zip_longest(*from_below, fillvalue=""))[::-1]


def _line(row: Sequence[str], widths: Sequence[int], to_right: Sequence[bool]) -> str:
    cells = []
    for text, width, right in zip(row, widths, to_right, strict=True):
        cells.append(text.rjust(width) if right else text.ljust(width))
    return "  ".join(cells)
