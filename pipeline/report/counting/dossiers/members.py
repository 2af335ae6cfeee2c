"""The address of a figure, and the dossiers that were counted for it.

An address is `UNIT/COLUMN`; where a report has several years or measures, they stand between:
`UNIT/2024/past_results/numerator`. `total` stands for all units, `UNIT@LEVEL` for a unit whose code
is used at two levels; `procedure=CODE` or `document_type=CODE` between them means the dossiers of
one procedure or type alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import UsageError
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.period import Period
from pipeline.report.counting.plans import Plan
from pipeline.report.counting.tables import Tables, is_equal

T = TypeVar("T")
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
    unit, *between, column = _parts_of(text)
    years = [int(part) for part in between if _is_year(part)]
    measures = [part for part in between if part in set(Measure)]
    kinds = [kind for part in between if (kind := _kind_of(part)) is not None]
    sizes = [len(years), len(measures), len(kinds)]
    if sum(sizes) != len(between) or max(sizes) > 1:
        _refuse_address(text)
    code, _, level = unit.partition("@")
    return CellAddress(
        text=text,
        unit=None if code == TOTAL else code,
        level=level or None,
        year=_only(years),
        measure=_only(measures),
        column=column,
        kind=_only(kinds),
    )


def _parts_of(text: str) -> list[str]:
    parts = [part.strip() for part in text.split("/")]
    if len(parts) < 2 or not all(parts):
        _refuse_address(text)
    return parts


def _is_year(part: str) -> bool:
    return len(part) == 4 and part.isdecimal()


def _kind_of(part: str) -> tuple[str, str] | None:
    """The column and value of `procedure=CODE` and the like."""
    name, mark, value = part.partition("=")
    return (_KINDS[name], value) if mark and name in _KINDS else None


def _only(found: list[T]) -> T | None:
    return found[0] if found else None


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
    rows = _counted_rows(part, address)
    return Members(
        codes=tuple(rows[part.key].sort().to_pylist()),
        dossiers=_dossiers(rows),
        number=_number(part, rows, address.column),
        papers=_papers(part, rows, address.column),
        of_dossiers=part.key == _DOSSIER,
    )


def _counted_rows(part: CountedRows, address: CellAddress) -> pa.Table:
    """The rows that the address counts: with its flag, of its unit, level and kind."""
    rows, flag = part.rows, part.columns[address.column]
    if flag is not None:
        rows = rows.filter(pc.fill_null(rows[flag], False))
    wanted = [("agency_code", address.unit), ("level", address.level)]
    if address.kind is not None:
        wanted.append(address.kind)
    for name, value in wanted:
        if value is not None:
            rows = rows.filter(is_equal(rows[name], value))
    return rows


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
