"""Dossiers that the counter passed on to the units in electronic form, from the one-stop export.

Only the export can tell; where it does not, the dossier stands in a column of its own, and a unit
of which it says nothing has dashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.charts import BarChart
from pipeline.report.columns import Count, Text, UnknownCount, Year, values_of
from pipeline.report.counting.by_unit import Agency, list_units
from pipeline.report.counting.dossiers.members import CountedRows
from pipeline.report.counting.dossiers.trace import join_traces, trace_of
from pipeline.report.counting.period import Period, Span
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.service.tally import Sums, tally, tally_all, tally_levels
from pipeline.report.counting.service.targets import (
    AgainstTarget,
    against_target,
    note_unstated,
    target_of,
)
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

LEVEL_LIST = "hand_over_levels"
_COLUMNS = (
    "dossier_code",
    "agency_code",
    "level",
    "received_at",
    "electronic_handover",
)
_SUMMED = ("electronic", "on_paper", "unstated")
_TRACED = ("dossier_code", "received_at")


@dataclass(frozen=True, slots=True)
class HandOverCounts:
    """Dossiers received, by how they were passed on; the share is of those of which it is said."""

    received: Count
    electronic: UnknownCount
    on_paper: UnknownCount
    unstated: Count
    against: AgainstTarget


@dataclass(frozen=True, slots=True)
class HandOverRow:
    """A unit in a year."""

    unit: Agency
    year: Year
    counts: HandOverCounts


@dataclass(frozen=True, slots=True)
class HandOverLevel:
    """All units of a level in a year."""

    level: Text
    year: Year
    counts: HandOverCounts


def compute(
    tables: Tables, period: Period, plan: Plan | None
) -> Findings[HandOverRow, HandOverCounts]:
    """Dossiers received in the period by how they were passed on, by unit and year."""
    years = {span.year: _select_received(tables, span) for span in period.years()}
    units = tally(list_units(tables), years, *_SUMMED)
    rows = (
        HandOverRow(
            one.unit,
            one.year,
            _count(one.sums, _target(plan, one.unit.level, one.year)),
        )
        for one in units
    )
    levels = (
        HandOverLevel(
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
    said = rows["electronic_handover"]
    return with_columns(
        rows,
        {
            "electronic": pc.fill_null(said, False),
            "on_paper": pc.fill_null(pc.invert(said), False),
            "unstated": pc.is_null(said),
        },
    )


def _target(plan: Plan | None, level: str | None, year: int) -> float | None:
    return target_of(plan, "handed_over", level, year)


def _count(sums: Sums, target: float | None) -> HandOverCounts:
    received, unstated = sums.get("count", 0), sums.get("unstated", 0)
    electronic, stated = sums.get("electronic", 0), received - unstated
    return HandOverCounts(
        received=received,
        electronic=electronic if stated else None,
        on_paper=sums["on_paper"] if stated else None,
        unstated=unstated,
        against=against_target(electronic, stated, target),
    )


def _trace(years: dict[int, pa.Table]) -> pa.Table:
    """What still goes on paper."""
    return join_traces(
        [
            trace_of(rows.filter(rows["on_paper"]), "on_paper", year, _TRACED)
            for year, rows in years.items()
        ]
    )


_COUNTED = {
    "received": None,
    "electronic": "electronic",
    "on_paper": "on_paper",
    "unstated": "unstated",
    "share": "electronic",
}


def _members(
    tables: Tables, period: Period, _plan: Plan | None
) -> Iterator[CountedRows]:
    for span in period.years():
        yield CountedRows(span.year, None, _select_received(tables, span), _COUNTED)


def _charts(
    found: Findings[HandOverRow, HandOverCounts], words: ReportWords
) -> tuple[BarChart, ...]:
    shares = [_share(row.unit, row.year, row.counts) for row in found.rows]
    title = words.heading("share", "hand-over")
    return chart_shares(shares, title, words.heading("electronic"), words)


def _share(unit: Agency, year: int, counts: HandOverCounts) -> UnitShare:
    stated = counts.received - counts.unstated
    against = counts.against
    return UnitShare(
        unit, year, against.share, counts.electronic, stated, against.target
    )


HAND_OVER = ReportDefinition(
    name="hand-over",
    row=HandOverRow,
    compute=compute,
    figures=show_totals(
        "hand-over", HandOverRow, "share", "electronic", "on_paper", "unstated"
    ),
    charts=_charts,
    total=values_of,
    members=_members,
    against_plan=True,
)
