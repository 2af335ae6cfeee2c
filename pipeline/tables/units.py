"""The table of units: `unit_code, name, level, parent, valid_from, valid_until, successors`.

Districts ended on 30 June 2025; communes were merged and renamed on 1 July 2025. Each change is a
row that ends and names its successors (codes divided by `;`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import TableError
from pipeline.tables.cells import Cells
from pipeline.tables.grid import read_grid
from pipeline.tables.refusal import join_faults, refuse, table_error
from schemas.figures.units import TreeUnit, UnitLevel, UnitTree

COLUMNS = (
    "unit_code",
    "name",
    "level",
    "parent",
    "valid_from",
    "valid_until",
    "successors",
)
FILE = "units.csv"
"""Where an archive keeps its units."""
_HEADINGS = {
    "mã đơn vị": "unit_code",
    "tên đơn vị": "name",
    "đơn vị": "name",
    "cấp": "level",
    "đơn vị cấp trên": "parent",
    "hiệu lực từ": "valid_from",
    "hiệu lực đến": "valid_until",
    "đơn vị kế thừa": "successors",
}


def read_units(path: Path) -> UnitTree:
    """The tree of a table (CSV or XLSX).

    Raises:
        TableError: a row can't be read, stands twice, or names a parent or successor that is not
            in the table; `others` names the further rows.
    """
    units: dict[str, TreeUnit] = {}
    rows: dict[str, int] = {}
    faults: list[TableError] = []
    for row in read_grid(path, COLUMNS, ("unit_code", "name", "level"), _HEADINGS):
        try:
            unit = _unit(Cells(path, row))
        except TableError as error:
            faults.append(error)
            continue
        if unit.code in rows:
            faults.append(Cells(path, row).repeats("unit_code", rows[unit.code]))
        units[unit.code], rows[unit.code] = unit, row.number
    faults += _broken_references(path, units, rows)
    if faults:
        raise join_faults(faults)
    if not units:
        refuse(
            path,
            "table_no_rows",
            "the table has column names and no rows",
            "fill in units",
        )
    return UnitTree(units)


def _unit(cells: Cells) -> TreeUnit:
    successors = cells.text("successors") or ""
    return TreeUnit(
        code=cells.needed_code("unit_code"),
        name=cells.text("name") or "",
        level=cells.needed_choice("level", tuple(UnitLevel), told=True),
        parent=cells.code("parent"),
        valid_from=cells.day("valid_from"),
        valid_until=cells.day("valid_until"),
        successors=tuple(
            code.strip() for code in successors.split(";") if code.strip()
        ),
    )


def _broken_references(
    path: Path, units: dict[str, TreeUnit], rows: dict[str, int]
) -> list[TableError]:
    named = [
        (unit, column, code)
        for unit in units.values()
        for column, codes in (
            ("parent", (unit.parent,)),
            ("successors", unit.successors),
        )
        for code in codes
        if code and (code not in units or code == unit.code)
    ]
    return [
        table_error(
            path,
            "unit_unknown",
            f"no row of the table has the unit {code}",
            "add a row for this unit, or correct its code",
            rows[unit.code],
            column,
            unit=code,
        )
        for unit, column, code in named
    ]


def units_csv(tree: UnitTree) -> str:
    """The tree as a table, in the order of its rows."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(tree.units.values()))
    return out.getvalue()


def _cells(units: Iterable[TreeUnit]) -> Iterable[tuple[object, ...]]:
    for unit in units:
        days = (unit.valid_from or "", unit.valid_until or "")
        yield (
            unit.code,
            unit.name,
            unit.level,
            unit.parent or "",
            *days,
            ";".join(unit.successors),
        )


def load_units(archive: Path) -> UnitTree | None:
    """The units of an archive; None where it has none."""
    path = archive / FILE
    return read_units(path) if path.is_file() else None
