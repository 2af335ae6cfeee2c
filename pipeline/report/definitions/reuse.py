"""Papers reused, by the one-stop export and the counter's record, and dossiers handed in online."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.charts import Bar, BarChart, BarGroup, label_unit, pick_extremes
from pipeline.report.columns import Count, DashedShare, Share, Year, values_of
from pipeline.report.counting.by_unit import (
    Agency,
    Unit,
    count_by_unit,
    list_units,
    order_of,
    share,
    sum_by_unit,
)
from pipeline.report.counting.dossiers.members import CountedRows
from pipeline.report.counting.dossiers.reused import (
    PAPERS,
    list_unregistered_reuse,
    mark_reuse,
)
from pipeline.report.counting.dossiers.trace import join_traces, trace_of
from pipeline.report.counting.period import Period, Span
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.tables import (
    Tables,
    note_absent,
    select_within,
    with_columns,
)
from pipeline.report.definition import ReportDefinition, show_totals
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Findings, Note, NoteCode, RowList

_COLUMNS = (
    "dossier_code",
    "agency_code",
    "level",
    "received_at",
    "online",
    "reused_components",
)
_FLAGS = ("reusing", "recorded", "online")


@dataclass(frozen=True, slots=True)
class ReuseCounts:
    """Dossiers received; of these, those that reused a paper, those of which the counter recorded
    it, and those handed in online. Papers reused by the export and by the record: one paper may
    stand in both."""

    received: Count
    reusing: Count
    recorded: Count
    online: Count
    reused_components: Count
    recorded_papers: Count
    share: DashedShare
    online_share: DashedShare


@dataclass(frozen=True, slots=True)
class ReuseRow:
    """A unit in a year, with the plan's targets (`no_resubmission`, `online`)."""

    unit: Agency
    year: Year
    counts: ReuseCounts
    target: DashedShare
    online_target: Share


def compute(
    tables: Tables, period: Period, plan: Plan | None
) -> Findings[ReuseRow, ReuseCounts]:
    """Reuse and online dossiers among those received in the period, by unit and year."""
    units = list_units(tables)
    rows: list[ReuseRow] = []
    parts: list[pa.Table] = []
    for span in period.years():
        received = _select_received(tables, span)
        rows += _rows(units, received, span.year, plan)
        used = received.filter(received["reusing"])
        parts.append(trace_of(_name_papers(used), "reusing", span.year, _TRACED))
    elsewhere = list_unregistered_reuse(tables, period)
    rows.sort(key=lambda row: (*order_of(row.unit), row.year))
    return Findings(
        rows=tuple(rows),
        totals=_add_up(rows),
        notes=(*note_absent(tables, "one_stop"), *_note_elsewhere(len(elsewhere))),
        lists=(RowList("unregistered_reuse", elsewhere),),
        make_trace=partial(join_traces, parts),
    )


_COUNTED = {
    "received": None,
    "reusing": "reusing",
    "recorded": "recorded",
    "online": "online",
    "reused_components": "exported",
    "recorded_papers": "recorded",
    "share": "reusing",
    "online_share": "online",
}
_ADDED_UP = ("reused_components", "recorded_papers")
_TRACED = ("dossier_code", "reused_components", "recorded_papers", "document_id")


def _members(
    tables: Tables, period: Period, _plan: Plan | None
) -> Iterator[CountedRows]:
    """The papers behind a reuse are those that were used, not those of the dossier."""
    opened = {"reusing", "recorded", "recorded_papers", "share"}
    for span in period.years():
        rows = _select_received(tables, span)
        yield CountedRows(
            span.year, None, rows, _COUNTED, _ADDED_UP, dict.fromkeys(opened, PAPERS)
        )


def _name_papers(used: pa.Table) -> pa.Table:
    return with_columns(used, {"document_id": pc.binary_join(used[PAPERS], "; ")})


def _note_elsewhere(count: int) -> list[Note]:
    return [Note(NoteCode.UNREGISTERED_REUSE, {"count": count})] if count else []


def _select_received(tables: Tables, span: Span) -> pa.Table:
    export = select_within(tables, "one_stop", _COLUMNS, "received_at", span)
    return mark_reuse(tables, export)


def _rows(
    units: Mapping[Unit, Agency],
    received: pa.Table,
    year: int,
    plan: Plan | None,
) -> list[ReuseRow]:
    found = count_by_unit(received, *_FLAGS)
    papers = {name: sum_by_unit(received, name) for name in _ADDED_UP}
    return [
        ReuseRow(
            unit=agency,
            year=year,
            counts=_count(
                {**found[unit], **{name: papers[name][unit] for name in _ADDED_UP}}
            ),
            target=plan.target("no_resubmission", unit.level, year) if plan else None,
            online_target=plan.target("online", unit.level, year) if plan else None,
        )
        for unit, agency in units.items()
        if unit in found
    ]


def _count(found: Mapping[str, int]) -> ReuseCounts:
    received, reusing, online = found["count"], found["reusing"], found["online"]
    return ReuseCounts(
        received=received,
        reusing=reusing,
        recorded=found["recorded"],
        online=online,
        reused_components=found["reused_components"],
        recorded_papers=found["recorded_papers"],
        share=share(reusing, received),
        online_share=share(online, received),
    )


def _add_up(rows: Sequence[ReuseRow]) -> ReuseCounts:
    names = (*_FLAGS, *_ADDED_UP)
    sums = {name: sum(getattr(row.counts, name) for row in rows) for name in names}
    return _count({"count": sum(row.counts.received for row in rows), **sums})


def _charts(
    found: Findings[ReuseRow, ReuseCounts], words: ReportWords
) -> tuple[BarChart, ...]:
    """The share of each unit in the last year, by level."""
    year = max(row.year for row in found.rows)
    rows = [row for row in found.rows if row.year == year]
    chosen, remark = pick_extremes(rows, lambda row: row.counts.share, words)
    by_level: defaultdict[str, list[Bar]] = defaultdict(list)
    for row in chosen:
        by_level[words.level(row.unit.level)].append(_bar(row, words))
    chart = BarChart(
        title=f"{words.heading('share')}, {year}",
        groups=tuple(BarGroup(level, tuple(bars)) for level, bars in by_level.items()),
        remark=remark,
        bar_name=words.heading("reusing"),
        full_line=False,
    )
    return (chart,)


def _bar(row: ReuseRow, words: ReportWords) -> Bar:
    rate = row.counts.share
    return Bar(label_unit(row.unit), rate, words.share(rate), row.target)


REUSE = ReportDefinition(
    name="reuse",
    row=ReuseRow,
    compute=compute,
    figures=show_totals(
        "reuse",
        ReuseRow,
        "share",
        "online_share",
        "received",
        "reused_components",
        "recorded",
    ),
    charts=_charts,
    total=values_of,
    members=_members,
    against_plan=True,
)
