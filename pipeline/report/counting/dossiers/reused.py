"""Dossiers that used papers again: by the one-stop export, and by what the counter recorded.

Both sources may speak of the same paper, so their papers are never added up: a dossier reuses where
either of them says so, and the papers of each source stand in a column of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json

from pipeline.report.columns import Count, Moment, Text
from pipeline.report.counting.period import Period
from pipeline.report.counting.tables import Tables, select, with_columns, within
from schemas.tables.reuse import REUSED

PAPERS = "papers"
"""The documents that the counter recorded for a dossier (a list)."""
_DETAIL = pa.schema([("document_id", pa.string())])
_RECORDED = pa.schema(
    [
        ("dossier_code", pa.string()),
        (PAPERS, pa.list_(pa.string())),
        ("at", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class UnregisteredReuse:
    """A dossier that stands in no export, for which a reuse was recorded, first at `at`."""

    dossier_code: Text
    recorded_papers: Count
    recorded_at: Moment


def mark_reuse(tables: Tables, rows: pa.Table) -> pa.Table:
    """Rows of the export with what was reused of each.

    Args:
        tables: of one snapshot.
        rows: with dossier_code and reused_components.

    Returns:
        The rows with `exported` and `recorded` (whether either source says so), `reusing` (whether
        any does), `recorded_papers` (a number) and `papers` (their document ids; null: none).
    """
    found = recorded_reuse(tables)
    places = pc.index_in(
        rows["dossier_code"], value_set=found["dossier_code"].combine_chunks()
    )
    exported = pc.greater(pc.fill_null(rows["reused_components"], 0), 0)
    recorded = pc.is_valid(places)
    papers = found[PAPERS].take(places)
    columns = {
        "exported": exported,
        "recorded": recorded,
        "reusing": pc.or_(exported, recorded),
        "recorded_papers": pc.fill_null(pc.list_value_length(papers), 0),
        PAPERS: papers,
    }
    return with_columns(rows, columns)


def recorded_reuse(tables: Tables) -> pa.Table:
    """What the counter recorded, whenever it did: a dossier the documents that it uses, each once.

    Returns:
        dossier_code, papers (in order), at (the first event's time); by dossier_code.
    """
    events = select(tables, "events", ("item", "detail", "at"), {"action": (REUSED,)})
    if not len(events):
        return _RECORDED.empty_table()
    rows = pa.table(
        {
            "dossier_code": events["item"],
            PAPERS: _documents_of(events),
            "at": events["at"],
        }
    )
    keys = ["dossier_code", PAPERS]
    once = rows.group_by(keys).aggregate([("at", "min")])
    once = once.sort_by([(key, "ascending") for key in keys])
    # One thread keeps the order of the sort.
    grouped = once.group_by("dossier_code", use_threads=False)
    return grouped.aggregate([(PAPERS, "list"), ("at_min", "min")]).rename_columns(
        _RECORDED.names
    )


def _documents_of(events: pa.Table) -> pa.ChunkedArray:
    lines = "\n".join(events["detail"].to_pylist())
    options = arrow_json.ParseOptions(
        explicit_schema=_DETAIL, unexpected_field_behavior="ignore"
    )
    read = arrow_json.read_json(pa.BufferReader(lines.encode()), parse_options=options)
    return read["document_id"]


def list_unregistered_reuse(
    tables: Tables, period: Period
) -> tuple[UnregisteredReuse, ...]:
    """Dossiers of which a reuse was recorded in the period, and which stand in no export."""
    known = select(tables, "one_stop", ("dossier_code",))[
        "dossier_code"
    ].combine_chunks()
    found = recorded_reuse(tables)
    found = found.filter(within(found["at"], period.start, period.end))
    found = found.filter(pc.invert(pc.is_in(found["dossier_code"], value_set=known)))
    return tuple(
        UnregisteredReuse(row["dossier_code"], len(row[PAPERS]), row["at"])
        for row in found.to_pylist()
    )
