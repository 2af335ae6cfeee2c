"""The few figures at the head of a report, and the total row below its table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.report.columns import VISIBLE
from pipeline.report.texts import Lang, Texts, load_texts, shown
from schemas.report import Report


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its name and what lies behind it, in words."""

    label: str
    value: str
    detail: str = ""


# Figures at the head of the reports whose totals are flat.
_HEADS = {
    "form-766": ("received", "components_digitized", "settled", "results_digitized"),
    "on-time": ("rate", "rate_with_overdue", "late", "not_updated"),
    "reuse": ("share", "online_share", "received", "reused_components"),
    "quality": ("documents", "pages", "needs_review", "confidence_mean"),
}


def figures(report: Report, lang: Lang) -> tuple[Figure, ...]:
    """The head figures: rates by measure with their levels, sums by source, or a few totals."""
    texts, totals = load_texts(lang), report.totals
    if report.report == "rates":
        return tuple(_rate(texts, measure, found, lang) for measure, found in totals.items())
    if report.report == "missing":
        return tuple(_source(texts, source, found, lang) for source, found in totals.items())
    names = {name: texts.columns.get(f"head.{name}") or texts.column(name, report.report) for name in totals}
    return tuple(Figure(names[name], shown(name, totals[name], lang)) for name in _HEADS[report.report])


def _rate(texts: Texts, measure: str, found: dict[str, Any], lang: Lang) -> Figure:
    levels = [
        f"{texts.levels.get(level, texts.words['unknown'])}: {shown('rate', part['rate'], lang)}"
        for level, part in found["levels"].items()
    ]
    parts = [_of(texts, found, lang), *(levels if len(levels) > 1 else [])]
    return Figure(texts.measures[measure], shown("rate", found["rate"], lang), " · ".join(parts))


def _of(texts: Texts, found: dict[str, Any], lang: Lang) -> str:
    if not found["denominator"]:
        return texts.words["no_denominator"]
    both = {name: shown(name, found[name], lang) for name in ("numerator", "denominator")}
    return texts.words["of"].format(**both)


def _source(texts: Texts, source: str, found: dict[str, int], lang: Lang) -> Figure:
    parts = [f"{texts.reasons[reason]}: {shown('done', n, lang)}" for reason, n in found.items() if reason != "all"]
    return Figure(texts.measures[source], shown("done", found["all"], lang), " · ".join(parts))


def total_row(report: Report) -> dict[str, Any] | None:
    """The totals under the columns of the table; None where rows can't be added up."""
    if report.report in {"rates", "missing"} or not report.rows:
        return None
    return {name: report.totals.get(name) for name in VISIBLE[report.report]}


def facts(report: Report, lang: Lang) -> tuple[tuple[str, str], ...]:
    """Period, snapshot, plan and reading, as name and value."""
    words, extra = load_texts(lang).words, report.extra
    start, end = (shown("at", extra.get(f"period_{which}"), lang) for which in ("start", "end"))
    named: Iterable[tuple[str, Any]] = (
        ("period", f"{report.period} ({words['period_days'].format(start=start, end=end)})"),
        ("snapshot", report.snapshot),
        ("plan", (extra.get("plan_title") or {}).get(lang)),
        ("reading", load_texts(lang).readings.get(extra.get("reading") or "")),
        ("source", (extra.get("plan_source") or {}).get(lang)),
    )
    return tuple((words[name], str(value)) for name, value in named if value is not None)
