"""What to digitize next, as a list that a scanning team takes to the shelves."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from pipeline.config import Settings
from pipeline.open_archive import open_archive
from pipeline.operations.reports.reporting import (
    ReportRequest,
    basis_of,
    note_report,
    resolve_request,
)
from pipeline.report.columns import values_of
from pipeline.report.counting.measures.worklist import WorkRow, plan_next
from pipeline.tables.safe import csv_text

_LIST = (
    "dossier_code",
    "agency_code",
    "level",
    "procedure_code",
    "document_type",
    "sheet_count",
)


def next_dossiers(
    archive: Path, settings: Settings, sheets: int, plan: str | None, period: str | None
) -> tuple[WorkRow, ...]:
    """The past results to be digitized next, as many as fit into so many sheets.

    Raises:
        UsageError: no such plan or period.
    """
    asked = resolve_request(ReportRequest("missing", plan, period), settings)
    with open_archive(archive, settings) as opened:
        basis = basis_of(opened, asked)
        found = plan_next(basis.tables, asked.period, asked.plan, sheets)
        note_report(opened, f"plan next {sheets} sheets", basis)
    return found


def work_csv(rows: Sequence[WorkRow]) -> str:
    """The list in the shape of an inbox's batch.csv."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_LIST, "kind"))
    for row in map(values_of, rows):
        cells = [row[name] for name in _LIST]
        shown = [csv_text(cell) if isinstance(cell, str) else cell for cell in cells]
        writer.writerow((*shown, "result"))
    return out.getvalue()
