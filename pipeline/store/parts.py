"""Parquet parts: sorted, compressed by zstd, with statistics that let look-ups skip most row
groups.

A part is never changed: its name holds the commit that wrote it and its hash, so footers may be
cached for good.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import DigitizationError
from pipeline.store.durable import write_aside_and_rename
from pipeline.store.record import Part, Row
from schemas.arrow import TABLES
from schemas.rows import values_of

SORTED_BY: dict[str, tuple[str, ...]] = {
    "documents": ("document_id",),
    "pages": ("document_id", "page"),
    "fields": ("document_id",),
    "matches": ("document_id",),
    "events": (),
    "one_stop": ("dossier_code",),
    "past_results": ("dossier_code",),
}
_WITH_STATISTICS = {"document_id", "dossier_code", "page", "at", "item", "citizen_id", "event_id"}
ROW_GROUP = 5_000
_GROUPS_AT_ONCE = 8

Ranges = tuple[tuple[Any, Any] | None, ...]


def table_of(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table of the schema; columns left out are null.

    Raises:
        DigitizationError: `bad_row`, a column that the table does not have or a value of another
            type. It is a fault of the program, as rows are made by it.
    """
    schema = TABLES[name]
    values = [dict(values_of(row)) for row in rows]
    unknown = {key for row in values for key in row} - set(schema.names)
    if unknown:
        raise DigitizationError(
            "bad_row", f"table {name} has no column {', '.join(sorted(unknown))}", item=name
        )
    try:
        return pa.Table.from_pylist(values, schema=schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError) as error:
        # The value itself may be personal data: only the kind of error is told.
        raise DigitizationError(
            "bad_row", f"a value does not fit its column ({type(error).__name__})", item=name
        ) from error


def write_part(folder: Path, name: str, commit: int, table: pa.Table) -> Part:
    """Write one part of table `name`, synced and under its final name; the folder is still to be
    synced."""
    keys = SORTED_BY[name]
    if keys:
        table = table.take(pc.sort_indices(table, sort_keys=[(key, "ascending") for key in keys]))
    sink = pa.BufferOutputStream()
    statistics = [column for column in table.schema.names if column in _WITH_STATISTICS]
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=3,
        row_group_size=ROW_GROUP,
        write_statistics=statistics,
    )
    data = memoryview(sink.getvalue())
    digest = hashlib.sha256(data).hexdigest()
    (folder / name).mkdir(exist_ok=True)
    path = f"{name}/{commit:08d}-{digest[:12]}.parquet"
    write_aside_and_rename(folder / path, data)
    return Part(path, table.num_rows, digest)


def commit_of(part: Part) -> int:
    """The commit that wrote the part (for merged parts, the latest one merged)."""
    return int(Path(part.path).name.split("-")[0])


def read_part(
    path: Path,
    name: str,
    columns: Sequence[str] | None = None,
    where: Mapping[str, Collection[Any]] | None = None,
) -> pa.Table:
    """The part's rows that fit `where`, in the schema's types; columns that an older part lacks are
    null.

    Args:
        path: the Parquet file.
        name: table that it belongs to.
        columns: those wanted; None takes all.
        where: by column, the values wanted; nulls never fit.
    """
    schema = TABLES[name]
    wanted = list(schema.names) if columns is None else list(columns)
    where = {
        column: {value for value in values if value is not None}
        for column, values in (where or {}).items()
    }
    groups = _groups(path, where)
    if not groups:
        return pa.schema([schema.field(column) for column in wanted]).empty_table()
    with pq.ParquetFile(path) as file:
        present = set(file.schema_arrow.names)
        if not present.issuperset(where):
            return pa.schema([schema.field(column) for column in wanted]).empty_table()
        needed = [column for column in dict.fromkeys([*wanted, *where]) if column in present]
        # Filtered some groups at a time: few rows of a large table must not cost all of it.
        step = _GROUPS_AT_ONCE if where else len(groups)
        tables = [
            _fitting(
                file.read_row_groups(groups[at : at + step], columns=needed, use_threads=False),
                where,
                schema,
            )
            for at in range(0, len(groups), step)
        ]
    return _in_schema(pa.concat_tables(tables), [schema.field(column) for column in wanted])


def _fitting(table: pa.Table, where: Mapping[str, Collection[Any]], schema: pa.Schema) -> pa.Table:
    for column, values in where.items():
        kind = schema.field(column).type
        table = table.filter(pc.is_in(table[column], pa.array(list(values), kind)))
    return table


def _in_schema(table: pa.Table, fields: Sequence[pa.Field]) -> pa.Table:
    arrays = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in fields
    ]
    return pa.table(arrays, schema=pa.schema(fields))


def _groups(path: Path, where: Mapping[str, Collection[Any]]) -> list[int]:
    """Row groups that may hold a row that fits."""
    count, ranges = _footer(str(path))
    groups = list(range(count))
    for column, values in where.items():
        ordered = sorted(values)
        bounds = ranges.get(column, (None,) * count)
        groups = [g for g in groups if _overlaps(ordered, bounds[g])]
    return groups


def _overlaps(ordered: Sequence[Any], bounds: tuple[Any, Any] | None) -> bool:
    if bounds is None:
        return bool(ordered)
    place = bisect_left(ordered, bounds[0])
    return place < len(ordered) and bool(ordered[place] <= bounds[1])


@lru_cache(maxsize=4096)
def _footer(path: str) -> tuple[int, dict[str, Ranges]]:
    metadata = pq.read_metadata(path)
    ranges: dict[str, Ranges] = {}
    for index in range(metadata.num_columns):
        column = metadata.schema.column(index).path
        if column in _WITH_STATISTICS:
            found = [
                metadata.row_group(g).column(index).statistics
                for g in range(metadata.num_row_groups)
            ]
            ranges[column] = tuple(
                (s.min, s.max) if s is not None and s.has_min_max else None for s in found
            )
    return metadata.num_row_groups, ranges
