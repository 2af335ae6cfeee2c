"""The dossiers behind each figure of a report.

A trace is an Arrow table: the key columns of the report's rows first, then what leads to the paper.
It stays in Arrow until a report is written out, so that a report over a million dossiers costs no
million Python objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.report.columns import Value

KEYS = ("measure", "year", "agency_code", "level")
EVIDENCE = ("dossier_code", "document_id", "pdf_path", "digitized_at")


def trace_of(
    rows: pa.Table,
    measure: str,
    year: int | None,
    details: tuple[str, ...] = EVIDENCE,
) -> pa.Table:
    """The rows of one measure and year as a part of a trace.

    `rows` holds agency_code, level and `details`.
    """
    size = len(rows)
    keys = {
        "measure": pa.repeat(pa.scalar(str(measure)), size),
        "year": pa.repeat(pa.scalar(year, pa.int32()), size),
        "agency_code": rows["agency_code"],
        "level": rows["level"],
    }
    return pa.table({**keys, **{name: rows[name] for name in details}})


def join_traces(parts: list[pa.Table]) -> pa.Table:
    """The parts as one table in an order that does not hang on the input's."""
    whole = pa.concat_tables(parts)
    first = (*KEYS, "dossier_code")
    order = (*first, *(name for name in whole.column_names if name not in first))
    return whole.sort_by([(name, "ascending") for name in order]).combine_chunks()


@dataclass(frozen=True, slots=True)
class TraceKey:
    """The row of a report that dossiers stand behind."""

    measure: str
    year: int | None
    agency_code: str | None
    level: str | None


def map_trace(trace: pa.Table) -> dict[str, list[dict[str, Value]]]:
    """The dossiers by the key of their row as text, `measure/year/agency/level`."""
    details = [name for name in trace.column_names if name not in KEYS]
    found = {}
    for key, rows in groupby(trace.to_pylist(), key=_key_text):
        found[key] = [{name: row[name] for name in details} for row in rows]
    return found


def _key_text(row: dict[str, Value]) -> str:
    parts = [row[key] for key in KEYS]
    return "/".join("" if part is None else str(part) for part in parts)


@dataclass(frozen=True, slots=True)
class Traced:
    """The head of one row's trace: the number of its dossiers and the first of their codes."""

    key: TraceKey
    size: int
    codes: tuple[str, ...]


def head_of_each(trace: pa.Table, limit: int) -> list[Traced]:
    """For each row of the report with dossiers behind it, the first `limit` of them."""
    if not len(trace):
        return []
    starts = _run_starts(trace.select(list(KEYS)))
    runs = pairwise([*starts, len(trace)])
    return [_head(trace, start, end, limit) for start, end in runs]


def _head(trace: pa.Table, start: int, end: int, limit: int) -> Traced:
    key = TraceKey(*(trace[name][start].as_py() for name in KEYS))
    codes = trace["dossier_code"].slice(start, min(limit, end - start))
    return Traced(key, end - start, tuple(codes.to_pylist()))


def _run_starts(keys: pa.Table) -> list[int]:
    """Where a new combination of keys begins in a sorted table."""
    pairs = len(keys) - 1
    changed = pa.array([False] * pairs, pa.bool_())
    for column in keys.columns:
        text = pc.fill_null(pc.cast(column, pa.string()), "\0").combine_chunks()
        differs = pc.not_equal(text.slice(1), text.slice(0, pairs))
        changed = pc.or_(changed, differs)
    last_of_run = pc.indices_nonzero(changed)
    return [0, *pc.add(last_of_run, 1).to_pylist()]
