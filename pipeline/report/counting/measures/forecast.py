"""At the pace of the last weeks: how many past results will be digitized by the year's end.

The pace is the mean of the last weeks' counts. The interval is that of a prediction: the pace
itself is uncertain, and each week to come differs from it as the last ones did (Student's t, 95 %).
How many weeks are looked at is the plan's (`forecast_weeks`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, stdev

from pipeline.report.columns import Count, Moment, Real, Text, UnknownCount
from pipeline.report.counting.by_unit import Agency, Unit
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.measures.pace import Weeks
from pipeline.report.counting.measures.rates import LevelRow, RateFigures, RateRow
from pipeline.report.counting.plans import FORECAST_WEEKS, Plan

_T = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060),
)
"""Student's t for 95 %, by degrees of freedom from 1 on."""
MOST_WEEKS = len(_T) + 1


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the pace of `weeks` weeks up to the day `as_of` leads to at the end of the year.

    `target`: how many the plan asks for by then. `met_on`: the day on which they are reached at
    that pace, None where it never happens.
    """

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


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """That of a level."""

    level: Text
    figures: Forecast


@dataclass(frozen=True, slots=True)
class UnitForecast:
    """That of a unit."""

    unit: Agency
    figures: Forecast


def forecast_levels(
    weeks: Weeks | None, levels: Iterable[LevelRow], year: int, plan: Plan | None
) -> tuple[ForecastRow, ...]:
    """A row for each level that has past results, in the last year of the period."""
    if weeks is None:
        return ()
    size = weeks_of(plan)
    return tuple(
        ForecastRow(row.level, _foresee(row.figures, year, counts, weeks.last))
        for row in levels
        if is_wanted(row, year)
        for counts in [last_weeks(weeks, row.level, size)]
    )


def forecast_units(
    weeks: Weeks | None, units: Iterable[RateRow], year: int, plan: Plan | None
) -> tuple[UnitForecast, ...]:
    """A row for each unit that has past results and a target for them."""
    return tuple(_each_unit(weeks, units, year, plan)) if weeks else ()


def _each_unit(
    weeks: Weeks, units: Iterable[RateRow], year: int, plan: Plan | None
) -> Iterator[UnitForecast]:
    size = weeks_of(plan)
    for row in units:
        if is_wanted(row, year) and row.figures.target is not None:
            unit = Unit(row.unit.agency_code, row.unit.level)
            counts = weeks.of_unit(unit, size)
            yield UnitForecast(
                row.unit, _foresee(row.figures, year, counts, weeks.last)
            )


def weeks_of(plan: Plan | None) -> int:
    """How many weeks the pace is taken from."""
    return plan.data.forecast_weeks if plan else FORECAST_WEEKS


def last_weeks(weeks: Weeks, level: str | None, size: int) -> list[int]:
    """The counts of a level in so many last weeks, the earliest first."""
    counted = weeks.of_level(level)
    return [counted.get(week, 0) for week in range(size - 1, -1, -1)]


def is_wanted(row: LevelRow | RateRow, year: int) -> bool:
    """Whether a row is of past results in a year, and has any."""
    past = row.measure == Measure.PAST_RESULTS and row.year == year
    return past and row.figures.denominator > 0


def _foresee(
    figures: RateFigures, year: int, counts: Sequence[int], last: date
) -> Forecast:
    pace = fmean(counts)
    weeks_left = (date(year, 12, 31) - last).days / 7
    most = figures.denominator - figures.numerator
    spread = spread_of(counts, weeks_left)
    target = None
    if figures.target is not None:
        target = math.ceil(round(figures.target * figures.denominator, 6))
    expected, low, high = (
        figures.numerator + _within(pace * weeks_left + by, most)
        for by in (0, -spread, spread)
    )
    return Forecast(
        as_of=last.isoformat(),
        weeks=len(counts),
        pace=round(pace, 1),
        digitized=figures.numerator,
        denominator=figures.denominator,
        expected=expected,
        low=low,
        high=high,
        target=target,
        short_by=None if target is None else max(0, target - expected),
        met_on=_find_day(figures.numerator, target, pace, last),
    )


def spread_of(counts: Sequence[int], weeks: float) -> float:
    """Half the width of the interval of the sum of so many weeks to come."""
    size = len(counts)
    return _T[size - 2] * stdev(counts) * math.sqrt(weeks + weeks**2 / size)


def _within(more: float, most: int) -> int:
    return max(0, min(most, round(more)))


def _find_day(
    numerator: int, target: int | None, pace: float, last: date
) -> str | None:
    if target is None or (numerator < target and pace <= 0):
        return None
    weeks = max(0, target - numerator) / pace if numerator < target else 0
    days = math.ceil(weeks * 7)
    return None if days > 36_500 else (last + timedelta(days=days)).isoformat()
