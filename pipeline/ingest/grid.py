"""CSV and XLSX as rows of cells, numbered as a spreadsheet shows them."""

from __future__ import annotations

import csv
import io
import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn
from zipfile import BadZipFile

import openpyxl

from pipeline.errors import TableError

Cell = str | int | float | bool | datetime | date | None
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number and its cells by column name."""

    number: int
    cells: dict[str, Cell]


def refuse(
    path: Path, code: str, message: str, remedy: str, row: int | None = None, column: str | None = None
) -> NoReturn:
    """Raise the TableError that names file, row and column."""
    place = [str(path)]
    place += [f"row {row}"] if row is not None else []
    place += [f"column {column}"] if column is not None else []
    raise TableError(code, message, item=", ".join(place), remedy=remedy)


def read_grid(path: Path, known: Sequence[str], required: Sequence[str]) -> Iterator[Row]:
    """The rows below the header, without empty ones; columns that are not `known` are left out.

    Raises:
        TableError: the file can't be read, has no header, lacks a required column, names a known one twice, or a row
            has more cells than the header.
    """
    rows = _records(path)
    head = next(rows, None)
    if head is None or not any(_text(cell) for cell in head[1]):
        refuse(path, "table_empty", "the table has no header", f"first row: {', '.join(known)}", 1)
    names = [_text(cell).casefold() for cell in head[1]]
    for name in required:
        if name not in names:
            refuse(
                path,
                "table_missing_column",
                f"the column {name!r} is missing",
                f"add it; known columns: {', '.join(known)}",
                1,
                name,
            )
    for name in known:
        if names.count(name) > 1:
            refuse(path, "table_repeated_column", f"the column {name!r} stands twice", "keep one of them", 1, name)
    width = max((index + 1 for index, name in enumerate(names) if name), default=0)
    for number, cells in rows:
        if not any(_text(cell) for cell in cells):
            continue
        if any(_text(cell) for cell in cells[max(width, len(names)) :]):
            refuse(
                path,
                "table_too_many_cells",
                "the row has more cells than the header",
                "put text that holds the divider in quotes",
                number,
            )
        yield Row(number, {name: cell for name, cell in zip(names, cells, strict=False) if name in known})


def _text(cell: Cell) -> str:
    return "" if cell is None else unicodedata.normalize("NFC", str(cell)).strip()


def _records(path: Path) -> Iterator[tuple[int, Sequence[Cell]]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        refuse(
            path,
            "table_unreadable",
            f"the table can't be read ({error.strerror})",
            "check the path and its permissions",
        )
    return enumerate(_sheet(path, data) if data.startswith(_ZIP) else _csv(path, data), 1)


def _csv(path: Path, data: bytes) -> Iterator[Sequence[Cell]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        refuse(path, "table_not_utf8", f"line {line} is not UTF-8", "save it as CSV UTF-8, or as XLSX")
    first = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True
    )
    number = 0
    while True:
        number += 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            refuse(path, "table_unreadable", f"not valid CSV: {error}", "check the quotes of this row", number)


def _sheet(path: Path, data: bytes) -> Iterator[Sequence[Cell]]:
    """The first sheet of a workbook; formulas give the values that were saved with them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            rows = list(book.worksheets[0].iter_rows(values_only=True))
            book.close()
    except (BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError, TypeError):
        refuse(path, "table_unreadable", "not a readable workbook", "save it as XLSX, or as CSV UTF-8")
    yield from rows  # type: ignore[misc]
