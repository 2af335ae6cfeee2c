"""Decision tables out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import UsageError
from schemas.linkage import MatchDecision

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
        pa.field("register_version", pa.string()),
    ]
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
        {
            name: [getattr(decision, name) for decision in decisions]
            for name in DECISIONS.names
        },
        schema=DECISIONS,
    )
