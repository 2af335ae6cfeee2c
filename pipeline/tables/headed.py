"""Tables as other programs export them: titles above the headings, headings over two rows, a row
of column numbers below them, lines for signatures at the end.

Which columns a heading stands for is the caller's to say (`HeadingChoice`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import NoReturn, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.tables.delimited import read_layout, read_rows
from pipeline.tables.grid import TableRow, column_name
from pipeline.tables.kinds import TableKind, kind_of
from pipeline.tables.refusal import refuse
from pipeline.tables.values import Cell, Fault, Number
from pipeline.tables.workbook import read_workbook

_TITLE_ROWS = 20
"""Headings stand within so many filled rows."""
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?", re.ASCII)
_BATCH = 50_000

Numbered = tuple[int, Sequence[Cell]]


class HeadingChoice(Protocol):
    """Says what the headings of a table stand for."""

    @property
    def required(self) -> Sequence[str]:
        """Columns of which each row of the table has some: a row without any is no row of it."""
        ...

    def choose(self, headings: Sequence[str]) -> Mapping[int, str] | None:
        """The columns by place, None where these are no headings of such a table.

        Args:
            headings: the cells of a row as names (`column_name`).
        """
        ...

    def refuse(self, path: Path, headings: Sequence[str]) -> NoReturn:
        """Raise a TableError: no row holds such headings; `headings` are the likeliest ones."""
        ...


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the headings are: how many rows they end after, and what stands at which place."""

    rows: int
    shown: Sequence[str]
    columns: Mapping[int, str]


def read_headed(path: Path, choice: HeadingChoice) -> Iterator[TableRow]:
    """The rows of a delimited text, workbook or Parquet file, under the names of their columns.

    Raises:
        TableError: the file can't be read, or no row holds headings that `choice` knows.
    """
    kind = kind_of(path)
    if kind is TableKind.WORKBOOK:
        yield from _of_workbook(path, choice)
        return
    rows = _parquet_rows(path) if kind is TableKind.PARQUET else _text_rows(path)
    head = list(islice(rows, _TITLE_ROWS))
    found = _find(head, choice)
    if found is None:
        choice.refuse(path, _likeliest(head))
    yield from _below(path, chain(head[found.rows :], rows), found, choice)


def _of_workbook(path: Path, choice: HeadingChoice) -> Iterator[TableRow]:
    sheets = [one for one in read_workbook(path) if one.rows and not one.hidden]
    tried = [(one, _find(one.rows[:_TITLE_ROWS], choice)) for one in sheets]
    fitting = [(one, found) for one, found in tried if found is not None]
    filled = [(one, found) for one, found in fitting if len(one.rows) > found.rows]
    fitting = filled or fitting[:1]
    if not fitting:
        choice.refuse(
            path, _likeliest([row for one in sheets for row in one.rows[:_TITLE_ROWS]])
        )
    if len(fitting) > 1:
        names = ", ".join(one.name for one, _ in fitting)
        refuse(
            path,
            "table_several_sheets",
            f"several sheets hold such a table: {names}",
            "keep the one that is meant, or put all rows into one sheet",
            sheets=names,
        )
    sheet, found = fitting[0]
    shown = sheet.name if len(sheets) > 1 else None
    yield from _below(path, iter(sheet.rows[found.rows :]), found, choice, shown)


def _text_rows(path: Path) -> Iterator[Numbered]:
    layout = read_layout(path)
    yield layout.first_row, layout.header
    yield from read_rows(path, layout)


def _parquet_rows(path: Path) -> Iterator[Numbered]:
    """The column names as row 1, as a spreadsheet would show them."""
    try:
        with pq.ParquetFile(path) as file:
            yield 1, file.schema_arrow.names
            number = 1
            for batch in file.iter_batches(_BATCH, use_threads=False):
                for cells in zip(
                    *(column.to_pylist() for column in batch.columns), strict=True
                ):
                    number += 1
                    yield number, [_cell(value) for value in cells]
    except pa.ArrowException:
        refuse(
            path, "table_broken", "the table is damaged or cut short", "copy it again"
        )


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | bool | datetime | time):
        return value
    if isinstance(value, int | float):
        return Number(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return str(value)


def _find(rows: Sequence[Numbered], choice: HeadingChoice) -> _Found | None:
    """The first row of headings, or two rows of them: what stands below goes before what stands
    above."""
    for at, (_, cells) in enumerate(rows):
        below = rows[at + 1][1] if at + 1 < len(rows) else ()
        for used, shown in ((1, _texts(cells)), (2, _two_rows(cells, below))):
            columns = choice.choose([column_name(text) for text in shown])
            if columns is not None:
                return _Found(at + used, shown, columns)
    return None


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else "" for cell in cells]


def _two_rows(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[str]:
    above, below = _texts(upper), _texts(lower)
    size = max(len(above), len(below))
    above += [""] * (size - len(above))
    below += [""] * (size - len(below))
    return [one.strip() or other for one, other in zip(below, above, strict=True)]


def _likeliest(rows: Sequence[Numbered]) -> list[str]:
    """The row with most texts."""
    return max((_texts(cells) for _, cells in rows), key=_count_filled, default=[])


def _count_filled(texts: Sequence[str]) -> int:
    return sum(bool(text.strip()) for text in texts)


def _below(
    path: Path,
    rows: Iterator[Numbered],
    found: _Found,
    choice: HeadingChoice,
    sheet: str | None = None,
) -> Iterator[TableRow]:
    headings = {
        name: " ".join(found.shown[at].split()) for at, name in found.columns.items()
    }
    first = True
    for number, cells in rows:
        if first and _numbers_columns(cells):
            continue
        if any(_is_filled(cell) for cell in cells[len(found.shown) :]):
            refuse(
                path,
                "table_too_many_cells",
                "the row has more cells than the header",
                "put text that holds the divider in quotes",
                number,
                sheet=sheet,
            )
        values = {
            name: cells[at] for at, name in found.columns.items() if at < len(cells)
        }
        if any(_is_filled(values.get(name)) for name in choice.required):
            first = False
            yield TableRow(number, values, sheet, headings)


def _numbers_columns(cells: Sequence[Cell]) -> bool:
    """Whether a row counts its columns: (1), (2), …"""
    filled = [cell for cell in cells if _is_filled(cell)]
    numbers = [
        str(one.whole) if isinstance(one, Number) else str(one).strip()
        for one in filled
    ]
    return len(filled) > 2 and all(
        _COLUMN_NUMBER.fullmatch(number) for number in numbers
    )


def _is_filled(cell: Cell) -> bool:
    return (
        bool(cell.strip())
        if isinstance(cell, str)
        else cell not in (None, Fault.MERGED)
    )
