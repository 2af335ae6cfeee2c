"""The way of a rate through a year as plain values: reached, foreseen with its interval, planned.

render/templates/trend.html.j2 draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.report.counting.measures.forecast import Forecast, ForecastRow
from pipeline.report.counting.measures.trend import Phase, TrendRow
from pipeline.report.wording.words import ReportWords

_MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A day: its place in the year from 0 to 1, what it is called, and shares from 0 to 1."""

    at: float
    day: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    planned: float | None = None
    planned_text: str = ""


@dataclass(frozen=True, slots=True)
class TrendChart:
    """One level's year. `foreseen` begins where `reached` ends; `months` are the places of their
    beginnings; `remark` says in words what it comes to."""

    title: str
    reached: tuple[TrendPoint, ...]
    foreseen: tuple[TrendPoint, ...]
    months: tuple[float, ...]
    remark: str

    @property
    def points(self) -> tuple[TrendPoint, ...]:
        """All points in order."""
        return (*self.reached, *self.foreseen)

    @property
    def has_plan(self) -> bool:
        """Whether a plan asks for anything on the way."""
        return any(point.planned is not None for point in self.points)


def chart_trends(
    rows: Sequence[TrendRow], forecasts: Iterable[ForecastRow], words: ReportWords
) -> tuple[TrendChart, ...]:
    """A chart for each level that has a trend."""
    charts = []
    for forecast in forecasts:
        mine = [row for row in rows if row.level == forecast.level]
        if mine:
            charts.append(_chart(mine, forecast, words))
    return tuple(charts)


def _chart(
    rows: Sequence[TrendRow], forecast: ForecastRow, words: ReportWords
) -> TrendChart:
    year = date.fromisoformat(forecast.figures.as_of or "").year
    points = {
        phase: tuple(_point(row, year, words) for row in rows if row.phase == phase)
        for phase in Phase
    }
    title = words.word("chart_of_trend").format(
        level=words.level(forecast.level), year=year
    )
    return TrendChart(
        title=title,
        reached=points[Phase.REACHED],
        foreseen=points[Phase.FORESEEN],
        months=tuple(_place(date(year, month, 1), year) for month in _MONTHS),
        remark=say_forecast(forecast.figures, words),
    )


def _point(row: TrendRow, year: int, words: ReportWords) -> TrendPoint:
    text = words.share(row.rate)
    if row.low is not None:
        text = f"{text} ({words.share(row.low)} – {words.share(row.high)})"
    return TrendPoint(
        at=_place(date.fromisoformat(row.day or ""), year),
        day=words.moment(row.day),
        value=row.rate or 0.0,
        text=text,
        low=row.low,
        high=row.high,
        planned=row.planned,
        planned_text=words.share(row.planned),
    )


def _place(on: date, year: int) -> float:
    """From 0 (the last day of the year before) to 1 (the last of this one)."""
    start, end = date(year - 1, 12, 31), date(year, 12, 31)
    return max(0.0, (on - start).days / (end - start).days)


def say_forecast(figures: Forecast, words: ReportWords) -> str:
    """What the pace leads to, and when the target is met or by how much it is missed."""
    said = words.word("trend_said").format(
        as_of=words.moment(figures.as_of),
        digitized=words.count(figures.digitized),
        denominator=words.count(figures.denominator),
        weeks=figures.weeks,
        pace=words.real(figures.pace),
        expected=words.count(figures.expected),
        low=words.count(figures.low),
        high=words.count(figures.high),
    )
    return f"{said} {_say_target(figures, words)}".strip()


def _say_target(figures: Forecast, words: ReportWords) -> str:
    if figures.target is None:
        return ""
    values = {
        "target": words.count(figures.target),
        "missing": words.count(figures.short_by),
        "met_on": words.moment(figures.met_on),
    }
    if not figures.short_by:
        key = "trend_met"
    else:
        key = "trend_never" if figures.met_on is None else "trend_missed"
    return words.word(key).format(**values)
