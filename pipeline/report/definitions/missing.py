"""What is still to be done: registered and not digitized, or listed and not handed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.columns import Moment, Text, values_of
from pipeline.report.counting.by_unit import Agency, order_of
from pipeline.report.counting.evidence import Measure, cohort
from pipeline.report.counting.period import Period, Span
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.tables import Tables, select, within
from pipeline.report.definition import Figure, ReportDefinition
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Findings
from schemas.tables.disposal import DISPOSED

LISTED_MISSING = "listed_missing"
"""Action of the event that a run writes for a dossier of batch.csv that was not in the inbox.

The event's item is the dossier's code.
"""


class Source(StrEnum):
    """Where a dossier is named: a measure's register, or a list of dossiers handed over."""

    PAST_RESULTS = Measure.PAST_RESULTS.value
    COMPONENTS = Measure.COMPONENTS.value
    RESULTS = Measure.RESULTS.value
    LIST = "list"


class Reason(StrEnum):
    """Nothing digitized; only documents in review; only unsigned ones; digitized once, and disposed
    of on a decision; not handed over."""

    NOT_DIGITIZED = "not_digitized"
    IN_REVIEW = "in_review"
    UNSIGNED = "unsigned"
    DISPOSED = "disposed"
    LISTED_MISSING = "listed_missing"


_DETAILS: dict[Measure, tuple[str, ...]] = {
    Measure.PAST_RESULTS: ("procedure_code", "document_type", "number", "issued_date"),
    Measure.COMPONENTS: ("procedure_code", "received_at"),
    Measure.RESULTS: ("procedure_code", "finished_at"),
}
_UNIT = ("agency_code", "agency_name", "level")
_NO_UNIT = Agency(None, None, None)


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A dossier that is still missing, and why; `source` and `reason` are a Source and a Reason."""

    source: Text
    reason: Text
    unit: Agency
    dossier_code: Text
    procedure_code: Text = None
    document_type: Text = None
    number: Text = None
    issued_date: Moment = None
    received_at: Moment = None
    finished_at: Moment = None
    listed_at: Moment = None


MissingTotals = Mapping[Source, Mapping[str, int]]
"""For each source the rows by reason (reasons that occur), and `all`."""


def compute(
    tables: Tables,
    period: Period,
    _plan: Plan | None,
) -> Findings[MissingRow, MissingTotals]:
    """A row for each register row of the rates' denominators that is not in their numerator.

    To these come the dossiers of a list that were not handed over by the period's end and are
    still not there.
    """
    span = Span(period.end.year, period.start, period.end)
    rows = [row for measure in Measure for row in _not_digitized(tables, measure, span)]
    rows += _not_handed_over(tables, period)
    rows.sort(key=_order)
    return Findings(rows=tuple(rows), totals=_add_up(rows))


def _not_digitized(tables: Tables, measure: Measure, span: Span) -> list[MissingRow]:
    details = _DETAILS[measure]
    named = ("agency_name", *details)
    rows = cohort(tables, measure, span, named, evidence=False)
    rows = rows.filter(pc.invert(rows["digitized"]))
    reasons = _reasons(rows, _disposed(tables))
    rows = rows.append_column("reason", reasons)
    found = rows.select([*_UNIT, "dossier_code", "reason", *details]).to_pylist()
    return [_row(measure, row) for row in found]


def _disposed(tables: Tables) -> pa.Array:
    """Codes of the dossiers of which papers were removed on a decision."""
    events = select(tables, "events", ("item",), {"action": (DISPOSED,)})
    return events["item"].combine_chunks()


def _reasons(rows: pa.Table, disposed: pa.Array) -> pa.ChunkedArray:
    gone = pc.is_in(rows["dossier_code"], value_set=disposed)
    never = pc.if_else(gone, Reason.DISPOSED.value, Reason.NOT_DIGITIZED.value)
    unsigned = pc.if_else(rows["unsigned"], Reason.UNSIGNED.value, never)
    return pc.if_else(rows["in_review"], Reason.IN_REVIEW.value, unsigned)


def _row(measure: Measure, found: dict[str, str | None]) -> MissingRow:
    unit = Agency(*(found.pop(name) for name in _UNIT))
    return MissingRow(source=measure, unit=unit, **found)


def _not_handed_over(tables: Tables, period: Period) -> list[MissingRow]:
    events = select(tables, "events", ("at", "item"), {"action": (LISTED_MISSING,)})
    events = events.filter(within(events["at"], period.start, period.end))
    arrived = select(tables, "documents", ("dossier_code",))[
        "dossier_code"
    ].combine_chunks()
    for known in (arrived, _disposed(tables)):
        events = events.filter(pc.invert(pc.is_in(events["item"], value_set=known)))
    last = events.group_by("item").aggregate([("at", "max")])
    return [
        MissingRow(
            source=Source.LIST,
            reason=Reason.LISTED_MISSING,
            unit=_NO_UNIT,
            dossier_code=row["item"],
            listed_at=row["at_max"],
        )
        for row in last.to_pylist()
    ]


def _order(row: MissingRow) -> tuple[int | str, ...]:
    """By source, unit and code; then by all cells, so that the order hangs on nothing else."""
    source = list(Source).index(Source(row.source or ""))
    cells = (str(value or "") for value in values_of(row).values())
    return (source, *order_of(row.unit), row.dossier_code or "", *cells)


def _add_up(rows: Iterable[MissingRow]) -> MissingTotals:
    counted = Counter((row.source, row.reason) for row in rows)
    return {source: _of_source(counted, source) for source in Source}


def _of_source(
    counted: Counter[tuple[str | None, str | None]], source: Source
) -> dict[str, int]:
    found: dict[str, int] = {}
    for reason in Reason:
        if number := counted[source, reason]:
            found[reason] = number
    return {**found, "all": sum(found.values())}


def _figures(totals: MissingTotals, words: ReportWords) -> tuple[Figure, ...]:
    """A figure for each source: all of its rows, and how many for each reason."""
    return tuple(_figure(source, counted, words) for source, counted in totals.items())


def _figure(source: Source, counted: Mapping[str, int], words: ReportWords) -> Figure:
    parts = []
    for reason in Reason:
        if reason in counted:
            name = words.term("reason", reason)
            parts.append(f"{name}: {words.count(counted[reason])}")
    return Figure(words.measure(source), words.count(counted["all"]), " · ".join(parts))


MISSING = ReportDefinition(
    name="missing",
    row=MissingRow,
    compute=compute,
    figures=_figures,
)
