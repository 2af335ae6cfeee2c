"""Digitization rates by unit, level and year against a plan (the contract's "Rates")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa

from pipeline.report.charts import BarChart, Chart, HeatMap
from pipeline.report.counting.by_unit import list_units
from pipeline.report.counting.codes import number_dossiers
from pipeline.report.counting.dossiers.members import CountedRows, with_opposite
from pipeline.report.counting.dossiers.trace import join_traces, trace_of
from pipeline.report.counting.dossiers.undated import list_undated, note_undated
from pipeline.report.counting.dossiers.unregistered import list_unregistered
from pipeline.report.counting.evidence import Measure, cohort
from pipeline.report.counting.measures.forecast import (
    ForecastRow,
    forecast_levels,
    forecast_units,
)
from pipeline.report.counting.measures.lineages import sum_lineages, sum_subtrees
from pipeline.report.counting.measures.months import (
    MONTHS,
    MonthRow,
    rate_months,
)
from pipeline.report.counting.measures.pace import Weeks, count_weeks
from pipeline.report.counting.measures.procedures import (
    PROCEDURES,
    ProcedureRow,
    rate_procedures,
    sort_procedures,
)
from pipeline.report.counting.measures.rates import (
    LevelRow,
    MeasureSum,
    RateRow,
    RateTotals,
    order_rates,
    rate_levels,
    rate_units,
    total_rates,
)
from pipeline.report.counting.measures.trend import TREND, TrendRow, trend_of
from pipeline.report.counting.measures.types_of_paper import (
    TYPES,
    TypeRow,
    name_types,
    rate_types,
    sort_types,
)
from pipeline.report.counting.period import Period, Span
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.tables import Tables, note_absent
from pipeline.report.counting.units import has_level_ended
from pipeline.report.definition import Figure, ReportDefinition
from pipeline.report.rate_charts import chart_months, chart_units, chart_years
from pipeline.report.trend_chart import TrendChart, chart_trends
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Findings, Note, NoteCode, RowList
from schemas.figures.units import UnitTree

_DETAILS = {
    Measure.PAST_RESULTS: ("procedure_code", "document_type"),
    Measure.COMPONENTS: ("procedure_code", "received_at"),
    Measure.RESULTS: ("procedure_code", "finished_at"),
}
LEVEL_LIST = "levels"
"""The list of levels, years and measures with their targets."""


def compute(
    tables: Tables, period: Period, plan: Plan | None
) -> Findings[RateRow, RateTotals]:
    """Rates of past results, components and results, a row for each unit, year and measure.

    Past results are cumulative: a row's year counts what was digitized up to that year's (or the
    period's) end. Digitized dossiers of no register are listed as `unregistered`, not counted;
    those finished without a day as `undated`, in no period's results.
    """
    numbered = number_dossiers(tables)
    counted = _count_years(numbered, period, plan)
    rows = sorted(counted.rows, key=order_rates)
    weeks = count_weeks(numbered, period.years()[-1], counted.past_results)
    *summaries, unit_pace = _list_ahead(weeks, rows, period, plan)
    unregistered = list_unregistered(numbered)
    undated = list_undated(tables, period.end)
    return Findings(
        rows=tuple(rows),
        totals=total_rates(rows, period.end.year),
        notes=(
            *note_absent(tables, "one_stop", "past_results"),
            *_note_levels(rows, period),
            *_note_counts(rows, period.end.year, len(unregistered)),
            *_note_plan(plan, period),
            *note_undated(len(undated)),
        ),
        lists=(
            *summaries,
            RowList(MONTHS, tuple(counted.months), charted=True),
            RowList(PROCEDURES, sort_procedures(counted.procedures)),
            RowList(TYPES, sort_types(counted.types)),
            unit_pace,
            RowList("unregistered", unregistered),
            RowList("undated", undated),
        ),
        make_trace=partial(_trace, tables, period),
    )


@dataclass(slots=True)
class _Counted:
    """Rows of the report and of its lists, in the order of years and measures; the cohort of past
    results of the last year."""

    rows: list[RateRow] = field(default_factory=list)
    procedures: list[ProcedureRow] = field(default_factory=list)
    types: list[TypeRow] = field(default_factory=list)
    months: list[MonthRow] = field(default_factory=list)
    past_results: pa.Table | None = None


def _count_years(tables: Tables, period: Period, plan: Plan | None) -> _Counted:
    """Every year and measure of the period; months of the last year alone."""
    units, found = list_units(tables), _Counted()
    for span in period.years():
        for measure in Measure:
            members = _cohort(tables, measure, span)
            found.rows += rate_units(units, members, measure, span.year, plan)
            found.procedures += rate_procedures(members, measure, span.year, plan)
            if measure is Measure.PAST_RESULTS:
                found.types += rate_types(members, span.year, plan)
                found.past_results = members
            if span.year == period.end.year:
                found.months += rate_months(units, members, measure)
    return found


def _list_ahead(
    weeks: Weeks | None, rows: list[RateRow], period: Period, plan: Plan | None
) -> tuple[RowList, ...]:
    """Levels beside their targets, and where the last year's pace leads them and the units."""
    last, levels = period.years()[-1], rate_levels(rows, plan)
    pace = forecast_levels(weeks, levels, last.year, plan)
    trend = trend_of(weeks, levels, last.year, plan)
    unit_pace = forecast_units(weeks, rows, last.year, plan)
    return (
        RowList(LEVEL_LIST, levels, leading=True),
        RowList("forecast", pace, leading=True),
        RowList(TREND, trend, charted=True),
        RowList("unit_forecast", unit_pace),
    )


def _cohort(tables: Tables, measure: Measure, span: Span) -> pa.Table:
    members = cohort(tables, measure, span, _DETAILS[measure], evidence=False)
    return name_types(members) if measure is Measure.PAST_RESULTS else members


def _trace(tables: Tables, period: Period) -> pa.Table:
    """The digitized dossiers of each year and measure."""
    parts = []
    for span in period.years():
        for measure in Measure:
            members = cohort(tables, measure, span)
            parts.append(
                trace_of(members.filter(members["digitized"]), measure, span.year)
            )
    return join_traces(parts)


def _note_levels(rows: Iterable[RateRow], period: Period) -> list[Note]:
    ended = any(has_level_ended(row.unit.level, period.end) for row in rows)
    return [Note(NoteCode.LEVEL_ENDED)] if ended else []


def _note_counts(rows: Iterable[RateRow], year: int, unregistered: int) -> list[Note]:
    last = [row for row in rows if row.year == year]
    counted = {
        NoteCode.UNREGISTERED: unregistered,
        NoteCode.IN_REVIEW: sum(row.figures.in_review for row in last),
        NoteCode.UNSIGNED: sum(row.figures.unsigned for row in last),
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


def _figures(totals: RateTotals, words: ReportWords) -> tuple[Figure, ...]:
    """A figure for each measure: its rate, the fraction, the rates of its levels."""
    return tuple(
        Figure(words.measure(measure), words.share(total.rate), _detail(total, words))
        for measure, total in totals.items()
    )


def _detail(total: MeasureSum, words: ReportWords) -> str:
    fraction = words.word("no_denominator")
    if total.denominator:
        numerator, denominator = (
            words.count(total.numerator),
            words.count(total.denominator),
        )
        fraction = words.word("of").format(numerator=numerator, denominator=denominator)
    return " · ".join([fraction, *_levels_against_plan(total, words)])


def _levels_against_plan(total: MeasureSum, words: ReportWords) -> list[str]:
    """The rate of each level beside its target, with what is lacking."""
    parts = []
    for level, sums in total.levels.items():
        if not sums.denominator:
            continue
        said = f"{words.level(level)}: {words.share(sums.rate)}"
        if sums.target is not None:
            target, lacking = words.share(sums.target), words.count(sums.lacking)
            said += f" ({words.word('against').format(target=target, lacking=lacking)})"
        if len(total.levels) > 1 or sums.target is not None:
            parts.append(said)
    return parts


def _charts(
    found: Findings[RateRow, RateTotals], words: ReportWords
) -> tuple[Chart, ...]:
    """For each measure that has a denominator: its years (where there are several), its units in
    the last year."""
    levels = next(part.rows for part in found.lists if part.name == LEVEL_LIST)
    charts: list[Chart] = []
    for measure in found.totals:
        by_level = [
            row
            for row in levels
            if isinstance(row, LevelRow) and row.measure == measure
        ]
        if any(row.figures.denominator for row in by_level):
            rows = [row for row in found.rows if row.measure == measure]
            charts += _charts_of(measure, rows, by_level, words)
            charts += _trends(measure, found, words)
            charts += _heat_maps(measure, rows, found, words)
    return tuple(charts)


def _trends(
    measure: str, found: Findings[RateRow, RateTotals], words: ReportWords
) -> tuple[TrendChart, ...]:
    """The way of past results through the last year, by level."""
    if measure != Measure.PAST_RESULTS:
        return ()
    listed = {part.name: part.rows for part in found.lists}
    points = [row for row in listed[TREND] if isinstance(row, TrendRow)]
    levels = [row for row in listed["forecast"] if isinstance(row, ForecastRow)]
    return chart_trends(points, levels, words)


def _heat_maps(
    measure: str,
    rows: list[RateRow],
    found: Findings[RateRow, RateTotals],
    words: ReportWords,
) -> list[HeatMap]:
    """The units by month in the last year, where there are months."""
    listed = next(part.rows for part in found.lists if part.name == MONTHS)
    months = [
        row for row in listed if isinstance(row, MonthRow) and row.measure == measure
    ]
    last = max(row.year for row in rows)
    units = [row for row in rows if row.year == last and row.figures.denominator]
    return [chart_months(measure, units, months, words)] if months else []


def _charts_of(
    measure: str, rows: list[RateRow], levels: list[LevelRow], words: ReportWords
) -> list[BarChart]:
    last = max(row.year for row in rows)
    found = (
        [chart_years(measure, levels, words)]
        if len({row.year for row in rows}) > 1
        else []
    )
    units = [row for row in rows if row.year == last]
    if any(row.figures.denominator for row in units):
        found.append(
            chart_units(
                measure, units, [row for row in levels if row.year == last], words
            )
        )
    return found


_COUNTED = {
    "numerator": "digitized",
    "denominator": None,
    "rate": "digitized",
    "lacking": "not_digitized",
    "in_review": "in_review",
    "unsigned": "unsigned",
}


def _members(
    tables: Tables, period: Period, _plan: Plan | None
) -> Iterator[CountedRows]:
    for span in period.years():
        for measure in Measure:
            found = _cohort(tables, measure, span)
            rows = with_opposite(found, "not_digitized", "digitized")
            yield CountedRows(span.year, measure, rows, _COUNTED)


def _sum_tree(
    found: Findings[RateRow, RateTotals], tree: UnitTree
) -> tuple[RowList, RowList]:
    """Old and new units together, and each unit with all below it."""
    return (
        RowList("lineages", sum_lineages(found.rows, tree)),
        RowList("subtrees", sum_subtrees(found.rows, tree)),
    )


RATES = ReportDefinition(
    name="rates",
    row=RateRow,
    compute=compute,
    figures=_figures,
    charts=_charts,
    against_plan=True,
    members=_members,
    sum_tree=_sum_tree,
)
