"""The dossiers behind each figure of a report.

A trace is an Arrow table: the key columns of the report's rows first, then what leads to the paper. It stays in Arrow
until a report is written out, so that a report over a million dossiers costs no million Python objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

KEYS = ("measure", "year", "agency_code", "level")
EVIDENCE = ("dossier_code", "document_id", "pdf_path", "digitized_at")


def trace_of(rows: pa.Table, measure: str, year: int | None, details: tuple[str, ...] = EVIDENCE) -> pa.Table:
    """The rows of one measure and year as a part of a trace; `rows` holds agency_code, level and `details`."""
    size = len(rows)
    keys = {
        "measure": pa.repeat(pa.scalar(measure), size),
        "year": pa.repeat(pa.scalar(year, pa.int32()), size),
        "agency_code": rows["agency_code"],
        "level": rows["level"],
    }
    return pa.table({**keys, **{name: rows[name] for name in details}})


def joined(parts: list[pa.Table]) -> pa.Table:
    """The parts as one table in an order that does not hang on the input's."""
    whole = pa.concat_tables(parts)
    order = [*KEYS, "dossier_code", *(name for name in whole.column_names if name not in {*KEYS, "dossier_code"})]
    return whole.sort_by([(name, "ascending") for name in order]).combine_chunks()


def trace_key(row: dict[str, Any]) -> str:
    """The name under which a row's dossiers stand: its measure, year, agency and level, joined by `/`."""
    return "/".join("" if row.get(key) is None else str(row[key]) for key in KEYS)


def as_mapping(trace: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """The trace for JSON: trace key of a row to its dossiers."""
    details = [name for name in trace.column_names if name not in KEYS]
    return {
        key: [{name: row[name] for name in details} for row in rows]
        for key, rows in groupby(trace.to_pylist(), key=trace_key)
    }


@dataclass(frozen=True, slots=True)
class Traced:
    """The head of one row's trace: its keys, the number of its dossiers, the first of their codes."""

    keys: dict[str, Any]
    size: int
    codes: tuple[str, ...]


def head_of_each(trace: pa.Table, limit: int) -> list[Traced]:
    """For each row of the report with dossiers behind it, the first `limit` of them."""
    size = len(trace)
    if not size:
        return []
    keys = trace.select([name for name in KEYS if name in trace.column_names])
    starts = _run_starts(keys)
    return [
        Traced(
            keys.slice(start, 1).to_pylist()[0],
            end - start,
            tuple(trace["dossier_code"].slice(start, min(limit, end - start)).to_pylist()),
        )
        for start, end in pairwise([*starts, size])
    ]


def _run_starts(keys: pa.Table) -> list[int]:
    """Where a new combination of keys begins in a sorted table."""
    changed = pa.array([False] * (len(keys) - 1), pa.bool_())
    for column in keys.columns:
        text = pc.fill_null(pc.cast(column, pa.string()), "\0").combine_chunks()
        changed = pc.or_(changed, pc.not_equal(text.slice(1), text.slice(0, len(text) - 1)))
    return [0, *(index + 1 for index in pc.indices_nonzero(changed).to_pylist())]
