"""The address of a figure, and the dossiers that were counted for it.

An address is `UNIT/COLUMN`; where a report has several years or measures, they stand between:
`UNIT/2024/past_results/numerator`. `total` stands for all units, `UNIT@LEVEL` for a unit whose code
is used at two levels; `procedure=CODE` or `document_type=CODE` between them means the dossiers of
one procedure or type alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import UsageError
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.period import Period
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.tables import Tables, is_equal

TOTAL = "total"
_DOSSIER = "dossier_code"
_KINDS = {"procedure": "procedure_code", "document_type": "document_type"}
"""By what else than units a figure may be taken, with the column of it."""


@dataclass(frozen=True, slots=True)
class CellAddress:
    """Which figure is meant; None where the address does not say."""

    text: str
    unit: str | None
    level: str | None
    year: int | None
    measure: str | None
    column: str
    kind: tuple[str, str] | None = None
    """A column of _KINDS, and its value."""


@dataclass(frozen=True, slots=True)
class Members:
    """What stands behind a figure.

    `codes`: of its rows, in order; `dossiers`: those among them, or named by them. `number`: what
    the figure must be, where it counts. `papers`: documents that were counted rather than the
    dossiers' own.
    """

    codes: tuple[str, ...]
    dossiers: tuple[str, ...]
    number: int
    papers: tuple[str, ...] = ()
    of_dossiers: bool = True


@dataclass(frozen=True, slots=True)
class CountedRows:
    """Rows of a register that were counted, one a dossier unless `key` names another column.

    `rows` holds `key`, agency_code, level and boolean columns; `columns` says for each
    column of the report which of them a row must be true in (None: every row is counted).
    `added_up` names columns of the report that are sums of the rows' numbers; `papers` says for a
    column which list of the rows names the documents that were counted. Rows with a procedure_code
    have figures of single procedures.
    """

    year: int | None
    measure: str | None
    rows: pa.Table
    columns: Mapping[str, str | None]
    added_up: Collection[str] = ()
    papers: Mapping[str, str] = field(default_factory=dict)
    key: str = _DOSSIER


ListCounted = Callable[[Tables, Period, Plan | None], Iterable[CountedRows]]


def parse_address(text: str) -> CellAddress:
    """The address of a figure.

    Raises:
        UsageError: `bad_cell`.
    """
    parts = [part.strip() for part in text.split("/")]
    between = parts[1:-1]
    years = [int(part) for part in between if len(part) == 4 and part.isdecimal()]
    measures = [part for part in between if part in set(Measure)]
    kinds = [
        (_KINDS[name], value)
        for name, mark, value in (part.partition("=") for part in between)
        if mark and name in _KINDS
    ]
    sizes = [len(years), len(measures), len(kinds)]
    understood = sum(sizes) == len(between) and max(sizes) <= 1
    if len(parts) < 2 or not all(parts) or not understood:
        _refuse_address(text)
    unit, _, level = parts[0].partition("@")
    return CellAddress(
        text=text,
        unit=None if unit == TOTAL else unit,
        level=level or None,
        year=years[0] if years else None,
        measure=measures[0] if measures else None,
        column=parts[-1],
        kind=kinds[0] if kinds else None,
    )


def _refuse_address(text: str) -> NoReturn:
    raise UsageError(
        "bad_cell",
        f"not the address of a figure: {text!r}",
        item=f"--cell {text}",
        remedy="write UNIT/COLUMN, UNIT/MEASURE/COLUMN or UNIT/YEAR/MEASURE/COLUMN; `total` "
        "stands for all units",
    )


def find_members(counted: Iterable[CountedRows], address: CellAddress) -> Members:
    """The dossiers counted for a figure.

    Where the address names no year, it is the last one; where it names no measure, the first that
    has the column.

    Raises:
        UsageError: `no_such_cell`.
    """
    every = list(counted)
    fitting = [part for part in every if _fits(part, address)]
    if not fitting:
        _refuse(address, sorted({column for part in every for column in part.columns}))
    part = max(fitting, key=lambda one: one.year or 0)
    flag = part.columns[address.column]
    rows = (
        part.rows
        if flag is None
        else part.rows.filter(pc.fill_null(part.rows[flag], False))
    )
    wanted = (
        ("agency_code", address.unit),
        ("level", address.level),
        *([address.kind] if address.kind else ()),
    )
    for name, value in wanted:
        if value is not None:
            rows = rows.filter(is_equal(rows[name], value))
    return Members(
        codes=tuple(rows[part.key].sort().to_pylist()),
        dossiers=_dossiers(rows),
        number=_number(part, rows, address.column),
        papers=_papers(part, rows, address.column),
        of_dossiers=part.key == _DOSSIER,
    )


def _dossiers(rows: pa.Table) -> tuple[str, ...]:
    if _DOSSIER not in rows.column_names:
        return ()
    return tuple(rows[_DOSSIER].drop_null().unique().sort().to_pylist())


def _number(part: CountedRows, rows: pa.Table, column: str) -> int:
    return (pc.sum(rows[column]).as_py() or 0) if column in part.added_up else len(rows)


def _papers(part: CountedRows, rows: pa.Table, column: str) -> tuple[str, ...]:
    if column not in part.papers:
        return ()
    return tuple(pc.list_flatten(rows[part.papers[column]]).drop_null().to_pylist())


def _fits(part: CountedRows, address: CellAddress) -> bool:
    year = address.year is None or address.year == part.year
    measure = address.measure is None or address.measure == part.measure
    by_kind = address.kind is None or address.kind[0] in part.rows.column_names
    return year and measure and by_kind and address.column in part.columns


def _refuse(address: CellAddress, columns: list[str]) -> NoReturn:
    raise UsageError(
        "no_such_cell",
        "the report has no such figure with dossiers behind it",
        item=f"--cell {address.text}",
        remedy=f"columns: {', '.join(columns) or '–'}",
        values={"columns": ", ".join(columns) or "–"},
    )


def with_opposite(rows: pa.Table, name: str, flag: str) -> pa.Table:
    """The rows with a further boolean column, true where `flag` is not."""
    return rows.append_column(name, pc.invert(pc.fill_null(rows[flag], False)))
