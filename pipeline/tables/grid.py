"""Any table as rows of cells under the names of its header,
numbered as a spreadsheet shows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.tables.delimited import TextLayout, read_layout, read_rows
from pipeline.tables.kinds import TableKind, kind_of
from pipeline.tables.refusal import refuse
from pipeline.tables.values import Cell, Fault
from pipeline.tables.workbook import Worksheet, read_workbook

_LOOKED_FOR_HEADER = 20


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number and its cells by column name; `sheet` is named where the workbook has
    several, `headings` where columns stand under other words than their names."""

    number: int
    cells: dict[str, Cell]
    sheet: str | None = None
    headings: Mapping[str, str] = field(default_factory=dict)

    def heading(self, name: str) -> str:
        """What the table itself calls a column."""
        return self.headings.get(name, name)


@dataclass(frozen=True, slots=True)
class Known:
    """The columns that a reader knows.

    `headings`: further words for a column by that word in small letters, as `quyết định` for
    `decision`.
    """

    names: Sequence[str]
    required: Sequence[str]
    headings: Mapping[str, str] = field(default_factory=dict)

    def column(self, cell: Cell) -> str:
        """The column that a header's cell stands for."""
        name = column_name(cell)
        return self.headings.get(name, name)


def column_name(cell: Cell) -> str:
    """A header's cell as the name of a column: NFC, small letters, without blanks around it."""
    text = unicodedata.normalize("NFC", cell) if isinstance(cell, str) else ""
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split()).casefold()


def check_header(
    path: Path, header: Sequence[str], known: Sequence[str], required: Sequence[str]
) -> None:
    """Refuse a header that lacks a required column or names a known one twice."""
    missing = [name for name in required if name not in header]
    if missing:
        refuse(
            path,
            "table_missing_column",
            f"the column {missing[0]!r} is missing"
            + (f", also: {', '.join(missing[1:])}" if missing[1:] else ""),
            f"add it to the first row; known columns: {', '.join(known)}",
            1,
            missing[0],
            missing=", ".join(missing),
            known=", ".join(known),
        )
    for name in known:
        if header.count(name) > 1:
            refuse(
                path,
                "table_repeated_column",
                f"the column {name!r} stands twice",
                "keep one of them",
                1,
                name,
            )


def read_grid(
    path: Path,
    names: Sequence[str],
    required: Sequence[str],
    headings: Mapping[str, str] | None = None,
) -> Iterator[TableRow]:
    """The rows below the header, without empty ones; columns that are not known are left out.

    Args:
        path: the table.
        names: the known columns.
        required: those that must be there.
        headings: further words for columns, see `Known`.

    Raises:
        TableError: the file can't be read, has no header, lacks a required column, names a known
            one twice, or a row has more cells than the header.
    """
    known = Known(names, required, headings or {})
    kind = kind_of(path)
    if kind is TableKind.PARQUET:
        refuse(
            path,
            "table_is_parquet",
            "this is a Parquet file, which is read for the citizen register and its queries only",
            "give a CSV in UTF-8 or an XLSX",
        )
    if kind is TableKind.WORKBOOK:
        yield from _workbook_rows(path, known)
        return
    layout = read_layout(path)
    found = [known.column(cell) for cell in layout.header]
    check_header(path, found, known.names, known.required)
    yield from _name_cells(path, layout.header, read_rows(path, layout), known)


def text_header(
    path: Path, layout: TextLayout, known: Sequence[str], required: Sequence[str]
) -> list[str]:
    """The column names of a delimited text, checked."""
    names = [column_name(cell) for cell in layout.header]
    check_header(path, names, known, required)
    return names


def _workbook_rows(path: Path, known: Known) -> Iterator[TableRow]:
    sheets = read_workbook(path)
    sheet = _choose_sheet(path, sheets, known)
    # Remarks beside the table have no name and are passed over.
    width = max(len(cells) for _, cells in sheet.rows)
    header = sheet.rows[0][1]
    shown = (
        sheet.name
        if sum(bool(one.rows) and not one.hidden for one in sheets) > 1
        else None
    )
    yield from _name_cells(
        path,
        [*header, *[None] * (width - len(header))],
        iter(sheet.rows[1:]),
        known,
        shown,
    )


def _choose_sheet(path: Path, sheets: Sequence[Worksheet], known: Known) -> Worksheet:
    """The one sheet that is meant: visible, with the required columns, and with rows where several
    are."""
    fitting = [
        sheet
        for sheet in sheets
        if _fits(sheet.rows[0][1] if sheet.rows else (), known)
    ]
    visible = [sheet for sheet in fitting if not sheet.hidden]
    if len(visible) > 1:
        visible = [sheet for sheet in visible if len(sheet.rows) > 1] or visible[:1]
    if len(visible) > 1:
        names = ", ".join(sheet.name for sheet in visible)
        refuse(
            path,
            "table_several_sheets",
            f"several sheets hold such a table: {names}",
            "keep the one that is meant, or put all rows into one sheet",
            sheets=names,
        )
    if visible:
        return visible[0]
    if fitting:
        refuse(
            path,
            "table_hidden_sheet",
            "the table stands on a hidden sheet",
            "show the sheet (Unhide) if it is the one that is meant",
            sheet=fitting[0].name,
        )
    best = next((sheet for sheet in sheets if sheet.rows and not sheet.hidden), None)
    if best is None:
        columns = ", ".join(known.names)
        refuse(
            path, "table_empty", "the table has no header", f"first row: {columns}", 1
        )
    _explain_header(path, best, known)
    return best


def _fits(header: Sequence[Cell], known: Known) -> bool:
    return bool(header) and set(known.required) <= {
        known.column(cell) for cell in header
    }


def _explain_header(path: Path, sheet: Worksheet, known: Known) -> None:
    """Refuse a sheet whose first row is no such header; where titles stand above it, say in which
    row it is."""
    for number, cells in sheet.rows[1:_LOOKED_FOR_HEADER]:
        if _fits(cells, known):
            refuse(
                path,
                "table_header_below",
                f"the column names stand in row {number}, not in the first row",
                "delete the rows above the column names",
                number,
                sheet=sheet.name,
            )
    found = [known.column(cell) for cell in sheet.rows[0][1]]
    check_header(path, found, known.names, known.required)


def _name_cells(
    path: Path,
    header: Sequence[Cell],
    rows: Iterator[tuple[int, Sequence[Cell]]],
    known: Known,
    sheet: str | None = None,
) -> Iterator[TableRow]:
    names = [known.column(cell) for cell in header]
    headings = {
        name: " ".join(str(cell).split())
        for name, cell in zip(names, header, strict=True)
        if name in known.names and cell != name
    }
    for name in known.names:
        if names.count(name) > 1:
            refuse(
                path,
                "table_repeated_column",
                f"the column {name!r} stands twice",
                "keep one of them",
                1,
                name,
            )
    for number, cells in rows:
        if not any(_filled(cell) for cell in cells):
            continue
        if any(_filled(cell) for cell in cells[len(names) :]):
            refuse(
                path,
                "table_too_many_cells",
                "the row has more cells than the header",
                "put text that holds the divider in quotes",
                number,
                sheet=sheet,
            )
        found = {
            name: cell
            for name, cell in zip(names, cells, strict=False)
            if name in known.names
        }
        yield TableRow(number, found, sheet, headings)


def _filled(cell: Cell) -> bool:
    return (
        bool(cell.strip())
        if isinstance(cell, str)
        else cell not in (None, Fault.MERGED)
    )
