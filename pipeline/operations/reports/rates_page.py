"""The rates as officials look at them live: filtered, down to a unit's procedures and gaps."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.config import Settings
from pipeline.ledger import Ledger
from pipeline.open_archive import Archive, open_archive
from pipeline.operations.reports.reporting import (
    ReportBasis,
    ReportRequest,
    report_basis,
    resolve_request,
)
from pipeline.report.counting.by_unit import share
from pipeline.report.counting.evidence import Measure, cohort
from pipeline.report.counting.measures.rates import LevelRow, RateRow
from pipeline.report.counting.tables import is_equal
from pipeline.runner.tables.registers import find_loaded_version
from pipeline.store.parquet import ParquetStore
from pipeline.tables.units import FILE as UNITS
from pipeline.tables.units import load_units
from schemas.figures.registers import Register, RegisterVersion

MOST_CODES = 500
"""Codes of missing dossiers on a page; `sohoa report missing` has all."""
_KEPT = 32
_NEEDED = (Register.ONE_STOP, Register.PAST_RESULTS)


@dataclass(frozen=True, slots=True)
class RatesFilter:
    """What is shown: a measure, a level (None: all), units whose name or code holds a text."""

    measure: Measure = Measure.PAST_RESULTS
    level: str | None = None
    unit: str = ""

    def shows(self, row: RateRow) -> bool:
        """Whether a row is wanted."""
        named = f"{row.unit.agency_code or ''} {row.unit.agency_name or ''}".casefold()
        level = self.level is None or row.unit.level == self.level
        return row.measure == self.measure and level and self.unit.casefold() in named


@dataclass(frozen=True, slots=True)
class RatesView:
    """The rates of the last year of a period: levels first, then units."""

    commit: int
    period: str
    year: int
    levels: tuple[LevelRow, ...]
    units: tuple[RateRow, ...]


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
    year, commit, rows, levels = _rates(archive, settings, period)
    return RatesView(
        commit=commit,
        period=period or str(year),
        year=year,
        levels=tuple(row for row in levels if row.measure == wanted.measure),
        units=tuple(row for row in rows if wanted.shows(row)),
    )


_Found = tuple[int, int, tuple[RateRow, ...], tuple[LevelRow, ...]]


def _rates(archive: Path, settings: Settings, period: str | None) -> _Found:
    """Year, commit, unit rows and level rows; kept until store, plan or units change."""
    units = archive / UNITS
    changed = units.stat().st_mtime_ns if units.is_file() else 0
    plan = settings.report.plan, settings.report.reading
    with open_archive(archive, settings) as opened:
        record = opened.store.manifest().files
        place = _place_for(str(archive), period, record, changed, plan)
        if not place:
            place.append(_count(_basis(opened, settings, period)))
    return place[0]


@lru_cache(maxsize=_KEPT)
def _place_for(
    _archive: str,
    _period: str | None,
    _record: tuple[str, ...],
    _units: int,
    _plan: tuple[str, str],
) -> list[_Found]:
    """An empty place for what is counted of these."""
    return []


def _basis(opened: Archive, settings: Settings, period: str | None) -> ReportBasis:
    asked = resolve_request(ReportRequest("rates", period=period), settings)
    return report_basis(asked, opened.store, load_units(opened.folder.root))


def _count(basis: ReportBasis) -> _Found:
    found = basis.make().found
    year = basis.period.end.year
    rows = [row for row in found.rows if isinstance(row, RateRow) and row.year == year]
    levels = next(part.rows for part in found.lists if part.name == "levels")
    last = [row for row in levels if isinstance(row, LevelRow) and row.year == year]
    return year, basis.commit, tuple(rows), tuple(last)


def view_unit(
    archive: Path,
    settings: Settings,
    period: str | None,
    measure: Measure,
    unit: tuple[str, str],
) -> UnitView:
    """One unit (code, level): its procedures and what is missing."""
    _, _, rows, _ = _rates(archive, settings, period)
    with open_archive(archive, settings) as opened:
        basis = _basis(opened, settings, period)
        span = basis.period.years()[-1]
        members = cohort(
            basis.tables, measure, span, ("procedure_code",), evidence=False
        )
    code, level = unit
    mine = pc.and_(
        is_equal(members["agency_code"], code), is_equal(members["level"], level)
    )
    members = members.filter(mine)
    gap = members.filter(pc.invert(members["digitized"])).sort_by("dossier_code")
    return UnitView(
        row=_row_of(rows, measure, unit),
        procedures=tuple(_by_procedure(members)),
        missing=len(gap),
        codes=tuple(gap["dossier_code"].slice(0, MOST_CODES).to_pylist()),
    )


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


def _by_procedure(members: pa.Table) -> Iterable[ProcedureRate]:
    flags = pa.table(
        {
            "procedure_code": members["procedure_code"],
            "digitized": pc.cast(members["digitized"], pa.int64()),
        }
    )
    grouped = flags.group_by("procedure_code").aggregate(
        [("digitized", "sum"), ([], "count_all")]
    )
    for row in grouped.sort_by("procedure_code").to_pylist():
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
