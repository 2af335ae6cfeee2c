"""Digitization rates by unit, level and year against a plan (the contract's "Rates")."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from pipeline.report.charts import Bar, BarChart, BarGroup, Label, label_unit, pick_extremes
from pipeline.report.columns import Count, DashedPoints, DashedShare, Share, Text, Year
from pipeline.report.counting.by_unit import (
    Agency,
    Unit,
    count_by_unit,
    list_units,
    order_of,
    share,
)
from pipeline.report.counting.evidence import Measure, cohort
from pipeline.report.counting.period import Period
from pipeline.report.counting.plans import Plan, Reading
from pipeline.report.counting.tables import Tables, note_absent
from pipeline.report.counting.trace import join_traces, trace_of
from pipeline.report.counting.undated import list_undated, note_undated
from pipeline.report.counting.units import has_level_ended
from pipeline.report.counting.unregistered import list_unregistered
from pipeline.report.definition import Figure, ReportDefinition
from pipeline.report.wording.words import Words
from schemas.report import Findings, Note, NoteCode, RowList

_FLAGS = ("digitized", "in_review", "unsigned")
_NO_ROWS = {"count": 0, "digitized": 0, "in_review": 0, "unsigned": 0}


@dataclass(frozen=True, slots=True)
class RateRow:
    """One measure of a unit in a year. Rates, targets and gaps are fractions."""

    unit: Agency
    year: Year
    measure: Text
    numerator: Count
    denominator: Count
    rate: DashedShare
    target: DashedShare
    reading: Text
    gap: DashedPoints
    in_review: Count
    unsigned: Count
    target_points: Share
    target_growth: Share


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows added up; no rate without a denominator."""

    numerator: int
    denominator: int
    rate: float | None
    in_review: int
    unsigned: int


@dataclass(frozen=True, slots=True)
class MeasureSum(Sum):
    """All rows of a measure, and those of each level (`""`: unknown) in it."""

    levels: Mapping[str, Sum]


RateTotals = Mapping[Measure, MeasureSum]


def compute(tables: Tables, period: Period, plan: Plan | None) -> Findings[RateRow, RateTotals]:
    """Rates of past results, components and results, a row for each unit, year and measure.

    Past results are cumulative: a row's year counts what was digitized up to that year's (or the
    period's) end. Digitized dossiers of no register are listed as `unregistered`, not counted;
    those finished without a day as `undated`, in no period's results.
    """
    units = list_units(tables)
    rows: list[RateRow] = []
    for span in period.years():
        for measure in Measure:
            members = cohort(tables, measure, span, evidence=False)
            rows += _rows(units, members, measure, span.year, plan)
    rows.sort(key=_order)
    unregistered = RowList("unregistered", list_unregistered(tables))
    undated = RowList("undated", list_undated(tables, period.end))
    return Findings(
        rows=tuple(rows),
        totals=_add_up(rows, period.end.year),
        notes=(
            *note_absent(tables, "one_stop", "past_results"),
            *_note_levels(rows, period),
            *_note_counts(rows, period.end.year, len(unregistered.rows)),
            *_note_plan(plan, period),
            *note_undated(len(undated.rows)),
        ),
        lists=(unregistered, undated),
        make_trace=partial(_trace, tables, period),
    )


def _trace(tables: Tables, period: Period) -> pa.Table:
    """The digitized dossiers of each year and measure."""
    parts = []
    for span in period.years():
        for measure in Measure:
            members = cohort(tables, measure, span)
            parts.append(trace_of(members.filter(members["digitized"]), measure, span.year))
    return join_traces(parts)


def _rows(
    units: Mapping[Unit, Agency],
    members: pa.Table,
    measure: Measure,
    year: int,
    plan: Plan | None,
) -> Iterator[RateRow]:
    found = count_by_unit(members, *_FLAGS)
    for unit, agency in units.items():
        yield _row(agency, year, measure, found.get(unit, _NO_ROWS), plan)


def _row(
    unit: Agency,
    year: int,
    measure: Measure,
    found: dict[str, int],
    plan: Plan | None,
) -> RateRow:
    rate = share(found["digitized"], found["count"])
    target = points = growth = None
    if plan is not None:
        target = plan.target(measure, unit.level, year)
        points = plan.target(measure, unit.level, year, Reading.POINTS)
        growth = plan.target(measure, unit.level, year, Reading.GROWTH)
    return RateRow(
        unit=unit,
        year=year,
        measure=measure,
        numerator=found["digitized"],
        denominator=found["count"],
        rate=rate,
        target=target,
        reading=plan.reading if plan else None,
        gap=None if rate is None or target is None else rate - target,
        in_review=found["in_review"],
        unsigned=found["unsigned"],
        target_points=points,
        target_growth=growth,
    )


def _order(row: RateRow) -> tuple[int, str, int, int]:
    place = list(Measure).index(Measure(row.measure or ""))
    return (*order_of(row.unit), row.year, place)


def _add_up(rows: Iterable[RateRow], last_year: int) -> RateTotals:
    """Past results, being cumulative, count as they stand in the last year."""
    by_measure: defaultdict[str | None, list[RateRow]] = defaultdict(list)
    for row in rows:
        if row.measure != Measure.PAST_RESULTS or row.year == last_year:
            by_measure[row.measure].append(row)
    return {measure: _sum_measure(by_measure[measure]) for measure in Measure}


def _sum_measure(rows: Sequence[RateRow]) -> MeasureSum:
    by_level: defaultdict[str, list[RateRow]] = defaultdict(list)
    for row in rows:
        by_level[_level_of(row)].append(row)
    levels = {level: Sum(*_sums(part)) for level, part in by_level.items()}
    return MeasureSum(*_sums(rows), levels)


def _level_of(row: RateRow) -> str:
    return row.unit.level or ""


def _sums(rows: Sequence[RateRow]) -> tuple[int, int, float | None, int, int]:
    numerator = sum(row.numerator for row in rows)
    denominator = sum(row.denominator for row in rows)
    in_review = sum(row.in_review for row in rows)
    unsigned = sum(row.unsigned for row in rows)
    return numerator, denominator, share(numerator, denominator), in_review, unsigned


def _note_levels(rows: Iterable[RateRow], period: Period) -> list[Note]:
    ended = any(has_level_ended(row.unit.level, period.end) for row in rows)
    return [Note(NoteCode.LEVEL_ENDED)] if ended else []


def _note_counts(rows: Iterable[RateRow], year: int, unregistered: int) -> list[Note]:
    last = [row for row in rows if row.year == year]
    counted = {
        NoteCode.UNREGISTERED: unregistered,
        NoteCode.IN_REVIEW: sum(row.in_review for row in last),
        NoteCode.UNSIGNED: sum(row.unsigned for row in last),
    }
    return [Note(code, {"count": count}) for code, count in counted.items() if count]


def _note_plan(plan: Plan | None, period: Period) -> list[Note]:
    years = [span.year for span in period.years()]
    notes = []
    if plan is None:
        notes.append(Note(NoteCode.NO_PLAN))
    elif silent := [year for year in years if not plan.has_targets(Measure, year)]:
        values = {"plan": plan.name, "years": ", ".join(map(str, silent))}
        notes.append(Note(NoteCode.PLAN_SILENT, values))
    if len(years) > 1:
        notes.append(Note(NoteCode.SEVERAL_YEARS, {"year": period.end.year}))
    return notes


def _figures(totals: RateTotals, words: Words) -> tuple[Figure, ...]:
    """A figure for each measure: its rate, the fraction, the rates of its levels."""
    return tuple(
        Figure(words.measure(measure), words.share(total.rate), _detail(total, words))
        for measure, total in totals.items()
    )


def _detail(total: MeasureSum, words: Words) -> str:
    fraction = words.word("no_denominator")
    if total.denominator:
        numerator, denominator = words.count(total.numerator), words.count(total.denominator)
        fraction = words.word("of").format(numerator=numerator, denominator=denominator)
    parts = [fraction]
    if len(total.levels) > 1:
        for level, sums in total.levels.items():
            parts.append(f"{words.level(level)}: {words.share(sums.rate)}")
    return " · ".join(parts)


def _charts(found: Findings[RateRow, RateTotals], words: Words) -> tuple[BarChart, ...]:
    """A chart of the last year for each measure that has a denominator in it."""
    year = max(row.year for row in found.rows)
    charts = []
    for measure, total in found.totals.items():
        rows = [row for row in found.rows if (row.measure, row.year) == (measure, year)]
        if any(row.denominator for row in rows):
            charts.append(_chart(words.measure(measure), year, rows, total, words))
    return tuple(charts)


def _chart(
    measure: str,
    year: int,
    rows: Sequence[RateRow],
    total: MeasureSum,
    words: Words,
) -> BarChart:
    chosen, remark = pick_extremes(rows, lambda row: row.rate, words)
    units = Counter(_level_of(row) for row in rows)
    groups = []
    for level, part in total.levels.items():
        bars = [_bar(row, words) for row in chosen if _level_of(row) == level]
        if units[level] != 1:
            bars.insert(0, _level_bar(part, bars, words))
        groups.append(BarGroup(words.level(level), tuple(bars)))
    title = words.word("chart_of").format(measure=measure.lower(), year=year)
    return BarChart(title, tuple(groups), remark, words.word("digitized"), full_line=True)


def _bar(row: RateRow, words: Words) -> Bar:
    points, growth = row.target_points, row.target_growth
    label, text = label_unit(row.unit), _rate_text(row, words)
    return Bar(label, row.rate, text, points, growth if growth != points else None)


def _level_bar(total: Sum, bars: Sequence[Bar], words: Words) -> Bar:
    """A bar for all units of a level; its targets are those of the units."""
    name = words.word("level_total")
    points, growth = (bars[0].points, bars[0].growth) if bars else (None, None)
    text = _rate_text(total, words)
    return Bar(Label(name, name), total.rate, text, points, growth, strong=True)


def _rate_text(row: RateRow | Sum, words: Words) -> str:
    fraction = f"{words.count(row.numerator)}/{words.count(row.denominator)}"
    return f"{words.share(row.rate)} ({fraction})"


RATES = ReportDefinition(
    name="rates",
    row=RateRow,
    visible=(
        "agency_code",
        "agency_name",
        "level",
        "year",
        "measure",
        "numerator",
        "denominator",
        "rate",
        "target",
        "gap",
        "in_review",
    ),
    compute=compute,
    figures=_figures,
    charts=_charts,
    against_plan=True,
)
