"""Reuse of papers that an agency already holds, and dossiers handed in online, from the one-stop export."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.by_unit import count_by_unit, share, unit_order, units
from pipeline.report.evidence import Tables, select, within
from pipeline.report.notes import note
from pipeline.report.period import Period, Span
from pipeline.report.plans import Plan, plan_facts
from pipeline.report.trace import joined, trace_of
from schemas.report import Report

_COUNTED = ("received", "reusing", "online", "reused_components")
_COLUMNS = ("dossier_code", "agency_code", "level", "received_at", "online", "reused_components")


def reuse(tables: Tables, snapshot: int, period: Period, plan: Plan | None) -> Report:
    """Dossiers received in the period that reused at least one paper, and those handed in online.

    A row for each unit and year of the period: `share` is reusing ÷ received, `online_share` online ÷ received, each
    with the plan's target (`no_resubmission`, `online`).
    """
    names = units(tables)
    rows: list[dict[str, Any]] = []
    parts: list[pa.Table] = []
    for span in period.years():
        received = _received(tables, span)
        found, papers = count_by_unit(received, "reusing", "online"), _papers(received)
        rows += [
            {
                "agency_code": unit[0],
                "agency_name": names[unit],
                "level": unit[1],
                "year": span.year,
                **_shares({**found[unit], "received": found[unit]["count"], "reused_components": papers[unit]}),
                **_targets(unit[1], span.year, plan),
            }
            for unit in names
            if unit in found
        ]
        used = received.filter(received["reusing"])
        parts.append(trace_of(used, "reusing", span.year, ("dossier_code", "reused_components")))
    rows.sort(key=lambda row: (*unit_order((row["agency_code"], row["level"])), row["year"]))
    return Report(
        report="reuse",
        snapshot=snapshot,
        period=period.text,
        plan=plan.name if plan else None,
        rows=tuple(rows),
        totals=_shares({name: sum(row[name] for row in rows) for name in _COUNTED}),
        notes=() if len(tables.get("one_stop", ())) else (note("no_one_stop"),),
        extra={
            "period_start": period.start.isoformat(),
            "period_end": period.end.isoformat(),
            **plan_facts(plan),
            "trace": joined(parts),
        },
    )


def _received(tables: Tables, span: Span) -> pa.Table:
    export = select(tables, "one_stop", _COLUMNS)
    export = export.filter(within(export["received_at"], span.start, span.end))
    return export.append_column("reusing", pc.greater(pc.fill_null(export["reused_components"], 0), 0))


def _papers(received: pa.Table) -> dict[tuple[str | None, str | None], int]:
    grouped = received.group_by(["agency_code", "level"]).aggregate([("reused_components", "sum")])
    return {(row["agency_code"], row["level"]): row["reused_components_sum"] or 0 for row in grouped.to_pylist()}


def _shares(counted: dict[str, int]) -> dict[str, Any]:
    return {
        **{name: counted[name] for name in _COUNTED},
        "share": share(counted["reusing"], counted["received"]),
        "online_share": share(counted["online"], counted["received"]),
    }


def _targets(level: str | None, year: int, plan: Plan | None) -> dict[str, Any]:
    return {
        "target": plan.target("no_resubmission", level, year) if plan else None,
        "online_target": plan.target("online", level, year) if plan else None,
    }
