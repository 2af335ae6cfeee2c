"""What the charts of a page show, as plain values; templates/charts.html.j2 draws them as SVG."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.report.evidence import MEASURES
from pipeline.report.quality import BINS
from pipeline.report.texts import Lang, Texts, load_texts, plain, shown
from schemas.report import Report

MAX_BARS = 40
"""Units that one chart draws; of more, half are those with the lowest rates, half those with the highest."""
_LABEL = 42
_STACK = ("on_time", "late", "not_updated", "not_yet_due")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: shares from 0 to 1, None where there is nothing to draw."""

    label: str
    full_label: str
    value: float | None
    text: str
    points: float | None = None
    growth: float | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars in groups, against targets; `full_line` adds the 100 % mark."""

    title: str
    groups: tuple[tuple[str, tuple[Bar, ...]], ...]
    remark: str | None
    bar_name: str
    full_line: bool

    @property
    def has_points(self) -> bool:
        """Whether a bar has a target (in points)."""
        return any(bar.points is not None for _, bars in self.groups for bar in bars)

    @property
    def has_growth(self) -> bool:
        """Whether a bar has a second target (by growth)."""
        return any(bar.growth is not None for _, bars in self.groups for bar in bars)


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar of several parts: (part name, share, number in words)."""

    label: str
    full_label: str
    parts: tuple[tuple[str, float, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class StackChart:
    """Bars of parts; `legend` names the parts in order."""

    title: str
    legend: tuple[tuple[str, str], ...]
    stacks: tuple[Stack, ...]
    remark: str | None


@dataclass(frozen=True, slots=True)
class Histogram:
    """Columns: (from and to in words, height from 0 to 1, number in words)."""

    title: str
    columns: tuple[tuple[str, float, str], ...]
    unit: str


Chart = BarChart | StackChart | Histogram


def charts_of(report: Report, lang: Lang) -> tuple[Chart, ...]:
    """The charts of a report; none without rows, or where a table says it better."""
    if not report.rows:
        return ()
    texts = load_texts(lang)
    if report.report == "rates":
        return tuple(chart for measure in MEASURES if (chart := _rates(report, measure, texts, lang)) is not None)
    if report.report == "reuse":
        return (_reuse(report, texts, lang),)
    if report.report == "on-time":
        return (_on_time(report, texts, lang),)
    if report.report == "quality" and report.extra["confidence"]:
        return (_confidence(report, texts, lang),)
    return ()


def _rates(report: Report, measure: str, texts: Texts, lang: Lang) -> BarChart | None:
    year = max(row["year"] for row in report.rows)
    rows = [row for row in report.rows if row["measure"] == measure and row["year"] == year]
    if not any(row["denominator"] for row in rows):
        return None
    chosen, remark = _extremes(rows, "rate", texts)
    by_level: defaultdict[str, list[Bar]] = defaultdict(list)
    for row in chosen:
        points, growth = row["target_points"], row["target_growth"]
        by_level[row["level"] or ""].append(
            Bar(*_labels(row), row["rate"], _rate_text(row, lang), points, growth if growth != points else None)
        )
    groups = [
        (
            texts.levels.get(level, texts.words["unknown"]),
            _with_total(total, by_level[level], sum((row["level"] or "") == level for row in rows), texts, lang),
        )
        for level, total in report.totals[measure]["levels"].items()
    ]
    title = texts.words["chart_of"].format(measure=texts.measures[measure].lower(), year=year)
    return BarChart(title, tuple(groups), remark, texts.words["digitized"], full_line=True)


def _with_total(total: dict[str, Any], bars: list[Bar], units: int, texts: Texts, lang: Lang) -> tuple[Bar, ...]:
    """The units of a level, of more than one below a bar for all of them; its targets are those of the units."""
    if units == 1:
        return tuple(bars)
    name = texts.words["level_total"]
    points, growth = (bars[0].points, bars[0].growth) if bars else (None, None)
    return (Bar(name, name, total["rate"], _rate_text(total, lang), points, growth, strong=True), *bars)


def _rate_text(row: dict[str, Any], lang: Lang) -> str:
    rate, part, whole = (shown(name, row[name], lang) for name in ("rate", "numerator", "denominator"))
    return f"{rate} ({part}/{whole})"


def _reuse(report: Report, texts: Texts, lang: Lang) -> BarChart:
    year = max(row["year"] for row in report.rows)
    rows, remark = _extremes([row for row in report.rows if row["year"] == year], "share", texts)
    by_level: defaultdict[str, list[Bar]] = defaultdict(list)
    for row in rows:
        level = texts.levels.get(row["level"] or "", texts.words["unknown"])
        by_level[level].append(Bar(*_labels(row), row["share"], shown("share", row["share"], lang), row["target"]))
    title = f"{texts.column('share')}, {year}"
    return BarChart(
        title,
        tuple((level, tuple(bars)) for level, bars in by_level.items()),
        remark,
        texts.column("reusing"),
        full_line=False,
    )


def _on_time(report: Report, texts: Texts, lang: Lang) -> StackChart:
    rows, remark = _extremes([row for row in report.rows if _judged(row)], "rate_with_overdue", texts)
    stacks = []
    for row in rows:
        parts = tuple((name, row[name] / _judged(row), shown(name, row[name], lang)) for name in _STACK)
        stacks.append(Stack(*_labels(row), parts, shown("rate", row["rate_with_overdue"], lang)))
    legend = tuple((name, texts.column(name)) for name in _STACK)
    return StackChart(texts.reports["on-time"].title, legend, tuple(stacks), remark)


def _judged(row: dict[str, Any]) -> int:
    return sum(row[name] for name in _STACK)


def _confidence(report: Report, texts: Texts, lang: Lang) -> Histogram:
    pages = [0] * BINS
    for entry in report.extra["confidence"]:
        pages[round(entry["from"] * BINS)] += entry["pages"]
    step = 100 // BINS
    columns = tuple(
        (f"{at * step}–{(at + 1) * step}\u00a0%", number / max(pages), shown("pages", number, lang))
        for at, number in enumerate(pages)
    )
    return Histogram(texts.column("confidence_mean"), columns, texts.words["page_count_axis"])


def _extremes(rows: Sequence[dict[str, Any]], by: str, texts: Texts) -> tuple[Sequence[dict[str, Any]], str | None]:
    """At most MAX_BARS rows in their order: the lowest and the highest; and a remark where some are left out."""
    if len(rows) <= MAX_BARS:
        return rows, None
    ranked = sorted((at for at, row in enumerate(rows) if row[by] is not None), key=lambda at: (rows[at][by], at))
    half = MAX_BARS // 2
    kept = sorted({*ranked[:half], *ranked[-half:]})
    return [rows[at] for at in kept], texts.words["extremes"].format(half=half, all=len(rows))


def _labels(row: dict[str, Any]) -> tuple[str, str]:
    """A unit's name cut to the space there is, and in full with its code."""
    name = plain(row["agency_name"] or row["agency_code"] or "")
    short = name if len(name) <= _LABEL else f"{name[: _LABEL - 1].rstrip()}…"
    return short, f"{name} ({plain(row['agency_code'] or '')})"
