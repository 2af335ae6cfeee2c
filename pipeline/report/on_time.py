"""On time or late, from the one-stop export (Decision 31/2021/QĐ-TTg Art. 23(2): the official source).

The dossiers of a period are those received up to its end and not finished before its start. A report reads no clock:
open dossiers are judged as of the period's last day or, where that is still to come, the export's own last entry.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.by_unit import count_by_unit, share, units
from pipeline.report.evidence import Tables, day, digitized_codes, minute, select, undated, until
from pipeline.report.notes import note
from pipeline.report.period import Period
from pipeline.report.plans import Plan
from pipeline.report.trace import joined, trace_of
from schemas.report import Report

STATES = ("on_time", "late", "not_yet_due", "not_updated", "no_due_date", "withdrawn")
"""Each dossier is in exactly one: finished by its due time; finished after it; open before it; open past it (what
remote inspection shows as overdue); without due time; withdrawn."""
_COUNTED = (*STATES, "result_digitized")
_DETAILS = ("dossier_code", "status", "received_at", "due_at", "finished_at", "result_digitized")
_COLUMNS = ("dossier_code", "agency_code", "level", "received_at", "due_at", "finished_at", "status")


def on_time(tables: Tables, snapshot: int, period: Period, plan: Plan | None) -> Report:
    """Dossiers of the period by state, a row for each unit.

    `rate` is on time ÷ finished (on time + late); `rate_with_overdue` counts dossiers past due and still open as late,
    as remote inspection does. `result_digitized` of those: a digitized result is in the archive, so the dossier is
    probably finished and only its status was not updated.
    """
    export = select(tables, "one_stop", _COLUMNS)
    as_of = _as_of(export, period)
    judged = _judge(_of_period(export, period), as_of, tables)
    found = count_by_unit(judged, *_COUNTED)
    rows = [_row(unit, name, found[unit]) for unit, name in units(tables).items() if unit in found]
    traced = [trace_of(judged.filter(judged[state]), state, None, _DETAILS) for state in ("late", "not_updated")]
    return Report(
        report="on-time",
        snapshot=snapshot,
        period=period.text,
        plan=plan.name if plan else None,
        rows=tuple(rows),
        totals=_rated({name: sum(row[name] for row in rows) for name in ("dossiers", *_COUNTED)}),
        notes=_notes(tables, len(export), as_of, period),
        extra={
            "period_start": period.start.isoformat(),
            "period_end": period.end.isoformat(),
            "as_of": as_of,
            "trace": joined(traced),
        },
    )


def _notes(tables: Tables, exported: int, as_of: str, period: Period) -> tuple[str, ...]:
    if not exported:
        return (note("no_one_stop"),)
    dateless = len(undated(tables, period.end))
    # Here they stand as open: that is how remote inspection sees a dossier whose end was not entered.
    return (note("as_of", at=as_of), *((note("undated_open", count=dateless),) if dateless else ()))


def _as_of(export: pa.Table, period: Period) -> str:
    """The moment at which open dossiers are judged: ISO 8601 with +07:00."""
    end = f"{period.end.isoformat()}T23:59"
    seen = [pc.max(minute(export[name])).as_py() for name in ("received_at", "finished_at")]
    last = max((text for text in seen if text is not None), default=end)
    return f"{min(end, last)}:00+07:00"


def _of_period(export: pa.Table, period: Period) -> pa.Table:
    start = period.start.isoformat()
    finished_before = pc.fill_null(pc.less(day(export["finished_at"]), start), False)
    # A withdrawn dossier often has no day of ending: it belongs to the period in which it came.
    withdrawn = pc.and_(pc.equal(export["status"], "withdrawn"), pc.less(day(export["received_at"]), start))
    over = pc.or_(finished_before, pc.fill_null(withdrawn, False))
    return export.filter(pc.and_not(until(export["received_at"], period.end), over))


def _judge(rows: pa.Table, as_of: str, tables: Tables) -> pa.Table:
    """Adds a boolean column for each state and `result_digitized`."""
    withdrawn = pc.fill_null(pc.equal(rows["status"], "withdrawn"), False)
    dated = pc.and_not(pc.is_valid(rows["due_at"]), withdrawn)
    due_at, finished_at, now = minute(rows["due_at"]), minute(rows["finished_at"]), as_of[:16]
    # What was finished after that moment was still open then.
    finished = pc.and_(dated, pc.fill_null(pc.less_equal(finished_at, now), False))
    still_open = pc.and_not(dated, finished)
    in_time = pc.fill_null(pc.less_equal(finished_at, due_at), False)
    overdue = pc.fill_null(pc.less(due_at, now), False)
    states = {
        "on_time": pc.and_(finished, in_time),
        "late": pc.and_not(finished, in_time),
        "not_yet_due": pc.and_not(still_open, overdue),
        "not_updated": pc.and_(still_open, overdue),
        "no_due_date": pc.and_not(pc.is_null(rows["due_at"]), withdrawn),
        "withdrawn": withdrawn,
    }
    in_archive = pc.is_in(rows["dossier_code"], value_set=digitized_codes(tables, "result"))
    states["result_digitized"] = pc.and_(states["not_updated"], in_archive)
    for name, column in states.items():
        rows = rows.append_column(name, column)
    return rows


def _row(unit: tuple[str | None, str | None], name: str | None, found: dict[str, int]) -> dict[str, Any]:
    counted = {"dossiers": found["count"], **{state: found[state] for state in _COUNTED}}
    return {"agency_code": unit[0], "agency_name": name, "level": unit[1], **_rated(counted)}


def _rated(counted: dict[str, int]) -> dict[str, Any]:
    in_time, late, overdue = counted["on_time"], counted["late"], counted["not_updated"]
    return {
        **counted,
        "rate": share(in_time, in_time + late),
        "rate_with_overdue": share(in_time, in_time + late + overdue),
    }
