"""The form of Decision 766/QĐ-TTg (2022): digitization on receipt and of results, by groups of units.

Columns in the form's order: unit; received; components not digitized, digitized, reused, reused from the national
portal; settled; results not digitized, digitized. The one-stop export does not tell reuse from the national portal
apart from other reuse: that column is None, shown as `–`.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.by_unit import Unit, count_by_unit, units
from pipeline.report.evidence import Tables, cohort, undated
from pipeline.report.notes import note
from pipeline.report.period import Period, Span
from pipeline.report.plans import Plan
from pipeline.report.trace import joined, trace_of
from pipeline.report.unit_data import UnitGroup, form_groups
from schemas.report import Report

COUNTED = (
    "received",
    "components_not_digitized",
    "components_digitized",
    "components_reused",
    "components_reused_portal",
    "settled",
    "results_not_digitized",
    "results_digitized",
)
"""The form's figures, in its order."""
_OTHER = UnitGroup.model_validate(
    {
        "code": "other",
        "levels": [],
        "name_contains": [],
        "order": 99,
        "title": {"vi": "Đơn vị khác", "en": "Other units"},
    }
)


def _notes(tables: Tables, period: Period) -> tuple[str, ...]:
    notes = [note("portal_unknown")]
    if not len(tables.get("one_stop", ())):
        notes.append(note("no_one_stop"))
    if dateless := undated(tables, period.end):
        notes.append(note("undated", count=len(dateless)))
    return tuple(notes)


def form_766(tables: Tables, snapshot: int, period: Period, plan: Plan | None) -> Report:
    """The form's figures, a row for each unit of the one-stop export; `stt` counts from 1 in each group."""
    span = Span(period.end.year, period.start, period.end)
    received = cohort(tables, "components", span, ("reused_components",))
    received = received.append_column("reused", pc.greater(pc.fill_null(received["reused_components"], 0), 0))
    settled = cohort(tables, "results", span)
    taken, closed = count_by_unit(received, "digitized", "reused"), count_by_unit(settled, "digitized")
    names = {unit: name for unit, name in units(tables).items() if unit in taken or unit in closed}
    rows = _numbered([(_group(unit, name), _row(unit, name, taken, closed)) for unit, name in names.items()])
    groups = {group.code: group for group in (*form_groups(), _OTHER)}
    present = [group for group in sorted(groups.values(), key=lambda g: g.order) if _of(rows, group.code)]
    return Report(
        report="form-766",
        snapshot=snapshot,
        period=period.text,
        plan=plan.name if plan else None,
        rows=tuple(rows),
        totals={**_sum(rows), "groups": {group.code: _sum(_of(rows, group.code)) for group in present}},
        notes=_notes(tables, period),
        extra={
            "period_start": period.start.isoformat(),
            "period_end": period.end.isoformat(),
            "group_titles": {group.code: group.title.model_dump() for group in present},
            "trace": _trace(received, settled),
        },
    )


def _group(unit: Unit, name: str | None) -> UnitGroup:
    return next((group for group in form_groups() if group.holds(unit[1], name)), _OTHER)


def _row(
    unit: Unit, name: str | None, taken: dict[Unit, dict[str, int]], closed: dict[Unit, dict[str, int]]
) -> dict[str, Any]:
    received = taken.get(unit, {"count": 0, "digitized": 0, "reused": 0})
    settled = closed.get(unit, {"count": 0, "digitized": 0})
    return {
        "agency_code": unit[0],
        "agency_name": name,
        "level": unit[1],
        "received": received["count"],
        "components_not_digitized": received["count"] - received["digitized"],
        "components_digitized": received["digitized"],
        "components_reused": received["reused"],
        "components_reused_portal": None,
        "settled": settled["count"],
        "results_not_digitized": settled["count"] - settled["digitized"],
        "results_digitized": settled["digitized"],
    }


def _numbered(rows: list[tuple[UnitGroup, dict[str, Any]]]) -> list[dict[str, Any]]:
    numbered: list[dict[str, Any]] = []
    count: dict[str, int] = {}
    for group, row in sorted(rows, key=lambda pair: pair[0].order):  # stable: units keep their order in a group
        count[group.code] = count.get(group.code, 0) + 1
        numbered.append({"stt": count[group.code], "group": group.code, **row})
    return numbered


def _of(rows: list[dict[str, Any]], group: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["group"] == group]


def _sum(rows: list[dict[str, Any]]) -> dict[str, int | None]:
    return {name: None if name == "components_reused_portal" else sum(row[name] for row in rows) for name in COUNTED}


def _trace(received: pa.Table, settled: pa.Table) -> pa.Table:
    digitized = (
        trace_of(received.filter(received["digitized"]), "components_digitized", None),
        trace_of(settled.filter(settled["digitized"]), "results_digitized", None),
    )
    return joined(list(digitized))
