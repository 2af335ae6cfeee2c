"""A report as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import Any

from pipeline.report.columns import VISIBLE, is_number
from pipeline.report.summary import facts, figures, total_row
from pipeline.report.texts import Lang, load_texts, sentence, shown
from schemas.report import Report

MAX_WIDTH = 34
"""Letters of a cell; longer texts end in an ellipsis."""
HEAD_WIDTH = 11


def text_table(report: Report, lang: Lang) -> str:
    """Title, facts, the table aligned in columns, sums and notes; lines end with a newline."""
    texts, columns = load_texts(lang), VISIBLE[report.report]
    lines = [texts.reports[report.report].title]
    lines += [f"{name}: {value}" for name, value in facts(report, lang)]
    lines += [f"! {sentence(note, lang)}" for note in report.notes]
    lines.append("")
    cells = [[_short(name, row[name], lang) for name in columns] for row in report.rows]
    if (total := total_row(report)) is not None:
        first = next(name for name in columns if not is_number(name))
        sums = {name: _blank(name, shown(name, total[name], lang)) for name in columns}
        cells.append([*{**sums, first: texts.words["total"]}.values()])
    head = [texts.column(name, report.report) for name in columns]
    lines += _aligned(head, cells, [is_number(name) for name in columns]) if cells else [texts.words["no_rows"]]
    lines += ["", f"{texts.words['totals']}:"]
    lines += [f"  {f.label}: {f.value}" + (f"  ({f.detail})" if f.detail else "") for f in figures(report, lang)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _short(name: str, value: Any, lang: Lang) -> str:
    """A cell that leaves room for the others on a line."""
    if name in {"measure", "source"} and value in load_texts(lang).short_measures:
        return load_texts(lang).short_measures[value]
    text = shown(name, value, lang)
    return text if len(text) <= MAX_WIDTH else f"{text[: MAX_WIDTH - 1]}…"


def _blank(name: str, text: str) -> str:
    return text if is_number(name) and name not in {"stt", "year"} else ""


def _aligned(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterable[str]:
    """Every letter is one cell wide here: text is NFC Vietnamese. Headings break into lines."""
    broken = [wrap(text, HEAD_WIDTH, break_long_words=False) for text in head]
    heads = list(zip_longest(*([""] * (max(map(len, broken)) - len(b)) + b for b in broken), fillvalue=""))
    widths = [max(len(row[at]) for row in (*heads, *rows)) for at in range(len(head))]

    def line(row: Sequence[str]) -> str:
        placed = zip(row, widths, right, strict=True)
        return "  ".join(text.rjust(width) if to_right else text.ljust(width) for text, width, to_right in placed)

    return [*map(line, heads), "  ".join("─" * width for width in widths), *(line(row) for row in rows)]
