"""Making a report from one snapshot of the store."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pipeline.common.clock import now
from pipeline.config import Settings
from pipeline.errors import StorageError, UsageError
from pipeline.open_archive import open_archive
from pipeline.report.catalogue import REPORTS
from pipeline.report.counting.period import parse_period
from pipeline.report.counting.plans import load_plan
from pipeline.report.counting.tables import Tables
from pipeline.store.parquet import StoreSnapshot
from pipeline.tables.units import load_units
from schemas.arrow import TABLES
from schemas.report import SomeReport

# What no report reads, and what makes the tables large.
_LEFT_OUT = {"text"}


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
        report = REPORTS[name].make(
            _read_tables(snapshot), snapshot.commit, span, chosen, load_units(opened.folder.root)
        )
        # Figures are no look at a person: whoever may only read the archive gets them, too.
        with suppress(StorageError):
            opened.note_look("report", name, f"period {span.text}, snapshot {snapshot.commit}")
    return replace(report, development_keys=settings.keys.development)


def _read_tables(snapshot: StoreSnapshot) -> Tables:
    tables = {}
    for name, schema in TABLES.items():
        columns = [column for column in schema.names if column not in _LEFT_OUT]
        tables[name] = snapshot.read(name, columns)
    return tables
