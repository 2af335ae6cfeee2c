"""The store's tables as a report reads them, and their times.

All work is done by Arrow on columns: no loop runs over dossiers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from schemas.figures.report import Note, NoteCode
from schemas.tables.arrow import TABLES

Where = Mapping[str, Collection[str]]
"""By column, the values of which a row must have one."""


class StoredTable(Protocol):
    """A table of the store, of which a report reads what it needs."""

    def read(self, columns: Sequence[str], where: Where) -> pa.Table:
        """These columns of the rows that fit."""
        ...

    def stream(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """These columns of all rows, some hundred thousand at a time."""
        ...

    def __len__(self) -> int:
        """How many rows there are."""
        ...


Tables = Mapping[str, pa.Table | StoredTable]
"""Tables of one snapshot by name; one that was never written may be absent."""

_ABSENT = {
    "one_stop": NoteCode.NO_ONE_STOP,
    "past_results": NoteCode.NO_PAST_RESULTS,
    "visits": NoteCode.NO_VISITS,
    "survey": NoteCode.NO_SURVEY,
}


class Days(Protocol):
    """From one day to another, both included."""

    @property
    def start(self) -> date:
        """The first day."""
        ...

    @property
    def end(self) -> date:
        """The last day."""
        ...


def select(
    tables: Tables, name: str, columns: Iterable[str], where: Where | None = None
) -> pa.Table:
    """Columns of one table in the contract's types, of all rows or those that fit; no rows where
    the table is absent."""
    schema = pa.schema([TABLES[name].field(column) for column in columns])
    table = tables.get(name)
    if table is None:
        return schema.empty_table()
    if not isinstance(table, pa.Table):
        return table.read(schema.names, where or {})
    return select_fitting(table, schema.names, where or {}).cast(schema)


def select_fitting(rows: pa.Table, columns: Sequence[str], where: Where) -> pa.Table:
    """Columns of the rows that have, in each column named, one of the values asked for."""
    fits = [
        pc.is_in(rows[column], pa.array(values, pa.string()))
        for column, values in where.items()
    ]
    found = rows.select(columns)
    return found.filter(reduce(pc.and_, fits)) if fits else found


def condense(
    tables: Tables,
    name: str,
    columns: Sequence[str],
    condense_piece: Callable[[pa.Table], pa.Table],
) -> pa.Table:
    """What is left of a table that is too large to be held in all columns: it is read piece by
    piece, and of each piece that is kept which `condense_piece` makes of it (the same columns
    each time)."""
    table = tables.get(name)
    none = condense_piece(select({}, name, columns))
    if table is None:
        return none
    if isinstance(table, pa.Table):
        return condense_piece(select(tables, name, columns))
    return pa.concat_tables([none, *map(condense_piece, table.stream(columns))])


def note_absent(tables: Tables, *registers: str) -> list[Note]:
    """A note for each register (`one_stop`, …) that was not given or is empty."""
    return [Note(_ABSENT[name]) for name in registers if not len(tables.get(name, ()))]


def is_equal(column: pa.ChunkedArray, value: str) -> pa.ChunkedArray:
    """Whether each entry is `value`; False where there is none."""
    return pc.fill_null(pc.equal(column, value), False)


def with_columns(rows: pa.Table, columns: Mapping[str, pa.ChunkedArray]) -> pa.Table:
    """The rows with further columns by name."""
    for name, column in columns.items():
        rows = rows.append_column(name, column)
    return rows


def day(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The local date (`YYYY-MM-DD`) of ISO times, which stand in the tables with +07:00."""
    return pc.utf8_slice_codeunits(column, 0, 10)


def minute(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO times cut to the minute (`YYYY-MM-DDTHH:MM`, which compare as text).

    A bare date stands for its end.
    """
    text = pc.replace_substring(pc.utf8_slice_codeunits(column, 0, 16), " ", "T")
    bare = pc.fill_null(pc.equal(pc.utf8_length(text), 10), False)
    return pc.if_else(bare, pc.binary_join_element_wise(text, "T23:59", ""), text)


def within(column: pa.ChunkedArray, start: date, end: date) -> pa.ChunkedArray:
    """Whether each time lies in the days from `start` to `end`, both included; no time: False."""
    since = pc.greater_equal(column, start.isoformat())
    return pc.fill_null(pc.and_(since, pc.less(column, _after(end))), False)


def select_within(
    tables: Tables, name: str, columns: Iterable[str], moment: str, span: Days
) -> pa.Table:
    """Columns of the rows of one table whose `moment` lies in a span of days."""
    rows = select(tables, name, columns)
    return rows.filter(within(rows[moment], span.start, span.end))


def until(column: pa.ChunkedArray, end: date) -> pa.ChunkedArray:
    """Whether each time is not after the day `end`; False where there is none."""
    return pc.fill_null(pc.less(column, _after(end)), False)


def _after(end: date) -> str:
    """Comes after every time of a day and before the next day, as texts are ordered: whole times
    are compared, cutting millions of them costs more."""
    return f"{end.isoformat()}~"
