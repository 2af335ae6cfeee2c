"""Waiting at the counters and coming again, from the table of visits.

The plan limits the average wait of a visit and the average time that a dossier takes at the
counter. A unit without a ticket machine has dashes, and so has who was never called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.charts import BarChart
from pipeline.report.columns import (
    Count,
    DashedShare,
    Text,
    UnknownCount,
    UnknownReal,
    Year,
    values_of,
)
from pipeline.report.counting.by_unit import Agency, list_units, share
from pipeline.report.counting.dossiers.members import CountedRows
from pipeline.report.counting.period import Period
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.service.tally import (
    Sums,
    tally,
    tally_all,
    tally_levels,
)
from pipeline.report.counting.service.visits import visits_of
from pipeline.report.counting.tables import (
    Tables,
    is_equal,
    note_absent,
    with_columns,
)
from pipeline.report.definition import ReportDefinition, show_totals
from pipeline.report.share_chart import UnitShare, chart_shares
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Findings, Note, NoteCode, RowList
from schemas.figures.units import UnitLevel

LEVEL_LIST = "waiting_levels"
_SUMMED = (
    *("timed", "waited", "limited", "within", "dossiers"),
    *("returning", "unclear", "serving", "served_dossiers"),
)
_MINUTE = 60
_WAITING, _DOSSIER = "waiting_minutes", "dossier_minutes"


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """Visits and minutes; means over those that were called, and over dossiers with both times.

    `within`: called within the plan's limit. `meets`: whether the average is.
    """

    visits: Count
    timed: UnknownCount
    wait_mean: UnknownReal
    wait_limit: UnknownReal
    meets: Text
    within: UnknownCount
    share: DashedShare
    dossiers: UnknownCount
    returning: UnknownCount
    unclear: UnknownCount
    dossier_mean: UnknownReal
    dossier_limit: UnknownReal


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A unit in a year."""

    unit: Agency
    year: Year
    counts: WaitingCounts


@dataclass(frozen=True, slots=True)
class WaitingLevel:
    """All units of a level in a year."""

    level: Text
    year: Year
    counts: WaitingCounts


def compute(
    tables: Tables, period: Period, plan: Plan | None
) -> Findings[WaitingRow, WaitingCounts]:
    """Waits and returns, a row for each unit and year; no row where no visits were loaded."""
    if not len(tables.get("visits", ())):
        return Findings(
            rows=(),
            totals=_counts({}, None, None),
            notes=tuple(note_absent(tables, "visits")),
        )
    years = _years(tables, period, plan)
    units = tally(list_units(tables, "visits"), years, *_SUMMED)
    rows = (
        WaitingRow(one.unit, one.year, _judge(one.sums, plan, one.unit.level, one.year))
        for one in units
    )
    levels = (
        WaitingLevel(one.level, one.year, _judge(one.sums, plan, one.level, one.year))
        for one in tally_levels(units)
    )
    totals = _counts(tally_all(units), None, None)
    return Findings(
        rows=tuple(rows),
        totals=totals,
        notes=_note_unclear(totals.unclear),
        lists=(RowList(LEVEL_LIST, tuple(levels), leading=True),),
    )


def _note_unclear(unclear: int | None) -> tuple[Note, ...]:
    return (Note(NoteCode.UNCLEAR_RETURNS, {"count": unclear}),) if unclear else ()


def _years(tables: Tables, period: Period, plan: Plan | None) -> dict[int, pa.Table]:
    return {
        span.year: _against_limit(visits_of(tables, span), plan, span.year)
        for span in period.years()
    }


def _against_limit(visits: pa.Table, plan: Plan | None, year: int) -> pa.Table:
    """The visits with `limited` (called, and there is a limit) and `within` (called within it)."""
    limited = within = pc.is_null(visits["visit_code"])
    for level in UnitLevel:
        limit = plan.limit(_WAITING, level, year) if plan else None
        if limit is not None:
            mine = pc.and_(visits["timed"], is_equal(visits["level"], level))
            in_time = pc.less_equal(visits["waited"], limit * _MINUTE)
            limited = pc.or_(limited, mine)
            within = pc.or_(within, pc.and_(mine, pc.fill_null(in_time, False)))
    return with_columns(visits, {"limited": limited, "within": within})


def _judge(
    sums: Sums, plan: Plan | None, level: str | None, year: int
) -> WaitingCounts:
    limits = (
        plan.limit(name, level, year) if plan else None for name in (_WAITING, _DOSSIER)
    )
    return _counts(sums, *limits)


def _counts(
    sums: Sums, limit: float | None, dossier_limit: float | None
) -> WaitingCounts:
    timed, dossiers = sums.get("timed", 0), sums.get("dossiers", 0)
    limited = sums.get("limited", 0)
    mean = _minutes(sums.get("waited", 0), timed)
    met = None if mean is None or limit is None else mean <= limit
    return WaitingCounts(
        visits=sums.get("count", 0),
        timed=timed or None,
        wait_mean=mean,
        wait_limit=limit,
        meets=None if met is None else ("yes" if met else "no"),
        within=sums["within"] if limited else None,
        share=share(sums.get("within", 0), limited),
        dossiers=dossiers or None,
        returning=sums["returning"] if dossiers else None,
        unclear=sums["unclear"] if dossiers else None,
        dossier_mean=_minutes(sums.get("serving", 0), sums.get("served_dossiers", 0)),
        dossier_limit=dossier_limit,
    )


def _minutes(seconds: int, number: int) -> float | None:
    return seconds / _MINUTE / number if number else None


_COUNTED = {
    "visits": None,
    "timed": "timed",
    "within": "within",
    "dossiers": "dossiers",
    "returning": "returning",
    "unclear": "unclear",
    "wait_mean": "timed",
    "share": "within",
}


def _members(
    tables: Tables, period: Period, plan: Plan | None
) -> Iterator[CountedRows]:
    for year, rows in _years(tables, period, plan).items():
        yield CountedRows(year, None, rows, _COUNTED, key="visit_code")


def _charts(
    found: Findings[WaitingRow, WaitingCounts], words: ReportWords
) -> tuple[BarChart, ...]:
    """Who was called within the limit."""
    shares = [
        UnitShare(
            row.unit,
            row.year,
            row.counts.share,
            row.counts.within,
            row.counts.timed,
        )
        for row in found.rows
    ]
    title = words.heading("share", "waiting")
    return chart_shares(shares, title, words.heading("within"), words)


WAITING = ReportDefinition(
    name="waiting",
    row=WaitingRow,
    compute=compute,
    figures=show_totals(
        "waiting", WaitingRow, "wait_mean", "share", "returning", "dossier_mean"
    ),
    charts=_charts,
    total=values_of,
    members=_members,
    against_plan=True,
)
