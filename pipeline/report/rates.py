"""Digitization rates by unit, level and year against a plan (the contract's "Rates")."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.by_unit import Unit, count_by_unit, share, unit_order, units
from pipeline.report.evidence import (
    MEASURES,
    Measure,
    Tables,
    cohort,
    counts,
    first_documents,
    select,
    undated,
)
from pipeline.report.notes import note
from pipeline.report.period import Period
from pipeline.report.plans import READINGS, Plan, plan_facts
from pipeline.report.trace import joined, trace_of
from pipeline.report.unit_data import level_ended
from schemas.report import Report

_FLAGS = ("digitized", "in_review", "unsigned")
_NO_ROWS = {"count": 0, "digitized": 0, "in_review": 0, "unsigned": 0}


def rates(tables: Tables, snapshot: int, period: Period, plan: Plan | None) -> Report:
    """Rates of past results, components and results, a row for each unit, year of the period and measure.

    Past results are cumulative: a row's year counts what was digitized up to that year's (or the period's) end.
    Rates, targets and gaps are fractions (0.125 = 12.5 %); a rate without a denominator is None.

    Returns:
        Rows by level, agency, year, measure. `extra`: `unregistered` (digitized dossiers of no register, not counted),
        `undated` (finished without a date, in no period's results), `trace` (an Arrow table of the dossiers behind
        each numerator), and what the plan says of itself.
    """
    names = units(tables)
    rows: list[dict[str, Any]] = []
    parts: list[pa.Table] = []
    for span in period.years():
        for measure in MEASURES:
            members = cohort(tables, measure, span)
            found = count_by_unit(members, *_FLAGS)
            rows += [_row(unit, names[unit], span.year, measure, found.get(unit, _NO_ROWS), plan) for unit in names]
            parts.append(trace_of(members.filter(members["digitized"]), measure, span.year))
    rows.sort(key=_order)
    outside, dateless = unregistered(tables), undated(tables, period.end)
    return Report(
        report="rates",
        snapshot=snapshot,
        period=period.text,
        plan=plan.name if plan else None,
        rows=tuple(rows),
        totals=_totals(rows, period.end.year),
        notes=(*_notes(tables, rows, period, plan, outside), *_lost(dateless)),
        extra={
            "period_start": period.start.isoformat(),
            "period_end": period.end.isoformat(),
            **plan_facts(plan),
            "unregistered": outside,
            "undated": dateless,
            "trace": joined(parts),
        },
    )


def unregistered(tables: Tables) -> list[dict[str, Any]]:
    """Digitized dossiers that stand in no register, whenever they were digitized: listed, not counted."""
    columns = ("dossier_code", "document_id", "pdf_path", "digitized_at", "agency_code", "level")
    documents = select(tables, "documents", (*columns, "status", "signature_level"))
    documents = documents.filter(counts(documents))
    for name in ("one_stop", "past_results"):
        known = select(tables, name, ("dossier_code",))["dossier_code"].combine_chunks()
        documents = documents.filter(pc.invert(pc.is_in(documents["dossier_code"], value_set=known)))
    found = documents.group_by("dossier_code").aggregate(
        [("agency_code", "min"), ("level", "min"), ("document_id", "count")]
    )
    found = found.rename_columns(["dossier_code", "agency_code", "level", "documents"])
    first = first_documents(documents).select(["dossier_code", "pdf_path", "digitized_at"])
    listed: list[dict[str, Any]] = found.join(first, "dossier_code").sort_by("dossier_code").to_pylist()
    return listed


def _row(
    unit: Unit, name: str | None, year: int, measure: Measure, found: dict[str, int], plan: Plan | None
) -> dict[str, Any]:
    code, level = unit
    rate = share(found["digitized"], found["count"])
    target = plan.target(measure, level, year) if plan else None
    return {
        "agency_code": code,
        "agency_name": name,
        "level": level,
        "year": year,
        "measure": measure,
        "numerator": found["digitized"],
        "denominator": found["count"],
        "rate": rate,
        "target": target,
        "reading": plan.reading if plan else None,
        "gap": None if rate is None or target is None else rate - target,
        "in_review": found["in_review"],
        "unsigned": found["unsigned"],
        **{f"target_{name}": plan.target(measure, level, year, name) if plan else None for name in READINGS},
    }


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    return (*unit_order((row["agency_code"], row["level"])), row["year"], MEASURES.index(row["measure"]))


def _totals(rows: list[dict[str, Any]], last_year: int) -> dict[str, Any]:
    """Sums of each measure and of each level in it; past results, being cumulative, as they stand at the end."""
    totals: dict[str, Any] = {}
    for measure in MEASURES:
        mine = [r for r in rows if r["measure"] == measure and (measure != "past_results" or r["year"] == last_year)]
        by_level: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in mine:
            by_level[row["level"] or ""].append(row)
        totals[measure] = {**_sum(mine), "levels": {level: _sum(part) for level, part in by_level.items()}}
    return totals


def _sum(rows: list[dict[str, Any]]) -> dict[str, Any]:
    numerator, denominator = (sum(row[key] for row in rows) for key in ("numerator", "denominator"))
    return {
        "numerator": numerator,
        "denominator": denominator,
        "rate": share(numerator, denominator),
        "in_review": sum(row["in_review"] for row in rows),
        "unsigned": sum(row["unsigned"] for row in rows),
    }


def _notes(
    tables: Tables, rows: list[dict[str, Any]], period: Period, plan: Plan | None, outside: list[dict[str, Any]]
) -> tuple[str, ...]:
    """What a reader must be told so as not to misread the figures."""
    notes = [note(f"no_{name}") for name in ("one_stop", "past_results") if not len(tables.get(name, ()))]
    if any(level_ended(row["level"], period.end) for row in rows):
        notes.append(note("level_ended"))
    if outside:
        notes.append(note("unregistered", count=len(outside)))
    if in_review := sum(row["in_review"] for row in rows if row["year"] == period.end.year):
        notes.append(note("in_review", count=in_review))
    if unsigned := sum(row["unsigned"] for row in rows if row["year"] == period.end.year):
        notes.append(note("unsigned", count=unsigned))
    if plan is None:
        notes.append(note("no_plan"))
    elif silent := [s.year for s in period.years() if not _speaks(plan, s.year)]:
        notes.append(note("plan_silent", plan=plan.name, years=", ".join(map(str, silent))))
    if len(period.years()) > 1:
        notes.append(note("several_years", year=period.end.year))
    return tuple(notes)


def _lost(dateless: list[dict[str, Any]]) -> tuple[str, ...]:
    return (note("undated", count=len(dateless)),) if dateless else ()


def _speaks(plan: Plan, year: int) -> bool:
    return any(s.value(plan.reading, year) is not None for s in plan.data.targets if s.measure in MEASURES)
