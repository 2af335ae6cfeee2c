"""The rates as officials look at them live: filtered, down to a unit's procedures and gaps."""

from __future__ import annotations

import shutil
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.config import Settings
from pipeline.ledger import Ledger
from pipeline.open_archive import Archive, open_archive
from pipeline.operations.kept import KeptAnswers, state_of
from pipeline.operations.reports.reporting import (
    ReportBasis,
    ReportRequest,
    ResolvedRequest,
    basis_of,
    resolve_request,
)
from pipeline.report.counting.by_unit import list_units, share
from pipeline.report.counting.codes import number_dossiers
from pipeline.report.counting.evidence import Measure, cohort
from pipeline.report.counting.measures.rates import (
    LevelRow,
    RateRow,
    order_rates,
    rate_levels,
    rate_units,
)
from pipeline.report.counting.tables import is_equal
from pipeline.runner.tables.registers import find_loaded_version
from pipeline.store.parquet import ParquetStore
from schemas.figures.registers import Register, RegisterVersion

MOST_CODES = 500
"""Codes of missing dossiers on a page; `sohoa report missing` has all."""
UNITS_A_PAGE = 200
_KEPT_UNITS = 6
_UNIT = ("agency_code", "level")
_PROCEDURE = (*_UNIT, "procedure_code")
_NEEDED = (Register.ONE_STOP, Register.PAST_RESULTS)


@dataclass(frozen=True, slots=True)
class RatesFilter:
    """What is shown: a measure, a level (None: all), units whose name or code holds a text, and
    which page of them, from 1."""

    measure: Measure = Measure.PAST_RESULTS
    level: str | None = None
    unit: str = ""
    page: int = 1

    def shows(self, row: RateRow) -> bool:
        """Whether a row is wanted."""
        named = f"{row.unit.agency_code or ''} {row.unit.agency_name or ''}".casefold()
        level = self.level is None or row.unit.level == self.level
        return row.measure == self.measure and level and self.unit.casefold() in named


@dataclass(frozen=True, slots=True)
class RatesView:
    """The rates of the last year of a period: levels first, then a page of the units."""

    commit: int
    period: str
    year: int
    levels: tuple[LevelRow, ...]
    units: tuple[RateRow, ...]
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class ProcedureRate:
    """A procedure of a unit."""

    procedure_code: str | None
    numerator: int
    denominator: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit's procedures, and the dossiers that are still missing (the first MOST_CODES)."""

    row: RateRow | None
    procedures: tuple[ProcedureRate, ...]
    missing: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """Whether figures and archive can be relied on tonight. `registers`: those that the rates need,
    loaded or not, and of the others those that are loaded."""

    registers: tuple[tuple[Register, RegisterVersion | None], ...]
    quarantined: int
    free_bytes: int
    commit: int


def view_rates(
    archive: Path, settings: Settings, period: str | None, wanted: RatesFilter
) -> RatesView:
    """The rates as they are now.

    Raises:
        UsageError: no such period.
    """
    asked = _asked(settings, period)
    with open_archive(archive, settings) as opened:
        year, commit, rows, levels = _rates(opened, state_of(opened), settings, asked)
    units = [row for row in rows if wanted.shows(row)]
    pages = max(1, -(-len(units) // UNITS_A_PAGE))
    page = min(max(1, wanted.page), pages)
    begin = (page - 1) * UNITS_A_PAGE
    return RatesView(
        commit=commit,
        period=period or str(year),
        year=year,
        levels=tuple(row for row in levels if row.measure == wanted.measure),
        units=tuple(units[begin : begin + UNITS_A_PAGE]),
        page=page,
        pages=pages,
    )


_Found = tuple[int, int, tuple[RateRow, ...], tuple[LevelRow, ...]]
_RATES: KeptAnswers[_Found] = KeptAnswers()


def _rates(
    opened: Archive, state: Hashable, settings: Settings, asked: ResolvedRequest
) -> _Found:
    """Year, commit, unit rows and level rows."""
    wanted = asked.period, settings.report.plan, settings.report.reading
    return _RATES.get(state, wanted, lambda: _count(basis_of(opened, asked)))


def _asked(settings: Settings, period: str | None) -> ResolvedRequest:
    return resolve_request(ReportRequest("rates", period=period), settings)


def _count(basis: ReportBasis) -> _Found:
    """The rows of the report `rates` in its last year: a page needs none of its lists, which cost
    more than half of it."""
    tables, span = number_dossiers(basis.tables), basis.period.years()[-1]
    units, plan = list_units(tables), basis.asked.plan
    rows: list[RateRow] = []
    for measure in Measure:
        members = cohort(tables, measure, span, evidence=False)
        rows += rate_units(units, members, measure, span.year, plan)
    rows.sort(key=order_rates)
    return span.year, basis.commit, tuple(rows), rate_levels(rows, plan)


def view_unit(
    archive: Path,
    settings: Settings,
    period: str | None,
    measure: Measure,
    unit: tuple[str, str],
) -> UnitView:
    """One unit (code, level): its procedures and what is missing."""
    asked = _asked(settings, period)
    with open_archive(archive, settings) as opened:
        state = state_of(opened)
        _, _, rows, _ = _rates(opened, state, settings, asked)
        found = _UNITS.get(
            state,
            (asked.period, measure),
            lambda: _count_units(basis_of(opened, asked), measure),
        )
    codes = _of_unit(found.missing, unit)["dossier_code"]
    return UnitView(
        row=_row_of(rows, measure, unit),
        procedures=tuple(_rate_procedures(_of_unit(found.procedures, unit))),
        missing=len(codes),
        codes=tuple(sorted(codes.to_pylist())[:MOST_CODES]),
    )


@dataclass(frozen=True, slots=True)
class _Units:
    """Of all units: agency_code, level, procedure_code, count_all and digitized_sum; and the
    dossiers that are missing, agency_code, level and dossier_code."""

    procedures: pa.Table
    missing: pa.Table


_UNITS: KeptAnswers[_Units] = KeptAnswers(_KEPT_UNITS)


def _count_units(basis: ReportBasis, measure: Measure) -> _Units:
    span = basis.period.years()[-1]
    members = cohort(basis.tables, measure, span, ("procedure_code",), evidence=False)
    gap = members.filter(pc.invert(members["digitized"]))
    flags = members.select(_PROCEDURE).append_column(
        "digitized", pc.cast(members["digitized"], pa.int64())
    )
    wanted = [("digitized", "sum"), ([], "count_all")]
    return _Units(
        procedures=flags.group_by(_PROCEDURE).aggregate(wanted),
        missing=gap.select((*_UNIT, "dossier_code")),
    )


def _of_unit(rows: pa.Table, unit: tuple[str, str]) -> pa.Table:
    code, level = (
        is_equal(rows[name], value) for name, value in zip(_UNIT, unit, strict=True)
    )
    return rows.filter(pc.and_(code, level))


def _row_of(
    rows: Iterable[RateRow], measure: Measure, unit: tuple[str, str]
) -> RateRow | None:
    wanted = (measure, *unit)
    fitting = (
        row
        for row in rows
        if (row.measure, row.unit.agency_code, row.unit.level) == wanted
    )
    return next(fitting, None)


def _rate_procedures(counted: pa.Table) -> Iterator[ProcedureRate]:
    for row in counted.sort_by("procedure_code").to_pylist():
        done, all_ = row["digitized_sum"] or 0, row["count_all"]
        yield ProcedureRate(row["procedure_code"], done, all_, share(done, all_))


def _versions(
    store: ParquetStore,
) -> Iterator[tuple[Register, RegisterVersion | None]]:
    for register in Register:
        version = find_loaded_version(store, register)
        if version is not None or register in _NEEDED:
            yield register, version


def view_health(archive: Path, settings: Settings) -> Health:
    """What the figures rest on, and whether the archive is well."""
    with open_archive(archive, settings) as opened:
        store: ParquetStore = opened.store
        ledger: Ledger = opened.ledger
        return Health(
            registers=tuple(_versions(store)),
            quarantined=sum(1 for _ in ledger.documents.list_quarantined()),
            free_bytes=shutil.disk_usage(opened.folder.root).free,
            commit=store.snapshot().commit,
        )
