"""Making a report from one snapshot of the store."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from pipeline.common.clock import now
from pipeline.config import Settings
from pipeline.errors import StorageError, UsageError
from pipeline.open_archive import open_archive
from pipeline.report.catalogue import REPORTS
from pipeline.report.counting.period import parse_period
from pipeline.report.counting.plans import load_plan
from pipeline.report.counting.tables import Where
from pipeline.store.snapshot import StoreSnapshot
from pipeline.tables.units import load_units
from schemas.arrow import TABLES
from schemas.report import SomeReport


@dataclass(frozen=True, slots=True)
class _StoredTable:
    """A table of the snapshot, of which a report reads the columns that it needs."""

    snapshot: StoreSnapshot
    name: str

    def read(self, columns: Sequence[str], where: Where) -> pa.Table:
        """These columns of the rows that fit."""
        return self.snapshot.read(self.name, columns, where=where)

    def __len__(self) -> int:
        """How many rows there are."""
        return self.snapshot.rows(self.name)


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
    if name not in REPORTS:
        raise UsageError(
            "unknown_report",
            "no such report",
            item="REPORT",
            remedy=f"one of: {', '.join(REPORTS)}",
        )
    span = parse_period(period, now().date())
    chosen = load_plan(plan or settings.report.plan, None if plan else settings.report.reading)
    with open_archive(archive, settings) as opened:
        snapshot = opened.store.snapshot()
        tables = {table: _StoredTable(snapshot, table) for table in TABLES}
        units = load_units(opened.folder.root)
        report = REPORTS[name].make(tables, snapshot.commit, span, chosen, units)
        # Figures are no look at a person: whoever may only read the archive gets them, too.
        with suppress(StorageError):
            opened.note_look("report", name, f"period {span.text}, snapshot {snapshot.commit}")
    return replace(report, development_keys=settings.keys.development)
