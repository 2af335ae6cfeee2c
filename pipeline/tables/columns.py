"""Large tables in chunks of columns, every column as text:
Parquet, delimited text and workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from pipeline.errors import TableError, UsageError
from pipeline.tables.cells import Cells
from pipeline.tables.delimited import TextLayout, read_layout
from pipeline.tables.grid import TableRow, check_header, read_grid, text_header
from pipeline.tables.kinds import TableKind, kind_of
from pipeline.tables.swapped import SwappedDays
from pipeline.tables.values import Number

_CHUNK_BYTES = 16 << 20
_CHUNK_ROWS = 250_000
_PERSON_NUMBERS = {"citizen_id", "old_id", "true_citizen_id"}
_CODES = {"birth_province", "commune_code"}


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table. `numbers`: row numbers as a spreadsheet shows them, the header being
    row 1."""

    numbers: Sequence[int]
    columns: dict[str, pa.Array]


@dataclass(slots=True)
class TableSource:
    """A table on disk. `broken` collects the numbers of text rows with too few or too many columns
    while reading."""

    path: Path
    broken: list[int]

    def chunks(self, wanted: Sequence[str], required: Sequence[str]) -> Iterator[Chunk]:
        """The rows in chunks, with the `wanted` columns; those that the table lacks are all null.

        Raises:
            UsageError: the file is not there or can't be opened.
            TableError: not a table, an encoding that can't be told, a `required` column is missing
                or is not text.
        """
        if not self.path.is_file():
            raise UsageError(
                "match_source_missing",
                "there is no such file",
                item=str(self.path),
                remedy="check the path",
            )
        kind = kind_of(self.path)
        with _readable(self.path):
            if kind is TableKind.PARQUET:
                yield from self._parquet(wanted, required)
            elif kind is TableKind.WORKBOOK:
                yield from self._workbook(wanted, required)
            else:
                yield from self._text_table(wanted, required)

    def _parquet(
        self, wanted: Sequence[str], required: Sequence[str]
    ) -> Iterator[Chunk]:
        with pq.ParquetFile(self.path) as file:
            check_header(self.path, file.schema_arrow.names, wanted, required)
            there = [name for name in wanted if name in file.schema_arrow.names]
            first = 2
            for batch in file.iter_batches(_CHUNK_ROWS, columns=there):
                columns = {name: self._text(batch.column(name), name) for name in there}
                yield Chunk(
                    range(first, first + batch.num_rows),
                    _complete(columns, wanted, batch.num_rows),
                )
                first += batch.num_rows

    def _workbook(
        self, wanted: Sequence[str], required: Sequence[str]
    ) -> Iterator[Chunk]:
        rows = read_grid(self.path, wanted, required)
        swapped = SwappedDays(self.path, ("birth_date",))
        while part := list(islice(rows, _CHUNK_ROWS)):
            for row in part:
                swapped.watch(row)
            lines = [_texts(Cells(self.path, row), row, wanted) for row in part]
            columns = {
                name: pa.array(values, pa.string())
                for name, values in zip(wanted, zip(*lines, strict=True), strict=True)
            }
            yield Chunk([row.number for row in part], columns)
        swapped.check()

    def _text_table(
        self, wanted: Sequence[str], required: Sequence[str]
    ) -> Iterator[Chunk]:
        layout = read_layout(self.path)
        names = text_header(self.path, layout, wanted, required)
        if layout.only_header:
            return
        skipped: set[int] = set()

        def skip(row: pacsv.InvalidRow) -> str:
            # Arrow counts from the first row below the lines that were skipped.
            number = layout.first_row + row.number - layout.lines
            skipped.add(number)
            self.broken.append(number)
            return "skip"

        with self._open_text(layout, names, wanted, skip) as reader:
            last = layout.first_row
            for batch in reader:
                numbers = _numbers(last, batch.num_rows, skipped)
                last = numbers[-1] if numbers else last
                columns = {name: batch.column(name) for name in batch.schema.names}
                yield Chunk(numbers, _complete(columns, wanted, batch.num_rows))

    def _open_text(
        self,
        layout: TextLayout,
        names: Sequence[str],
        wanted: Sequence[str],
        skip: Callable[[pacsv.InvalidRow], str],
    ) -> pacsv.CSVStreamingReader:
        # Columns that nobody wants may be nameless or bear one name twice.
        unique = [
            name if name in wanted else f"column {at}" for at, name in enumerate(names)
        ]
        return pacsv.open_csv(
            self.path,
            read_options=pacsv.ReadOptions(
                use_threads=False,
                block_size=_CHUNK_BYTES,
                column_names=unique,
                skip_rows=layout.lines,
                encoding=layout.encoding.removesuffix("-sig"),
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=layout.divider,
                newlines_in_values=True,
                invalid_row_handler=skip,
                ignore_empty_lines=False,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(unique, pa.string()),
                include_columns=[name for name in wanted if name in names],
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )

    def _text(self, column: pa.Array, name: str) -> pa.Array:
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_string(column.type):
            return column
        if (
            pa.types.is_large_string(column.type)
            or pa.types.is_date(column.type)
            or pa.types.is_null(column.type)
        ):
            return column.cast(pa.string())
        raise TableError(
            "match_column_type",
            f"column {name} is {column.type}, not text",
            item=f"{self.path}: {name}",
            remedy="store the column as text",
            values={"column": name, "type": column.type},
        )


def _texts(cells: Cells, row: TableRow, names: Sequence[str]) -> list[str | None]:
    return [_cell_text(cells, row, name) for name in names]


def _cell_text(cells: Cells, row: TableRow, name: str) -> str | None:
    cell = row.cells.get(name)
    if name in _PERSON_NUMBERS and isinstance(cell, Number):
        return cells.person_number(name)
    if isinstance(cell, datetime) and name == "birth_date":
        return str(cells.day(name))
    return cells.text(name, whole=name not in _CODES)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what the readers raise into a TableError that names the file."""
    try:
        yield
    except pa.ArrowException as error:
        raise TableError(
            "match_table_unreadable",
            "not a readable table: its bytes are damaged",
            item=str(path),
            remedy="copy it again, or save it as CSV in UTF-8, as XLSX or as Parquet",
        ) from error


def _numbers(last: int, rows: int, skipped: set[int]) -> list[int]:
    """The next `rows` row numbers after `last`,
    leaving out the rows that were skipped as broken."""
    numbers: list[int] = []
    while len(numbers) < rows:
        last += 1
        if last not in skipped:
            numbers.append(last)
    return numbers


def _complete(
    columns: dict[str, pa.Array], wanted: Sequence[str], rows: int
) -> dict[str, pa.Array]:
    return {name: columns.get(name, pa.nulls(rows, pa.string())) for name in wanted}
