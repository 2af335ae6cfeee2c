"""Visits at the counters: how long people waited, and how often they came for one dossier.

A return is a visit for a dossier after its first one, unless it is to collect the result. Whether
a later visit that names no purpose was one can't be told: it stands apart.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.counting.period import Span
from pipeline.report.counting.tables import (
    Tables,
    is_equal,
    select,
    with_columns,
    within,
)

_COLUMNS = (
    "visit_code",
    "agency_code",
    "level",
    "arrived_at",
    "called_at",
    "left_at",
    "dossier_code",
    "purpose",
)
_UNIT = ["agency_code", "level"]
_SECONDS = len("YYYY-MM-DDTHH:MM:SS")


def visits_of(tables: Tables, span: Span) -> pa.Table:
    """The visits of some days.

    Returns:
        visit_code, agency_code, level, arrived_at, called_at, dossier_code; `timed` (called),
        `waited` (seconds until the call); `repeats` (a visit for a dossier that had one before),
        `returning` (of these, a return), `unclear` (of these, without a purpose), `dossiers` (the
        unit's first visit of these days for a dossier), `serving` (seconds from call to leaving,
        for a dossier), `served_dossiers` (the unit's first visit of these with both).
    """
    every = select(tables, "visits", _COLUMNS)
    repeats = _comes_again(every, [])
    rows = with_columns(every, {"repeats": repeats})
    rows = rows.filter(within(rows["arrived_at"], span.start, span.end))
    collects = is_equal(rows["purpose"], "collect")
    unclear = pc.and_(rows["repeats"], pc.is_null(rows["purpose"]))
    serving = _between(rows["called_at"], rows["left_at"])
    served = pc.if_else(pc.is_valid(serving), rows["dossier_code"], None)
    return with_columns(
        rows,
        {
            "timed": pc.is_valid(rows["called_at"]),
            "waited": _between(rows["arrived_at"], rows["called_at"]),
            "returning": pc.and_not(rows["repeats"], pc.or_(collects, unclear)),
            "unclear": unclear,
            "dossiers": _is_first(rows, _UNIT, rows["dossier_code"]),
            "serving": pc.if_else(pc.is_valid(served), serving, None),
            "served_dossiers": _is_first(rows, _UNIT, served),
        },
    )


def _comes_again(rows: pa.Table, keys: list[str]) -> pa.ChunkedArray:
    codes = rows["dossier_code"]
    return pc.and_not(pc.is_valid(codes), _is_first(rows, keys, codes))


def _is_first(
    rows: pa.Table, keys: list[str], dossiers: pa.ChunkedArray
) -> pa.ChunkedArray:
    """Whether no earlier row has the same keys and dossier; without a dossier: False."""
    when = pc.binary_join_element_wise(rows["arrived_at"], rows["visit_code"], " ")
    table = pa.table({**{key: rows[key] for key in keys}, "of": dossiers, "when": when})
    grouped = table.group_by([*keys, "of"]).aggregate([("when", "min")])
    first = pc.is_in(when, value_set=grouped["when_min"].combine_chunks())
    return pc.and_(first, pc.is_valid(dossiers))


def _between(start: pa.ChunkedArray, end: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole seconds from one time to the other; null where either is missing."""
    return pc.seconds_between(_moment(start), _moment(end))


def _moment(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(pc.utf8_slice_codeunits(texts, 0, _SECONDS), pa.timestamp("s"))
