"""Rows read as records: only the columns that the record has."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from pipeline.store.record import RecordStore, Snapshot, Where
from schemas.tables.rows import column_names

R = TypeVar("R")


def read_rows(
    source: RecordStore | Snapshot,
    table: str,
    kind: type[R],
    document_ids: Collection[str] | None = None,
    where: Where | None = None,
) -> list[R]:
    """Rows of a table as records of `kind`, a frozen dataclass whose fields are columns of it.

    Args:
        source: the store, or one snapshot of it.
        table: its name.
        kind: a row of schemas.tables.rows, or a record of the columns that are needed.
        document_ids: rows of these documents only.
        where: rows only whose columns hold one of these values (all must fit).
    """
    rows = source.read(table, column_names(kind), document_ids, where).to_pylist()
    return [kind(**row) for row in rows]
