"""A report as one JSON document (the contract's `report:`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from pipeline.report.columns import values_of
from pipeline.report.counting.dossiers.trace import map_trace
from pipeline.report.definition import SomeDefinition
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import PlanFacts, SomeFindings, SomeReport


def to_json(report: SomeReport, definition: SomeDefinition, words: ReportWords) -> str:
    """The report in one line, ending with a newline; notes as sentences."""
    content = {
        "report": report.report,
        "snapshot": report.snapshot,
        "period": report.period,
        "plan": report.plan.name if report.plan else None,
        "rows": [values_of(row) for row in report.found.rows],
        "totals": report.found.totals,
        "period_start": report.start,
        "period_end": report.end,
        **(_plan_parts(report.plan) if definition.against_plan else {}),
        **_further_parts(report.found),
        "notes": [words.note(note) for note in report.notes],
    }
    return json.dumps(_plain(content), ensure_ascii=False, allow_nan=False) + "\n"


def _plan_parts(plan: PlanFacts | None) -> dict[str, object]:
    return {
        "plan_title": plan.title if plan else None,
        "plan_source": plan.source if plan else None,
        "reading": plan.reading if plan else None,
        "full_line": plan.full_line if plan else None,
    }


def _further_parts(found: SomeFindings) -> dict[str, object]:
    """The parts that this report has: absent ones have no key."""
    parts: dict[str, object] = {}
    if found.group_titles is not None:
        parts["group_titles"] = found.group_titles
    if found.as_of is not None:
        parts["as_of"] = found.as_of
    for part in found.lists:
        parts[part.name] = [values_of(row) for row in part.rows]
    if found.trace is not None:
        parts["trace"] = map_trace(found.trace)
    return parts


def _plain(value: object) -> object:
    """JSON values: dataclasses and mappings as objects, dates as text."""
    if is_dataclass(value):
        return {
            entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value
