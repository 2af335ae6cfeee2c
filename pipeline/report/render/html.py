"""A report as one self-contained HTML page: no script, no font, picture or style from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.report.charts import BarChart, Chart, HeatMap, Histogram, StackChart
from pipeline.report.definition import SomeDefinition
from pipeline.report.render.head import list_facts
from pipeline.report.render.html_parts import (
    TRACED_CODES,
    list_traces,
    show_list,
    show_table,
)
from pipeline.report.trend_chart import TrendChart
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import NoteCode, SomeReport

_TEMPLATES = Path(__file__).parent / "templates"


def to_html(report: SomeReport, definition: SomeDefinition, words: ReportWords) -> str:
    """The whole page. Every value is escaped by the template engine."""
    found = report.found
    banner = words.texts.notes[NoteCode.DEVELOPMENT_KEYS]
    shown = [part for part in found.lists if part.rows and not part.charted]
    page = _environment().get_template("report.html.j2")
    return page.render(
        lang=words.lang,
        report=report,
        words=words.texts.words,
        wording=words.texts.reports[definition.name],
        facts=list_facts(report, definition, words),
        figures=definition.figures(found.totals, words),
        notes=[words.note(note) for note in found.notes],
        development=banner if report.development_keys else None,
        **_by_kind(definition.charts(found, words) if found.rows else ()),
        spans=definition.spans,
        table=show_table(report, definition, words),
        traces=list_traces(found.trace, found.rows, words),
        trace_lead=words.word("trace_lead").format(limit=TRACED_CODES),
        leading=[show_list(part, words) for part in shown if part.leading],
        lists=[show_list(part, words) for part in shown if not part.leading],
    )


_CHART_KINDS = {
    "bars": BarChart,
    "stacks": StackChart,
    "histograms": Histogram,
    "trends": TrendChart,
    "heats": HeatMap,
}
"""What the template calls the charts of a kind."""


def _by_kind(charts: Iterable[Chart]) -> dict[str, list[Chart]]:
    every = list(charts)
    return {
        name: [chart for chart in every if isinstance(chart, kind)]
        for name, kind in _CHART_KINDS.items()
    }


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
