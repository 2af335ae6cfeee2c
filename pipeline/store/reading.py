"""Rows of one part: only the row groups that may hold an answer are opened, and only those that do
hold one are read in all columns asked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.store.keys import COLUMNS, Crcs, crcs_of, groups_of
from pipeline.store.place import StorePlace
from pipeline.store.record import Part, Value, Where
from schemas.tables.arrow import TABLES

WITH_STATISTICS = {
    "document_id",
    "dossier_code",
    "page",
    "at",
    "item",
    "citizen_id",
    "event_id",
    "status",
    "outcome",
    "needs_review",
}
_Ranges = tuple[tuple[Value, Value] | None, ...]


@dataclass(frozen=True)
class Query:
    """What is asked of a table.

    `columns`: those wanted, in this order; `where`: by column, the values of which a row must have
    one (nulls never fit); `crcs`: these values as key files list them.
    """

    table: str
    columns: tuple[str, ...]
    where: Mapping[str, frozenset[Value]]
    values: Mapping[str, pa.Array]
    crcs: Sequence[Crcs]

    @classmethod
    def of(
        cls,
        table: str,
        columns: Sequence[str] | None = None,
        where: Where | None = None,
    ) -> Query:
        """A query of the columns named (None: all)."""
        schema = TABLES[table]
        wanted = {
            column: frozenset(value for value in values if value is not None)
            for column, values in (where or {}).items()
        }
        return cls(
            table,
            tuple(schema.names if columns is None else columns),
            wanted,
            {
                one: pa.array(list(wanted[one]), schema.field(one).type)
                for one in wanted
            },
            crcs_of(table, wanted),
        )

    @property
    def schema(self) -> pa.Schema:
        """The columns of the answer, in the contract's types."""
        return pa.schema([TABLES[self.table].field(column) for column in self.columns])

    @property
    def opens_all(self) -> bool:
        """Whether every row group is opened: no value asked for tells where it may be."""
        told = WITH_STATISTICS.union(COLUMNS[self.table])
        return told.isdisjoint(self.where)

    def fitting(self, rows: pa.Table) -> pa.ChunkedArray | None:
        """Which rows fit; None for all."""
        mask = None
        for column, values in self.values.items():
            fits = pc.is_in(rows[column], values)
            mask = fits if mask is None else pc.and_(mask, fits)
        return mask


def read_part(place: StorePlace, part: Part, query: Query) -> pa.Table:
    """The part's rows that fit, in the schema's types; columns that an older part lacks are
    null."""
    tables = list(stream_part(place, part, query))
    return pa.concat_tables([query.schema.empty_table(), *tables])


def stream_part(
    place: StorePlace, part: Part, query: Query, at_once: int = 1
) -> Iterator[pa.Table]:
    """The same, so many row groups at a time; those without a fitting row give nothing."""
    groups = _groups(place, part, query)
    if not groups:
        return
    with open_part(place, part.path) as file:
        present = set(file.schema_arrow.names)
        if not present.issuperset(query.where):
            return
        for start in range(0, len(groups), at_once):
            rows = _read_groups(file, groups[start : start + at_once], query, present)
            if rows is not None:
                yield _in_schema(rows, query.schema)


@contextmanager
def open_part(place: StorePlace, path: str) -> Iterator[pq.ParquetFile]:
    """A part, its pages' checksums held against them; across a network the columns asked for come
    in few pieces."""
    with (
        place.open(path) as source,
        pq.ParquetFile(
            source, pre_buffer=place.is_remote, page_checksum_verification=True
        ) as file,
    ):
        yield file


def _read_groups(
    file: pq.ParquetFile, groups: Sequence[int], query: Query, present: set[str]
) -> pa.Table | None:
    """The columns of the groups' fitting rows; the others are read only where there are some."""
    rest = [one for one in query.columns if one in present and one not in query.where]
    if not query.where:
        return file.read_row_groups(groups, rest, use_threads=False)
    rows = file.read_row_groups(groups, list(query.where), use_threads=False)
    mask = query.fitting(rows)
    if not pc.any(mask).as_py():
        return None
    for column in (
        file.read_row_groups(groups, rest, use_threads=False).itercolumns()
        if rest
        else ()
    ):
        rows = rows.append_column(rest[rows.num_columns - len(query.where)], column)
    return rows.filter(mask)


def _in_schema(table: pa.Table, schema: pa.Schema) -> pa.Table:
    arrays = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(arrays, schema=schema)


def _groups(place: StorePlace, part: Part, query: Query) -> list[int]:
    """Row groups that may hold a row that fits: by the part's key file, else by its statistics."""
    if part.keys is not None:
        known = groups_of(place, part.keys, query.crcs)
        if known is not None:
            return known
    count, ranges = _footer(place, part.path)
    groups = list(range(count))
    for column, values in query.where.items():
        ordered = sorted(values)
        bounds = ranges.get(column, (None,) * count)
        groups = [g for g in groups if _overlaps(ordered, bounds[g])]
    return groups


def _overlaps(ordered: Sequence[Value], bounds: tuple[Value, Value] | None) -> bool:
    """Whether a value lies within bounds that the file tells; without them it may."""
    if bounds is None:
        return bool(ordered)
    least, most = bounds
    return bisect_left(ordered, least) < bisect_right(ordered, most)


@lru_cache(maxsize=4096)
def _footer(place: StorePlace, path: str) -> tuple[int, dict[str, _Ranges]]:
    """The number of row groups, and the ranges of columns in them: a part is never changed."""
    with place.open(path) as source:
        metadata = pq.read_metadata(source)
    ranges: dict[str, _Ranges] = {}
    for index in range(metadata.num_columns):
        column = metadata.schema.column(index).path
        if column in WITH_STATISTICS:
            found = [
                metadata.row_group(g).column(index).statistics
                for g in range(metadata.num_row_groups)
            ]
            ranges[column] = tuple(
                (s.min, s.max) if s is not None and s.has_min_max else None
                for s in found
            )
    return metadata.num_row_groups, ranges
