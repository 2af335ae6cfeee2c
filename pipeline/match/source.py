"""Register and query tables as they come: CSV or Parquet, read in chunks, every column as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from pipeline.errors import TableError, UsageError

_CHUNK_BYTES = 16 << 20
_CHUNK_ROWS = 250_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a table. `numbers`: row numbers as a spreadsheet shows them, the header being row 1."""

    numbers: Sequence[int]
    columns: dict[str, Any]


@dataclass(slots=True)
class TableSource:
    """A table on disk. `broken` collects the numbers of CSV rows with too few or too many columns while reading."""

    path: Path
    broken: list[int]

    def chunks(self, wanted: Sequence[str], required: Sequence[str]) -> Iterator[Chunk]:
        """The rows in chunks, with the `wanted` columns; those that the table lacks are all null.

        Raises:
            UsageError: the file is not there or can't be opened.
            TableError: not a table, not UTF-8, a `required` column is missing or is not text.
        """
        if not self.path.is_file():
            raise UsageError(
                "match_source_missing", "there is no such file", item=str(self.path), remedy="check the path"
            )
        with _readable(self.path):
            with self.path.open("rb") as file:
                parquet = file.read(4) == b"PAR1"
            yield from self._parquet(wanted, required) if parquet else self._csv(wanted, required)

    def _parquet(self, wanted: Sequence[str], required: Sequence[str]) -> Iterator[Chunk]:
        with pq.ParquetFile(self.path) as file:
            self._check_columns(file.schema_arrow.names, required)
            there = [name for name in wanted if name in file.schema_arrow.names]
            first = 2
            for batch in file.iter_batches(_CHUNK_ROWS, columns=there):
                columns = {name: self._text(batch.column(name), name) for name in there}
                yield Chunk(range(first, first + batch.num_rows), _completed(columns, wanted, batch.num_rows))
                first += batch.num_rows

    def _csv(self, wanted: Sequence[str], required: Sequence[str]) -> Iterator[Chunk]:
        names, delimiter, header_only = self._header()
        self._check_columns(names, required)
        if header_only:
            return
        skipped: set[int] = set()

        def skip(row: Any) -> str:
            skipped.add(row.number)
            self.broken.append(row.number)
            return "skip"

        with pacsv.open_csv(
            self.path,
            read_options=pacsv.ReadOptions(use_threads=False, block_size=_CHUNK_BYTES),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=skip, ignore_empty_lines=False
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), include_columns=[n for n in wanted if n in names],
                strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=True,
            ),
        ) as reader:  # fmt: skip
            last = 1
            for batch in reader:
                numbers = _numbers(last, batch.num_rows, skipped)
                last = numbers[-1] if numbers else last
                columns = {name: batch.column(name) for name in batch.schema.names}
                yield Chunk(numbers, _completed(columns, wanted, batch.num_rows))

    def _header(self) -> tuple[list[str], str, bool]:
        with self.path.open("rb") as file:
            line = file.readline(65_536).removeprefix(b"\xef\xbb\xbf").decode("utf-8")
            header_only = not file.read(1)
        if not line.strip():
            raise self._error("match_table_unreadable", "there is no header", "name the columns in the first row")
        delimiter = ";" if line.count(";") > line.count(",") else ","
        names = [name.strip().strip('"') for name in line.strip().split(delimiter)]
        if len(set(names)) != len(names):
            raise self._error("match_columns_repeated", "a column stands there twice", "name each column once")
        return names, delimiter, header_only

    def _check_columns(self, names: Sequence[str], required: Sequence[str]) -> None:
        if missing := [name for name in required if name not in names]:
            raise self._error(
                "match_columns_missing", f"columns are missing: {', '.join(missing)}", "add the columns named"
            )

    def _text(self, column: Any, name: str) -> Any:
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_string(column.type):
            return column
        if pa.types.is_large_string(column.type) or pa.types.is_date(column.type) or pa.types.is_null(column.type):
            return column.cast(pa.string())
        raise self._error(
            "match_column_type", f"column {name} is {column.type}, not text", "store the column as text", name
        )

    def _error(self, code: str, message: str, remedy: str, column: str | None = None) -> TableError:
        return TableError(code, message, item=f"{self.path}: {column}" if column else str(self.path), remedy=remedy)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what the readers raise into a TableError that names the file."""
    try:
        yield
    except PermissionError as error:
        raise UsageError(
            "match_source_unreadable", "the file may not be read", item=str(path), remedy="check its permissions"
        ) from error
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        raise TableError(
            "match_table_unreadable", "not a readable CSV (UTF-8) or Parquet table", item=str(path),
            remedy="save it as CSV in UTF-8, with comma or semicolon, or as Parquet",
        ) from error  # fmt: skip


def _numbers(last: int, rows: int, skipped: set[int]) -> list[int]:
    """The next `rows` row numbers after `last`, leaving out the rows that were skipped as broken."""
    numbers: list[int] = []
    while len(numbers) < rows:
        last += 1
        if last not in skipped:
            numbers.append(last)
    return numbers


def _completed(columns: dict[str, Any], wanted: Sequence[str], rows: int) -> dict[str, Any]:
    return {name: columns.get(name, pa.nulls(rows, pa.string())) for name in wanted}
