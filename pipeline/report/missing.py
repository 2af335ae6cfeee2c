"""What is still to be done: rows of the registers that are not digitized, and dossiers listed but not handed over."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow.compute as pc

from pipeline.report.by_unit import unit_order
from pipeline.report.evidence import MEASURES, Measure, Tables, cohort, select, within
from pipeline.report.period import Period, Span
from pipeline.report.plans import Plan
from schemas.report import Report

LISTED_MISSING = "listed_missing"
"""Action of the event that a run writes for a dossier of batch.csv that was not in the inbox; its item is the code."""
REASONS = ("not_digitized", "in_review", "unsigned", "listed_missing")
_DETAILS: dict[Measure, tuple[str, ...]] = {
    "past_results": ("procedure_code", "document_type", "number", "issued_date"),
    "components": ("procedure_code", "received_at"),
    "results": ("procedure_code", "finished_at"),
}
_COLUMNS = (
    "source", "reason", "agency_code", "agency_name", "level", "dossier_code", "procedure_code", "document_type",
    "number", "issued_date", "received_at", "finished_at", "listed_at",
)  # fmt: skip


def missing(tables: Tables, snapshot: int, period: Period, plan: Plan | None) -> Report:
    """A row for each register row of the rates' denominators that is not in their numerator, and why.

    `source` is the measure, or `list` for dossiers of a list that were not handed over by the period's end and are
    still not there. `reason`: nothing digitized; only documents in review; only unsigned ones; not handed over.
    """
    span = Span(period.end.year, period.start, period.end)
    rows = [row for measure in MEASURES for row in _not_digitized(tables, measure, span)]
    rows += _not_handed_over(tables, period)
    rows.sort(key=_order)
    return Report(
        report="missing",
        snapshot=snapshot,
        period=period.text,
        plan=plan.name if plan else None,
        rows=tuple(rows),
        totals=_totals(rows),
        extra={"period_start": period.start.isoformat(), "period_end": period.end.isoformat()},
    )


def _not_digitized(tables: Tables, measure: Measure, span: Span) -> list[dict[str, Any]]:
    rows = cohort(tables, measure, span, _DETAILS[measure])
    rows = rows.filter(pc.invert(rows["digitized"]))
    reason = pc.if_else(rows["in_review"], "in_review", pc.if_else(rows["unsigned"], "unsigned", "not_digitized"))
    shown = rows.select(["dossier_code", "agency_code", "level", "agency_name", *_DETAILS[measure]])
    found = shown.append_column("reason", reason).to_pylist()
    return [{name: {**row, "source": measure}.get(name) for name in _COLUMNS} for row in found]


def _not_handed_over(tables: Tables, period: Period) -> list[dict[str, Any]]:
    events = select(tables, "events", ("at", "action", "item"))
    events = events.filter(pc.equal(events["action"], LISTED_MISSING))
    events = events.filter(within(events["at"], period.start, period.end))
    arrived = select(tables, "documents", ("dossier_code",))["dossier_code"].combine_chunks()
    events = events.filter(pc.invert(pc.is_in(events["item"], value_set=arrived)))
    last = events.group_by("item").aggregate([("at", "max")])
    return [
        dict.fromkeys(_COLUMNS)
        | {"source": "list", "reason": "listed_missing", "dossier_code": row["item"], "listed_at": row["at_max"]}
        for row in last.to_pylist()
    ]


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    sources = (*MEASURES, "list")
    unit = unit_order((row["agency_code"], row["level"]))
    return (sources.index(row["source"]), *unit, row["dossier_code"], *(row[name] or "" for name in _COLUMNS))


def _totals(rows: list[dict[str, Any]]) -> dict[str, Any]:
    counted = Counter((row["source"], row["reason"]) for row in rows)
    return {
        source: {reason: counted[source, reason] for reason in REASONS if counted[source, reason]}
        | {"all": sum(count for (where, _), count in counted.items() if where == source)}
        for source in (*MEASURES, "list")
    }
