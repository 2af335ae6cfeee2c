"""On time or late, from the one-stop export.

The export is the official source (Decision 31/2021/QĐ-TTg Art. 23(2)). The dossiers of a period
are those received up to its end and not finished before its start. A report reads no clock: open
dossiers are judged as of the period's last day or, where that is still to come, the export's own
last entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.charts import (
    Stack,
    StackChart,
    StackPart,
    Tone,
    label_unit,
    pick_extremes,
)
from pipeline.report.columns import Count, DashedShare, Share, Text, values_of
from pipeline.report.counting.by_unit import (
    Agency,
    add_counts,
    count_by_unit,
    list_units,
    share,
)
from pipeline.report.counting.dossiers.members import CountedRows
from pipeline.report.counting.dossiers.trace import join_traces, trace_of
from pipeline.report.counting.dossiers.undated import list_undated, note_undated
from pipeline.report.counting.evidence import digitized_codes
from pipeline.report.counting.measures.procedures import PROCEDURES, count_by_procedure
from pipeline.report.counting.period import Period
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.tables import (
    Tables,
    day,
    is_equal,
    minute,
    select,
    until,
    with_columns,
)
from pipeline.report.definition import ReportDefinition, show_totals
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Findings, Note, NoteCode, RowList


class DossierState(StrEnum):
    """Where a dossier stands; each is in exactly one, so that a row adds up.

    Finished by its due time; finished after it; open before it; open past it (what remote
    inspection shows as overdue); open and waiting for the citizen, whose time does not run;
    returned without a day of ending; without due time; withdrawn. A dossier that was returned on a
    day was settled on it.
    """

    ON_TIME = "on_time"
    LATE = "late"
    NOT_YET_DUE = "not_yet_due"
    NOT_UPDATED = "not_updated"
    WAITING = "waiting"
    RETURNED = "returned"
    NO_DUE_DATE = "no_due_date"
    WITHDRAWN = "withdrawn"


_COUNTED = (*DossierState, "result_digitized")
_DETAILS = (
    "dossier_code",
    "status",
    "received_at",
    "due_at",
    "finished_at",
    "result_digitized",
)
_COLUMNS = (
    "dossier_code",
    "agency_code",
    "level",
    "received_at",
    "due_at",
    "finished_at",
    "status",
    "procedure_code",
)


@dataclass(frozen=True, slots=True)
class OnTimeCounts:
    """Dossiers by state.

    `result_digitized` of those not updated: a digitized result is in the archive, so the dossier
    is probably finished and only its status was not updated.
    """

    dossiers: Count
    on_time: Count
    late: Count
    not_yet_due: Count
    not_updated: Count
    waiting: Count
    returned: Count
    no_due_date: Count
    withdrawn: Count
    result_digitized: Count
    rate: DashedShare
    rate_with_overdue: Share


@dataclass(frozen=True, slots=True)
class OnTimeRow:
    """A unit."""

    unit: Agency
    counts: OnTimeCounts


@dataclass(frozen=True, slots=True)
class OnTimeProcedure:
    """A procedure, over all units of a level."""

    level: Text
    procedure_code: Text
    counts: OnTimeCounts


def compute(
    tables: Tables,
    period: Period,
    _plan: Plan | None,
) -> Findings[OnTimeRow, OnTimeCounts]:
    """Dossiers of the period by state, a row for each unit that has any."""
    export = select(tables, "one_stop", _COLUMNS)
    as_of = _last_moment(export, period)
    judged = _judge(_of_period(export, period), as_of, tables)
    found = count_by_unit(judged, *_COUNTED)
    units = {
        unit: agency for unit, agency in list_units(tables).items() if unit in found
    }
    rows = tuple(
        OnTimeRow(agency, _rate(found[unit])) for unit, agency in units.items()
    )
    return Findings(
        rows=rows,
        totals=_rate(add_counts(found.values(), "count", *_COUNTED)),
        notes=_notes(tables, export, as_of, period),
        as_of=as_of,
        lists=(RowList(PROCEDURES, _list_procedures(judged)),),
        make_trace=partial(_trace, judged),
    )


def _list_procedures(judged: pa.Table) -> tuple[OnTimeProcedure, ...]:
    found = count_by_procedure(judged, *_COUNTED)
    return tuple(OnTimeProcedure(*key, _rate(counts)) for key, counts in found.items())


def _members(
    tables: Tables, period: Period, _plan: Plan | None
) -> Iterator[CountedRows]:
    export = select(tables, "one_stop", _COLUMNS)
    judged = _judge(_of_period(export, period), _last_moment(export, period), tables)
    columns = {
        "dossiers": None,
        **{name: name for name in _COUNTED},
        "rate": DossierState.ON_TIME.value,
    }
    yield CountedRows(None, None, judged, columns)


def _notes(
    tables: Tables, export: pa.Table, as_of: str, period: Period
) -> tuple[Note, ...]:
    if not len(export):
        return (Note(NoteCode.NO_ONE_STOP),)
    # Here they stand as open: so remote inspection sees a dossier whose end was not entered.
    undated = len(list_undated(tables, period.end))
    return (
        Note(NoteCode.AS_OF, {"at": as_of}),
        *note_undated(undated, NoteCode.UNDATED_OPEN),
    )


def _last_moment(export: pa.Table, period: Period) -> str:
    """The moment at which open dossiers are judged: ISO 8601 with +07:00."""
    end = f"{period.end.isoformat()}T23:59"
    seen = [
        pc.max(minute(export[name])).as_py() for name in ("received_at", "finished_at")
    ]
    last = max((text for text in seen if text is not None), default=end)
    return f"{min(end, last)}:00+07:00"


def _of_period(export: pa.Table, period: Period) -> pa.Table:
    start = period.start.isoformat()
    finished_before = pc.fill_null(pc.less(day(export["finished_at"]), start), False)
    # A withdrawn dossier often has no day of ending: it belongs to the period in which it came.
    came_before = pc.less(day(export["received_at"]), start)
    withdrawn = pc.fill_null(
        pc.and_(pc.equal(export["status"], "withdrawn"), came_before), False
    )
    over = pc.or_(finished_before, withdrawn)
    return export.filter(pc.and_not(until(export["received_at"], period.end), over))


def _judge(rows: pa.Table, as_of: str, tables: Tables) -> pa.Table:
    """Adds a boolean column for each state and `result_digitized`."""
    states = _states(rows, as_of[: len("YYYY-MM-DDTHH:MM")])
    in_archive = pc.is_in(
        rows["dossier_code"], value_set=digitized_codes(tables, "result")
    )
    result_digitized = pc.and_(states[DossierState.NOT_UPDATED], in_archive)
    return with_columns(rows, {**states, "result_digitized": result_digitized})


def _states(rows: pa.Table, now: str) -> dict[str, pa.ChunkedArray]:
    withdrawn = is_equal(rows["status"], "withdrawn")
    dated = pc.and_not(pc.is_valid(rows["due_at"]), withdrawn)
    due_at, finished_at = minute(rows["due_at"]), minute(rows["finished_at"])
    # What was finished after that moment was still open then.
    finished = pc.and_(dated, pc.fill_null(pc.less_equal(finished_at, now), False))
    unfinished = pc.and_not(dated, finished)
    waiting = pc.and_(unfinished, is_equal(rows["status"], "waiting"))
    returned = pc.and_(unfinished, is_equal(rows["status"], "returned"))
    still_open = pc.and_not(unfinished, pc.or_(waiting, returned))
    in_time = pc.fill_null(pc.less_equal(finished_at, due_at), False)
    overdue = pc.fill_null(pc.less(due_at, now), False)
    return {
        DossierState.ON_TIME: pc.and_(finished, in_time),
        DossierState.LATE: pc.and_not(finished, in_time),
        DossierState.NOT_YET_DUE: pc.and_not(still_open, overdue),
        DossierState.NOT_UPDATED: pc.and_(still_open, overdue),
        DossierState.WAITING: waiting,
        DossierState.RETURNED: returned,
        DossierState.NO_DUE_DATE: pc.and_not(pc.is_null(rows["due_at"]), withdrawn),
        DossierState.WITHDRAWN: withdrawn,
    }


def _rate(found: Mapping[str, int]) -> OnTimeCounts:
    """`rate` is on time ÷ finished; `rate_with_overdue` counts what is past due and open as late.

    So does remote inspection.
    """
    on_time, late, overdue = found["on_time"], found["late"], found["not_updated"]
    return OnTimeCounts(
        dossiers=found["count"],
        **{name: found[name] for name in _COUNTED},
        rate=share(on_time, on_time + late),
        rate_with_overdue=share(on_time, on_time + late + overdue),
    )


def _trace(judged: pa.Table) -> pa.Table:
    parts = []
    for state in (
        DossierState.LATE,
        DossierState.NOT_UPDATED,
        DossierState.WAITING,
        DossierState.RETURNED,
    ):
        dossiers = judged.filter(judged[state])
        parts.append(trace_of(dossiers, state, None, _DETAILS))
    return join_traces(parts)


_TONES = {
    DossierState.ON_TIME: Tone.GOOD,
    DossierState.LATE: Tone.BAD,
    DossierState.NOT_UPDATED: Tone.DOUBTFUL,
    DossierState.NOT_YET_DUE: Tone.NEUTRAL,
}


def _charts(
    found: Findings[OnTimeRow, OnTimeCounts],
    words: ReportWords,
) -> tuple[StackChart, ...]:
    """A bar for each unit: its dossiers with a due time by state."""
    units = [row for row in found.rows if _count_dated(row)]
    chosen, remark = pick_extremes(
        units, lambda row: row.counts.rate_with_overdue, words
    )
    stacks = tuple(_stack(row, words) for row in chosen)
    legend = tuple((tone, words.heading(name)) for name, tone in _TONES.items())
    title = words.texts.reports["on-time"].title
    return (StackChart(title, legend, stacks, remark),)


def _stack(row: OnTimeRow, words: ReportWords) -> Stack:
    values, whole = _by_state(row), _count_dated(row)
    parts = []
    for name, tone in _TONES.items():
        number = values[name]
        parts.append(StackPart(tone, number / whole, words.count(number)))
    rate = words.share(row.counts.rate_with_overdue)
    return Stack(label_unit(row.unit), tuple(parts), rate)


def _count_dated(row: OnTimeRow) -> int:
    return sum(_by_state(row).values())


def _by_state(row: OnTimeRow) -> dict[str, int]:
    return {name: getattr(row.counts, name) for name in _TONES}


ON_TIME = ReportDefinition(
    name="on-time",
    row=OnTimeRow,
    compute=compute,
    figures=show_totals(
        "on-time",
        OnTimeRow,
        "rate",
        "rate_with_overdue",
        "late",
        "not_updated",
    ),
    charts=_charts,
    total=values_of,
    members=_members,
)
