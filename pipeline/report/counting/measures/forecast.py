"""At the pace of the last weeks: how many past results will be digitized by the year's end.

The pace is the mean of the last weeks' counts. The interval is that of a prediction: the pace
itself is uncertain, and each week to come differs from it as the last ones did (Student's t, 95 %).
Nothing is read from a clock: the weeks end on the period's last day or, where digitizing goes on,
on the last day on which anything was digitized.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, stdev

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.columns import Count, Moment, Real, Text, UnknownCount
from pipeline.report.counting.evidence import Measure, cohort
from pipeline.report.counting.measures.rates import LevelRow
from pipeline.report.counting.period import Period
from pipeline.report.counting.tables import Tables, day, is_equal

WEEKS = 8
_T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365)
"""Student's t for 95 %, by degrees of freedom from 1 to WEEKS - 1."""


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """What the pace of `weeks` weeks up to the day `as_of` leads to at the end of the year.

    `target`: how many the plan asks for by then. `met_on`: the day on which they are reached at
    that pace, None where it never happens.
    """

    level: Text
    as_of: Moment
    weeks: Count
    pace: Real
    digitized: Count
    denominator: Count
    expected: Count
    low: Count
    high: Count
    target: UnknownCount
    short_by: UnknownCount
    met_on: Moment


def forecast(
    tables: Tables, period: Period, levels: Iterable[LevelRow]
) -> tuple[ForecastRow, ...]:
    """A row for each level that has past results, in the last year of the period."""
    span = period.years()[-1]
    members = cohort(tables, Measure.PAST_RESULTS, span)
    digitized = members.filter(members["digitized"])
    last = _last_day(digitized, span.end)
    if last is None:
        return ()
    wanted = [row for row in levels if _is_wanted(row, span.year)]
    return tuple(_row(row, digitized, last) for row in wanted)


def _is_wanted(row: LevelRow, year: int) -> bool:
    past = row.measure == Measure.PAST_RESULTS and row.year == year
    return past and row.figures.denominator > 0


def _last_day(digitized: pa.Table, end: date) -> date | None:
    last = pc.max(day(digitized["digitized_at"])).as_py()
    return None if last is None else min(end, date.fromisoformat(last))


def _row(level: LevelRow, digitized: pa.Table, last: date) -> ForecastRow:
    mine = digitized.filter(is_equal(digitized["level"], level.level or ""))
    counts = count_weeks(day(mine["digitized_at"]).to_pylist(), last)
    figures, pace = level.figures, fmean(counts)
    weeks_left = (date(level.year, 12, 31) - last).days / 7
    most = figures.denominator - figures.numerator
    more = pace * weeks_left
    spread = spread_of(counts, weeks_left)
    target = None
    if figures.target is not None:
        target = math.ceil(round(figures.target * figures.denominator, 6))
    expected = figures.numerator + _within(more, most)
    return ForecastRow(
        level=level.level,
        as_of=last.isoformat(),
        weeks=len(counts),
        pace=round(pace, 1),
        digitized=figures.numerator,
        denominator=figures.denominator,
        expected=expected,
        low=figures.numerator + _within(more - spread, most),
        high=figures.numerator + _within(more + spread, most),
        target=target,
        short_by=None if target is None else max(0, target - expected),
        met_on=_met_on(figures.numerator, target, pace, last),
    )


def count_weeks(days: Iterable[str], last: date) -> list[int]:
    """How many of the days lie in each of the last weeks, the earliest week first."""
    counted = Counter((last - date.fromisoformat(one)).days // 7 for one in days)
    return [counted[week] for week in range(WEEKS - 1, -1, -1)]


def spread_of(counts: Sequence[int], weeks: float) -> float:
    """Half the width of the interval of the sum of so many weeks to come."""
    size = len(counts)
    return _T[size - 2] * stdev(counts) * math.sqrt(weeks + weeks**2 / size)


def _within(more: float, most: int) -> int:
    return max(0, min(most, round(more)))


def _met_on(numerator: int, target: int | None, pace: float, last: date) -> str | None:
    if target is None or (numerator < target and pace <= 0):
        return None
    weeks = max(0, target - numerator) / pace if numerator < target else 0
    days = math.ceil(weeks * 7)
    return None if days > 36_500 else (last + timedelta(days=days)).isoformat()
