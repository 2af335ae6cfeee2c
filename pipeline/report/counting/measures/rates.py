"""Rates of units and of levels, against their targets (the contract's "Rates")."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.report.columns import (
    Count,
    DashedPoints,
    DashedShare,
    Text,
    UnknownCount,
    Year,
)
from pipeline.report.counting.by_unit import (
    Agency,
    Unit,
    count_by_unit,
    level_order,
    order_of,
    share,
)
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.plans import Plan, Reading

FLAGS = ("digitized", "in_review", "unsigned")
_NO_ROWS = {"count": 0, "digitized": 0, "in_review": 0, "unsigned": 0}


@dataclass(frozen=True, slots=True)
class Marks:
    """A plan's targets of a year under either reading, to be drawn side by side."""

    points: float | None = None
    growth: float | None = None


@dataclass(frozen=True, slots=True)
class RateFigures:
    """A rate against its target; rates, targets and gaps are fractions.

    `lacking`: how many more must be digitized to meet the target, 0 where it is met.
    """

    numerator: Count
    denominator: Count
    rate: DashedShare
    target: DashedShare
    reading: Text
    gap: DashedPoints
    lacking: UnknownCount
    in_review: Count
    unsigned: Count


@dataclass(frozen=True, slots=True)
class RateRow:
    """One measure of a unit in a year."""

    unit: Agency
    year: Year
    measure: Text
    figures: RateFigures
    marks: Marks


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One measure of all units of a level in a year."""

    level: Text
    year: Year
    measure: Text
    figures: RateFigures
    marks: Marks


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows added up; no rate without a denominator.

    `target`, `gap` and `lacking` stand where all of the rows have one and the same target.
    """

    numerator: int
    denominator: int
    rate: float | None
    in_review: int
    unsigned: int
    target: float | None
    gap: float | None
    lacking: int | None


@dataclass(frozen=True, slots=True)
class MeasureSum(Sum):
    """All rows of a measure, and those of each level (`""`: unknown) in it."""

    levels: Mapping[str, Sum]


RateTotals = Mapping[Measure, MeasureSum]


def rate_units(
    units: Mapping[Unit, Agency],
    members: pa.Table,
    measure: Measure,
    year: int,
    plan: Plan | None,
) -> Iterator[RateRow]:
    """A row for each unit, whether or not it has anything to count."""
    found = count_by_unit(members, *FLAGS)
    for unit, agency in units.items():
        marks, target = _targets(plan, measure, unit.level, year)
        figures = rate_figures(found.get(unit, _NO_ROWS), target, plan)
        yield RateRow(agency, year, measure, figures, marks)


def _targets(
    plan: Plan | None, measure: str, level: str | None, year: int
) -> tuple[Marks, float | None]:
    if plan is None:
        return Marks(), None
    points = plan.target(measure, level, year, Reading.POINTS)
    growth = plan.target(measure, level, year, Reading.GROWTH)
    return Marks(points, growth), plan.target(measure, level, year)


def rate_figures(
    found: Mapping[str, int], target: float | None, plan: Plan | None
) -> RateFigures:
    """Counts (`count` and FLAGS) against a target."""
    rate = share(found["digitized"], found["count"])
    gap, lacking = _against(found["digitized"], found["count"], target)
    return RateFigures(
        numerator=found["digitized"],
        denominator=found["count"],
        rate=rate,
        target=target,
        reading=plan.reading if plan else None,
        gap=gap,
        lacking=lacking,
        in_review=found["in_review"],
        unsigned=found["unsigned"],
    )


def _against(
    numerator: int, denominator: int, target: float | None
) -> tuple[float | None, int | None]:
    """Gap and number lacking; None without a denominator or a target."""
    rate = share(numerator, denominator)
    if rate is None or target is None:
        return None, None
    # Fractions such as 0.35 are no exact binary numbers: 35 % of 100 must be 35, not 36.
    needed = math.ceil(round(target * denominator, 6))
    return rate - target, max(0, needed - numerator)


def order_rates(row: RateRow) -> tuple[int, str, int, int]:
    """Sorts rows by unit, year and measure."""
    return (*order_of(row.unit), row.year, place_of(row.measure))


def place_of(measure: str | None) -> int:
    """Where a measure stands among the three."""
    return list(Measure).index(Measure(measure or ""))


def rate_levels(rows: Iterable[RateRow], plan: Plan | None) -> tuple[LevelRow, ...]:
    """A row for each level, year and measure, with the target of its units."""
    by_key: defaultdict[tuple[str | None, int, str | None], list[RateRow]] = (
        defaultdict(list)
    )
    for row in rows:
        by_key[row.unit.level, row.year, row.measure].append(row)
    found = [_level_row(key, part, plan) for key, part in by_key.items()]
    found.sort(
        key=lambda row: (level_order(row.level), row.year, place_of(row.measure))
    )
    return tuple(found)


def _level_row(
    key: tuple[str | None, int, str | None], rows: Sequence[RateRow], plan: Plan | None
) -> LevelRow:
    level, year, measure = key
    counts = [row.figures for row in rows]
    summed = {
        "digitized": sum(one.numerator for one in counts),
        "count": sum(one.denominator for one in counts),
        "in_review": sum(one.in_review for one in counts),
        "unsigned": sum(one.unsigned for one in counts),
    }
    return LevelRow(
        level,
        year,
        measure,
        rate_figures(summed, counts[0].target, plan),
        rows[0].marks,
    )


def total_rates(rows: Iterable[RateRow], last_year: int) -> RateTotals:
    """Past results, being cumulative, count as they stand in the last year."""
    by_measure: defaultdict[str | None, list[RateRow]] = defaultdict(list)
    for row in rows:
        if row.measure != Measure.PAST_RESULTS or row.year == last_year:
            by_measure[row.measure].append(row)
    return {measure: _sum_measure(by_measure[measure]) for measure in Measure}


def _sum_measure(rows: Sequence[RateRow]) -> MeasureSum:
    by_level: defaultdict[str, list[RateRow]] = defaultdict(list)
    for row in rows:
        by_level[row.unit.level or ""].append(row)
    levels = {level: Sum(*_sums(part)) for level, part in by_level.items()}
    return MeasureSum(*_sums(rows), levels)


def _sums(
    rows: Sequence[RateRow],
) -> tuple[int, int, float | None, int, int, float | None, float | None, int | None]:
    """The fields of Sum."""
    counts = [row.figures for row in rows]
    numerator = sum(one.numerator for one in counts)
    denominator = sum(one.denominator for one in counts)
    targets = {one.target for one in counts}
    target = targets.pop() if len(targets) == 1 else None
    gap, lacking = _against(numerator, denominator, target)
    in_review = sum(one.in_review for one in counts)
    unsigned = sum(one.unsigned for one in counts)
    rate = share(numerator, denominator)
    return numerator, denominator, rate, in_review, unsigned, target, gap, lacking
