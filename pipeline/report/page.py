"""A report as one self-contained HTML page: no script, no font, picture or style from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.report.charts import BarChart, Histogram, StackChart, charts_of
from pipeline.report.columns import VISIBLE, is_number
from pipeline.report.notes import DEVELOPMENT_KEYS
from pipeline.report.summary import facts, figures, total_row
from pipeline.report.texts import Lang, load_texts, sentence, shown
from pipeline.report.trace import head_of_each
from schemas.report import Report

MAX_ROWS = 2000
"""Rows of the table on the page; files for machines have all."""
MAX_TRACED = 300
TRACED_CODES = 10
# Headings over the columns of the form of Decision 766: (word, columns below it).
_FORM_SPANS = ((None, 3), ("form_components", 4), (None, 1), ("form_results", 2))
_DRAWN = {"confidence"}
"""Lists that the page shows as a chart, not as a table."""
_TEMPLATES = Path(__file__).parent / "templates"


def to_html(report: Report, lang: Lang) -> str:
    """The whole page. Every value is escaped by the template engine."""
    texts = load_texts(lang)
    charts = charts_of(report, lang)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            lang=lang,
            report=report,
            texts=texts,
            words=texts.words,
            wording=texts.reports[report.report],
            facts=facts(report, lang),
            figures=figures(report, lang),
            notes=[sentence(note, lang) for note in report.notes if note != DEVELOPMENT_KEYS],
            development=texts.notes[DEVELOPMENT_KEYS] if DEVELOPMENT_KEYS in report.notes else None,
            bars=[chart for chart in charts if isinstance(chart, BarChart)],
            stacks=[chart for chart in charts if isinstance(chart, StackChart)],
            histograms=[chart for chart in charts if isinstance(chart, Histogram)],
            table=_table(report, lang),
            traces=_traces(report, lang),
            trace_lead=texts.words["trace_lead"].format(limit=TRACED_CODES),
            lists=_lists(report, lang),
        )
    )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _cells(row: dict[str, Any], columns: tuple[str, ...], lang: Lang) -> list[dict[str, Any]]:
    return [
        {
            "text": shown(name, row.get(name), lang),
            "number": is_number(name),
            "name": name == "agency_name",
            "low": name == "gap" and (row.get("gap") or 0) < 0,
        }
        for name in columns
    ]


def _table(report: Report, lang: Lang) -> dict[str, Any]:
    texts, columns = load_texts(lang), VISIBLE[report.report]
    lines: list[dict[str, Any]] = []
    group = None
    for row in report.rows[:MAX_ROWS]:
        if row.get("group") != group:
            group = row["group"]
            sums = {
                **report.totals["groups"][group],
                "agency_name": report.extra["group_titles"][group][lang],
                "stt": "",
            }
            lines.append({"style": "group", "cells": _cells(sums, columns, lang)})
        lines.append({"style": "", "cells": _cells(row, columns, lang)})
    if (total := total_row(report)) is not None:
        first = next(name for name in columns if not is_number(name))
        blank = {name: "" for name in columns if not is_number(name) or name in {"stt", "year"}}
        lines.append(
            {"style": "total", "cells": _cells({**total, **blank, first: texts.words["total"]}, columns, lang)}
        )
    hidden = len(report.rows) - MAX_ROWS
    return {
        "spans": _FORM_SPANS if report.report == "form-766" else (),
        "heads": [{"text": texts.column(name, report.report), "number": is_number(name)} for name in columns],
        "lines": lines,
        "hidden": texts.words["rows_hidden"].format(count=hidden) if hidden > 0 else None,
    }


def _traces(report: Report, lang: Lang) -> list[dict[str, Any]]:
    """For each row with dossiers behind it: what the row is, the first codes, and how many more there are."""
    trace, texts = report.extra.get("trace"), load_texts(lang)
    if not isinstance(trace, pa.Table):
        return []
    names = {(row["agency_code"], row["level"]): row["agency_name"] for row in report.rows}
    found = []
    for traced in head_of_each(trace, TRACED_CODES)[:MAX_TRACED]:
        keys = traced.keys
        unit = names.get((keys["agency_code"], keys["level"])) or keys["agency_code"] or texts.words["unknown"]
        year = "" if keys["year"] is None else str(keys["year"])
        left = traced.size - len(traced.codes)
        found.append(
            {
                "what": " · ".join(filter(None, (texts.measures[keys["measure"]], year, unit))),
                "size": shown("done", traced.size, lang),
                "codes": traced.codes,
                "more": texts.words["more"].format(count=shown("done", left, lang)) if left else None,
            }
        )
    return found


def _lists(report: Report, lang: Lang) -> list[dict[str, Any]]:
    """Further lists of a report (flags, document types, dossiers in no register) as small tables."""
    texts = load_texts(lang)
    return [
        {
            "title": texts.words[name],
            "heads": [{"text": texts.column(column), "number": is_number(column)} for column in entries[0]],
            "lines": [_cells(entry, tuple(entry), lang) for entry in entries[:MAX_TRACED]],
            "hidden": texts.words["rows_hidden"].format(count=len(entries) - MAX_TRACED)
            if len(entries) > MAX_TRACED
            else None,
        }
        for name, entries in report.extra.items()
        if isinstance(entries, list) and entries and name not in _DRAWN
    ]
