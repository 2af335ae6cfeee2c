"""Making a report from one snapshot of the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from pipeline.common.clock import now
from pipeline.config import Settings
from pipeline.errors import StorageError, UsageError
from pipeline.open_archive import Archive, open_archive
from pipeline.operations.kept import KeptAnswers, state_of
from pipeline.report.catalogue import REPORTS
from pipeline.report.counting.period import Period, parse_period
from pipeline.report.counting.plans import Plan, load_plan
from pipeline.report.counting.tables import Tables, Where
from pipeline.report.definition import SomeDefinition
from pipeline.report.render.formats import Format, render
from pipeline.store.parquet import ParquetStore
from pipeline.store.snapshot import StoreSnapshot
from pipeline.tables.units import load_units
from schemas.figures.report import SomeReport
from schemas.figures.units import UnitTree
from schemas.tables.arrow import TABLES

_KEPT_PAGES = 8
_GROUPS_AT_ONCE = 20
"""Row groups of a table that are read together where it goes by in pieces."""


@dataclass(frozen=True, slots=True)
class _StoredTable:
    """A table of the snapshot, of which a report reads the columns that it needs, each once: of
    one snapshot the same rows come in the same order."""

    snapshot: StoreSnapshot
    name: str
    seen: dict[str, dict[str, pa.ChunkedArray]] = field(default_factory=dict)

    def read(self, columns: Sequence[str], where: Where) -> pa.Table:
        """These columns of the rows that fit."""
        known = self.seen.setdefault(repr(sorted(where.items())), {})
        if new := [name for name in columns if name not in known]:
            rows = self.snapshot.read(self.name, new, where=where)
            known.update(zip(rows.column_names, rows.columns, strict=True))
        return pa.table({name: known[name] for name in columns})

    def stream(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """These columns of all rows, piece by piece; nothing is kept."""
        return self.snapshot.stream(self.name, columns, at_once=_GROUPS_AT_ONCE)

    def __len__(self) -> int:
        """How many rows there are."""
        return self.snapshot.rows(self.name)


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Which report is asked for; None stands for the settings' plan, and for this year."""

    name: str
    plan: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """A request whose words are understood."""

    definition: SomeDefinition
    period: Period
    plan: Plan


@dataclass(frozen=True, slots=True)
class ReportBasis:
    """What a report is made from: a request, tables of one snapshot, the units."""

    asked: ResolvedRequest
    tables: Tables
    commit: int
    units: UnitTree | None

    @property
    def period(self) -> Period:
        """The period asked for."""
        return self.asked.period

    def make(self) -> SomeReport:
        """The report."""
        asked = self.asked
        made: SomeReport = asked.definition.make(
            self.tables, self.commit, asked.period, asked.plan, self.units
        )
        return made


def resolve_request(
    request: ReportRequest, settings: Settings, reading: str | None = None
) -> ResolvedRequest:
    """Understand a request before anything is read.

    Args:
        request: what was asked for.
        settings: they name the plan where the request doesn't.
        reading: of the plan; None takes the settings', or the plan's own where the request names
            it.

    Raises:
        UsageError: no such report, plan or period.
    """
    if request.name not in REPORTS:
        raise UsageError(
            "unknown_report",
            "no such report",
            item="REPORT",
            remedy=f"one of: {', '.join(REPORTS)}",
        )
    chosen = reading or (None if request.plan else settings.report.reading)
    return ResolvedRequest(
        definition=REPORTS[request.name],
        period=parse_period(request.period, now().date()),
        plan=load_plan(request.plan or settings.report.plan, chosen),
    )


def report_basis(
    asked: ResolvedRequest, store: ParquetStore, units: UnitTree | None
) -> ReportBasis:
    """What a report over the present snapshot of a store stands on."""
    snapshot = store.snapshot()
    tables = {table: _StoredTable(snapshot, table) for table in TABLES}
    return ReportBasis(asked, tables, snapshot.commit, units)


def basis_of(opened: Archive, asked: ResolvedRequest) -> ReportBasis:
    """What a report over an opened archive stands on, as it is now."""
    return report_basis(asked, opened.store, load_units(opened.folder.root))


def make_report(
    archive: Path,
    settings: Settings,
    name: str,
    plan: str | None,
    period: str | None,
) -> SomeReport:
    """One report of pipeline.report.catalogue over the present snapshot.

    Raises:
        UsageError: no such report, plan or period.
    """
    asked = resolve_request(ReportRequest(name, plan, period), settings)
    with open_archive(archive, settings) as opened:
        basis = basis_of(opened, asked)
        report = _marked(basis, settings)
        note_report(opened, name, basis)
    return report


def view_report(
    archive: Path, settings: Settings, name: str, period: str | None
) -> str:
    """A report as the page that `--format html` writes, in the settings' language; kept until the
    record changes.

    Raises:
        UsageError: no such report or period.
    """
    asked = resolve_request(ReportRequest(name, None, period), settings)
    plan = settings.report.plan, settings.report.reading
    wanted = (name, asked.period, plan, settings.lang, settings.keys.development)
    with open_archive(archive, settings) as opened:

        def make() -> _Page:
            basis = basis_of(opened, asked)
            text = render(_marked(basis, settings), Format.HTML, settings.lang)
            return _Page(basis.commit, str(text))

        page = _PAGES.get(state_of(opened), wanted, make)
        _note(opened, name, asked.period, page.commit)
    return page.text


@dataclass(frozen=True, slots=True)
class _Page:
    """A report in HTML, and the commit that its figures are of."""

    commit: int
    text: str


_PAGES: KeptAnswers[_Page] = KeptAnswers(_KEPT_PAGES)


def _marked(basis: ReportBasis, settings: Settings) -> SomeReport:
    """The report, with what is to be said of the keys."""
    return replace(basis.make(), development_keys=settings.keys.development)


def note_report(opened: Archive, what: str, basis: ReportBasis) -> None:
    """Figures are no look at a person: whoever may only read the archive gets them, too."""
    _note(opened, what, basis.period, basis.commit)


def _note(opened: Archive, what: str, period: Period, commit: int) -> None:
    with suppress(StorageError):
        detail = f"period {period.text}, snapshot {commit}"
        opened.note_look("report", what, detail)
