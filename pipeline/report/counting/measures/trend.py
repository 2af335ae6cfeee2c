"""Past results through a year, week by week: what was digitized, what is to be expected at the
pace of the last weeks, and what the plan asks for on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean

from pipeline.report.columns import DashedShare, Moment, Text
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.measures.forecast import (
    is_wanted,
    last_weeks,
    spread_of,
    weeks_of,
)
from pipeline.report.counting.measures.pace import Weeks
from pipeline.report.counting.measures.rates import LevelRow
from pipeline.report.counting.plans import Plan

TREND = "trend"
"""The list of a report that holds the points of the trend."""


class Phase(StrEnum):
    """Whether a point was counted or is foreseen; worded in configs/report_texts/."""

    REACHED = "reached"
    FORESEEN = "foreseen"


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A level on a day: shares of all its past results. `low` and `high` (95 %) of what is
    foreseen; `planned` lies on the line from the last year's target to this year's."""

    level: Text
    day: Moment
    phase: Text
    rate: DashedShare
    low: DashedShare
    high: DashedShare
    planned: DashedShare


def trend_of(
    weeks: Weeks | None, levels: Iterable[LevelRow], year: int, plan: Plan | None
) -> tuple[TrendRow, ...]:
    """The points of each level that has past results, in the last year of the period."""
    if weeks is None or weeks.last.year != year:
        return ()
    found: list[TrendRow] = []
    for row in levels:
        if is_wanted(row, year):
            found += _trend_rows(weeks, row, plan)
            found += _foreseen(weeks, row, plan)
    return tuple(found)


def _trend_rows(weeks: Weeks, row: LevelRow, plan: Plan | None) -> Iterator[TrendRow]:
    """The ends of the weeks of the year, and the day before it, up to the last."""
    counted = weeks.of_level(row.level)
    whole = row.figures.denominator
    before = date(row.year - 1, 12, 31)
    first = (weeks.last - before).days // 7
    left = {week: count for week, count in counted.items() if week > first}
    done = sum(left.values())
    for week in range(first, -1, -1):
        done += counted.get(week, 0)
        on = weeks.last - timedelta(weeks=week)
        planned = _plan_on(plan, row.level, on, row.year)
        yield TrendRow(
            row.level, on.isoformat(), Phase.REACHED, done / whole, None, None, planned
        )


def _foreseen(weeks: Weeks, row: LevelRow, plan: Plan | None) -> Iterator[TrendRow]:
    """The ends of the weeks to come, and the last day of the year."""
    counts = last_weeks(weeks, row.level, weeks_of(plan))
    figures, end = row.figures, date(row.year, 12, 31)
    for on in _weeks_to_come(weeks.last, end):
        ahead = (on - weeks.last).days / 7
        more, spread = fmean(counts) * ahead, spread_of(counts, ahead)
        rate, low, high = (
            min(1.0, (figures.numerator + max(0.0, more + by)) / figures.denominator)
            for by in (0, -spread, spread)
        )
        planned = _plan_on(plan, row.level, on, row.year)
        yield TrendRow(
            row.level, on.isoformat(), Phase.FORESEEN, rate, low, high, planned
        )


def _weeks_to_come(last: date, end: date) -> Iterator[date]:
    on = last
    while on < end:
        on = min(on + timedelta(weeks=1), end)
        yield on


def _plan_on(plan: Plan | None, level: str | None, on: date, year: int) -> float | None:
    """On the way from the target of the year before (0 where there is none) to this year's."""
    target = plan.target(Measure.PAST_RESULTS, level, year) if plan else None
    if plan is None or target is None:
        return None
    before = plan.target(Measure.PAST_RESULTS, level, year - 1) or 0.0
    start, end = date(year - 1, 12, 31), date(year, 12, 31)
    return before + (target - before) * ((on - start).days / (end - start).days)
