"""Query tables in."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from pipeline.tables.columns import TableSource
from pipeline.tables.refusal import table_error
from schemas.linkage import PersonQuery

QUERY_COLUMNS = tuple(f.name for f in fields(PersonQuery))


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
        for number, values in zip(
            chunk.numbers, zip(*columns, strict=True), strict=True
        ):
            if all(value is None for value in values):
                continue
            if not (values[0] or "").strip():
                message = "there is no query_id"
                raise table_error(
                    path,
                    "query_row_invalid",
                    message,
                    "correct the row named",
                    number,
                    "query_id",
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
            source.path,
            code,
            message,
            "correct the row named",
            rows[0],
            count=len(rows),
        )
