"""Query tables in, decision tables out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import UsageError
from pipeline.tables.columns import TableSource
from pipeline.tables.refusal import table_error
from schemas.linkage import MatchDecision, PersonQuery

QUERY_COLUMNS = tuple(f.name for f in fields(PersonQuery))
DECISIONS = pa.schema(
    [
        pa.field("query_id", pa.string()),
        pa.field("outcome", pa.string()),
        pa.field("citizen_id", pa.string()),
        pa.field("weight", pa.float64()),
        pa.field("probability", pa.float64()),
        pa.field("runner_up_id", pa.string()),
        pa.field("runner_up_weight", pa.float64()),
        pa.field("candidate_ids", pa.list_(pa.string())),
        pa.field("explanation", pa.string()),
    ]
)


def read_queries(path: Path) -> tuple[PersonQuery, ...]:
    """Queries from a CSV or Parquet table; every column but `query_id` may be missing.

    Raises:
        UsageError: no such file.
        TableError: not a readable table, a row without `query_id`, or with too few or too many
            columns.
    """
    source = TableSource(path, [])
    queries: list[PersonQuery] = []
    for chunk in source.chunks(QUERY_COLUMNS, ("query_id",)):
        columns = [chunk.columns[name].to_pylist() for name in QUERY_COLUMNS]
        for number, values in zip(chunk.numbers, zip(*columns, strict=True), strict=True):
            if all(value is None for value in values):
                continue
            if not (values[0] or "").strip():
                message = "there is no query_id"
                raise table_error(
                    path, "query_row_invalid", message, "correct the row named", number, "query_id"
                )
            queries.append(PersonQuery(*values))
    refuse_broken(source)
    return tuple(queries)


def refuse_broken(source: TableSource) -> None:
    """Refuse a table with rows of too few or too many columns; to be called once all chunks are
    read.

    Raises:
        TableError: it names the first of them.
    """
    if source.broken:
        code, message = "query_row_broken", "too few or too many columns"
        rows = sorted(source.broken)
        raise table_error(
            source.path, code, message, "correct the row named", rows[0], count=len(rows)
        )


def write_decisions(decisions: Iterable[MatchDecision], out: Path) -> None:
    """Write decisions as Parquet (zstd), aside and then moved into place; no decisions make a table
    without rows.

    Raises:
        UsageError: `out` can't be written.
    """
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise UsageError(
            "match_output_unwritable",
            f"the result can't be written ({error.strerror})",
            item=str(out),
            remedy="name a file in a folder that exists and may be written to",
        ) from error
    try:
        with (
            os.fdopen(handle, "wb") as file,
            pq.ParquetWriter(file, DECISIONS, compression="zstd") as writer,
        ):
            batch: list[MatchDecision] = []
            for decision in decisions:
                batch.append(decision)
                if len(batch) == 50_000:
                    writer.write_table(_table(batch))
                    batch.clear()
            writer.write_table(_table(batch))
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)


def _table(decisions: list[MatchDecision]) -> pa.Table:
    return pa.Table.from_pydict(
        {name: [getattr(decision, name) for decision in decisions] for name in DECISIONS.names},
        schema=DECISIONS,
    )
