"""How dossiers stand on the public service portal beside the one-stop system, from its export.

People and remote inspection see the portal: a dossier that is finished here and open there shows
as overdue. A dossier of which the export gives no state on the portal stands in a column of its
own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.charts import BarChart
from pipeline.report.columns import (
    Count,
    DashedShare,
    Text,
    UnknownCount,
    Year,
    values_of,
)
from pipeline.report.counting.by_unit import Agency, list_units, share
from pipeline.report.counting.dossiers.members import CountedRows
from pipeline.report.counting.dossiers.trace import join_traces, trace_of
from pipeline.report.counting.period import Period, Span
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.service.tally import Sums, tally, tally_all, tally_levels
from pipeline.report.counting.service.targets import note_unstated, target_of
from pipeline.report.counting.tables import (
    Tables,
    note_absent,
    select_within,
    with_columns,
)
from pipeline.report.definition import ReportDefinition, show_totals
from pipeline.report.share_chart import UnitShare, chart_shares
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Findings, RowList

LEVEL_LIST = "portal_levels"
_COLUMNS = (
    "dossier_code",
    "agency_code",
    "level",
    "received_at",
    "status",
    "online",
    "portal_status",
)
_OVER = pa.array(["finished", "returned", "withdrawn"])
"""States of a dossier that is done with."""
_DIFFERING = ("open_there", "open_here", "otherwise")
_SUMMED = ("online", "online_known", "unstated", "same", *_DIFFERING)
_TRACED = ("dossier_code", "status", "portal_status", "received_at")


@dataclass(frozen=True, slots=True)
class PortalCounts:
    """Dossiers received, handed in online, and by how the portal shows them.

    `open_there`: over here, still open there. `open_here`: the other way round. `otherwise`: open
    or over in both, and not in the same state. `share`: the same, of those with a state there.
    """

    received: Count
    online: UnknownCount
    online_share: DashedShare
    online_target: DashedShare
    same: UnknownCount
    open_there: UnknownCount
    open_here: UnknownCount
    otherwise: UnknownCount
    unstated: Count
    share: DashedShare


@dataclass(frozen=True, slots=True)
class PortalRow:
    """A unit in a year."""

    unit: Agency
    year: Year
    counts: PortalCounts


@dataclass(frozen=True, slots=True)
class PortalLevel:
    """All units of a level in a year."""

    level: Text
    year: Year
    counts: PortalCounts


def compute(
    tables: Tables, period: Period, plan: Plan | None
) -> Findings[PortalRow, PortalCounts]:
    """Dossiers received in the period by their state on the portal, by unit and year."""
    years = {span.year: _select_received(tables, span) for span in period.years()}
    units = tally(list_units(tables), years, *_SUMMED)
    rows = (
        PortalRow(
            one.unit,
            one.year,
            _count(one.sums, _target(plan, one.unit.level, one.year)),
        )
        for one in units
    )
    levels = (
        PortalLevel(
            one.level, one.year, _count(one.sums, _target(plan, one.level, one.year))
        )
        for one in tally_levels(units)
    )
    totals = _count(tally_all(units), None)
    absent = note_absent(tables, "one_stop")
    return Findings(
        rows=tuple(rows),
        totals=totals,
        notes=(*absent, *note_unstated(totals.received, totals.unstated)),
        lists=(RowList(LEVEL_LIST, tuple(levels), leading=True),),
        make_trace=partial(_trace, years),
    )


def _select_received(tables: Tables, span: Span) -> pa.Table:
    rows = select_within(tables, "one_stop", _COLUMNS, "received_at", span)
    here, there = rows["status"], rows["portal_status"]
    stated = pc.is_valid(there)
    same = pc.fill_null(pc.equal(here, there), False)
    over_here, over_there = (
        pc.is_in(here, value_set=_OVER),
        pc.is_in(there, value_set=_OVER),
    )
    differing = pc.and_not(stated, same)
    alike = pc.equal(over_here, over_there)
    return with_columns(
        rows.drop_columns("online"),
        {
            "online": pc.fill_null(rows["online"], False),
            "online_known": pc.is_valid(rows["online"]),
            "unstated": pc.invert(stated),
            "same": same,
            "open_there": pc.and_(differing, pc.and_not(over_here, over_there)),
            "open_here": pc.and_(differing, pc.and_not(over_there, over_here)),
            "otherwise": pc.and_(differing, alike),
        },
    )


def _target(plan: Plan | None, level: str | None, year: int) -> float | None:
    return target_of(plan, "online", level, year)


def _count(sums: Sums, online_target: float | None) -> PortalCounts:
    received, unstated = sums.get("count", 0), sums.get("unstated", 0)
    stated = received - unstated
    states = {name: sums[name] if stated else None for name in ("same", *_DIFFERING)}
    known = sums.get("online_known", 0)
    return PortalCounts(
        received=received,
        online=sums["online"] if known else None,
        online_share=share(sums["online"], received) if known else None,
        online_target=online_target,
        **states,
        unstated=unstated,
        share=share(sums.get("same", 0), stated),
    )


def _trace(years: dict[int, pa.Table]) -> pa.Table:
    """The dossiers that stand otherwise on the portal."""
    return join_traces(
        [
            trace_of(rows.filter(rows[name]), name, year, _TRACED)
            for year, rows in years.items()
            for name in _DIFFERING
        ]
    )


_COUNTED = {
    "received": None,
    **{name: name for name in ("online", "same", *_DIFFERING, "unstated")},
    "share": "same",
    "online_share": "online",
}


def _members(
    tables: Tables, period: Period, _plan: Plan | None
) -> Iterator[CountedRows]:
    for span in period.years():
        yield CountedRows(span.year, None, _select_received(tables, span), _COUNTED)


def _charts(
    found: Findings[PortalRow, PortalCounts], words: ReportWords
) -> tuple[BarChart, ...]:
    shares = [_share(row.unit, row.year, row.counts) for row in found.rows]
    title = words.heading("share", "portal")
    return chart_shares(shares, title, words.heading("same"), words)


def _share(unit: Agency, year: int, counts: PortalCounts) -> UnitShare:
    stated = counts.received - counts.unstated
    return UnitShare(unit, year, counts.share, counts.same, stated)


PORTAL = ReportDefinition(
    name="portal",
    row=PortalRow,
    compute=compute,
    figures=show_totals(
        "portal", PortalRow, "share", "open_there", "online_share", "unstated"
    ),
    charts=_charts,
    total=values_of,
    members=_members,
    against_plan=True,
)
