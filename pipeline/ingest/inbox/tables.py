"""The three tables that come with an inbox: batch list, one-stop export, register of past results.
Those of counters and surveys stand in service_tables.py.

All or nothing: a row that can't be read, or that can't be true, ends the reading with a TableError,
which names all of them: an export of 40,000 rows is not mended row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from pipeline.config import TableSettings
from pipeline.errors import TableError
from pipeline.ingest.inbox.export_shapes import headings_of, read_export
from pipeline.tables.cells import Cells
from pipeline.tables.grid import TableRow, read_grid
from pipeline.tables.refusal import join_faults, refuse
from pipeline.tables.swapped import SwappedDays
from schemas.figures.units import UnitLevel, UnitTree
from schemas.received.source import (
    BatchRow,
    OneStopRow,
    PastResultRow,
    SurveyRow,
    VisitRow,
)

KINDS = ("component", "result")
STATUSES = ("received", "processing", "waiting", "finished", "returned", "withdrawn")
SETTLED = ("finished", "returned")
"""States of a dossier that has its result."""
_ONE_STOP_NEEDED = (
    "dossier_code",
    "agency_code",
    "level",
    "received_at",
    "due_at",
    "finished_at",
    "status",
)
_PAST_NEEDED = ("dossier_code", "agency_code", "level", "still_valid")
_DATES = {
    *("received_at", "due_at", "finished_at", "issued_date", "valid_until"),
    *("arrived_at", "called_at", "left_at", "answered_on"),
}
_MAX_SHEETS = 100_000
CORRECT = (
    "correct the row where the table comes from, or take the row out of the table: its "
    "dossier then counts in no figure"
)

Record = TypeVar("Record", BatchRow, OneStopRow, PastResultRow, VisitRow, SurveyRow)
ReadRow = Callable[[int, Cells], Record]


@dataclass(frozen=True, slots=True)
class Plausible:
    """What a date or a count may be: events until `latest`, due days until `latest_due`.

    `units`: the units that there are; None where nobody has listed them.
    """

    latest: date = date.max
    latest_due: date = date.max
    most_reused: int = 9_999_999
    units: UnitTree | None = None

    @classmethod
    def on(
        cls, today: date, limits: TableSettings, units: UnitTree | None = None
    ) -> Plausible:
        """The bounds as they are on a day, by the settings."""
        latest = today + timedelta(days=limits.days_ahead)
        latest_due = today + timedelta(days=limits.due_days_ahead)
        return cls(latest, latest_due, limits.max_reused_components, units)

    def check_unit(self, cells: Cells, code: str) -> None:
        """Refuse a unit that nobody has listed."""
        if self.units is not None and code not in self.units.units:
            cells.impossible(
                "agency_code",
                "table_unknown_unit",
                f"the unit {code} is not among the archive's units",
                "correct the code, or add the unit with `sohoa units import`",
                unit=code,
            )


_ANY = Plausible()


def read_batch_list(path: Path) -> tuple[BatchRow, ...]:
    """batch.csv or batch.xlsx; it may be empty.

    Raises:
        TableError: the table or one of its rows can't be read; nothing of it is used.
    """
    grid = read_grid(path, columns_of(BatchRow), ("dossier_code",))
    return read_records(path, BatchRow, grid, _batch_row)


def read_one_stop(
    path: Path, plausible: Plausible = _ANY, mapping: str | None = None
) -> tuple[OneStopRow, ...]:
    """The one-stop system's export. The columns that rates rest on must be there, `due_at` and
    `finished_at` included.

    Args:
        path: CSV, XLSX or Parquet, under the columns' own names or in a shape of configs/exports/.
        plausible: what dates and counts may be.
        mapping: the shape, by name or as a file; None tries all that are known.

    Raises:
        TableError: the table or some of its rows can't be read or can't be true; nothing of it is
            used. `others` names the further rows.
    """
    columns = columns_of(OneStopRow)
    headings = headings_of("one_stop", columns, _ONE_STOP_NEEDED, mapping)
    rows = read_records(
        path,
        OneStopRow,
        read_export(path, headings),
        lambda number, cells: _one_stop_row(number, cells, plausible),
    )
    return not_empty(path, rows)


def read_past_results(
    path: Path, plausible: Plausible = _ANY, mapping: str | None = None
) -> tuple[PastResultRow, ...]:
    """The register of past results.

    Args and errors: as of `read_one_stop`.
    """
    columns = columns_of(PastResultRow)
    headings = headings_of("past_results", columns, _PAST_NEEDED, mapping)
    rows = read_records(
        path,
        PastResultRow,
        read_export(path, headings),
        lambda number, cells: _past_row(number, cells, plausible),
    )
    return not_empty(path, rows)


def columns_of(kind: type) -> tuple[str, ...]:
    """The columns of a table, by the record that its rows become."""
    return tuple(field.name for field in fields(kind) if field.name != "row")


def read_records(
    path: Path,
    kind: type[Record],
    rows: Iterable[TableRow],
    read_row: ReadRow[Record],
    key: str = "dossier_code",
) -> tuple[Record, ...]:
    """All rows as records, each with a `key` of its own.

    Raises:
        TableError: rows at fault; `others` names the further ones.
    """
    records: list[Record] = []
    faults: list[TableError] = []
    first_at: dict[str, int] = {}
    swapped = SwappedDays(
        path, tuple(name for name in columns_of(kind) if name in _DATES)
    )
    for row in rows:
        swapped.watch(row)
        cells = Cells(path, row)
        try:
            record = read_row(row.number, cells)
        except TableError as error:
            faults.append(error)
            continue
        before = first_at.setdefault(getattr(record, key), row.number)
        if before != row.number:
            faults.append(cells.repeats(key, before))
        records.append(record)
    if faults:
        raise join_faults(faults)
    swapped.check()
    return tuple(records)


def not_empty(path: Path, rows: tuple[Record, ...]) -> tuple[Record, ...]:
    """The rows; a table without any is refused."""
    if not rows:
        refuse(
            path,
            "table_no_rows",
            "the table has column names and no rows",
            "take the table anew from its source; without one, leave the option out",
        )
    return rows


def _batch_row(number: int, cells: Cells) -> BatchRow:
    return BatchRow(
        row=number,
        dossier_code=cells.needed_code("dossier_code", whole=True),
        agency_code=cells.code("agency_code"),
        level=cells.choice("level", tuple(UnitLevel)),
        procedure_code=cells.code("procedure_code"),
        document_type=cells.text("document_type"),
        kind=cells.choice("kind", KINDS),
        issued_year=cells.year("issued_year"),
        still_valid=cells.flag("still_valid"),
        sheet_count=cells.count("sheet_count", 1, _MAX_SHEETS),
        citizen_name=cells.text("citizen_name"),
        citizen_id=cells.person_number("citizen_id"),
    )


def _one_stop_row(number: int, cells: Cells, plausible: Plausible) -> OneStopRow:
    row = OneStopRow(
        row=number,
        dossier_code=cells.needed_code("dossier_code", whole=True),
        agency_code=cells.needed_code("agency_code"),
        agency_name=cells.text("agency_name"),
        level=cells.needed_choice("level", tuple(UnitLevel), told=True),
        procedure_code=cells.code("procedure_code"),
        received_at=cells.needed_moment("received_at"),
        due_at=cells.moment("due_at"),
        finished_at=cells.moment("finished_at"),
        status=cells.needed_choice("status", STATUSES, told=True),
        applicant_name=cells.text("applicant_name"),
        applicant_id=cells.person_number("applicant_id"),
        online=cells.flag("online"),
        reused_components=cells.count("reused_components", 0, plausible.most_reused),
        electronic_handover=cells.flag("electronic_handover"),
        portal_status=cells.choice("portal_status", STATUSES, told=True),
    )
    plausible.check_unit(cells, row.agency_code)
    _check_order(row, cells, plausible)
    return row


def _check_order(row: OneStopRow, cells: Cells, plausible: Plausible) -> None:
    """Refuse days before the dossier came in, or far ahead. Hours of one day are not compared:
    clocks differ."""
    received = row.received_at.date()
    not_ahead(cells, "received_at", received, plausible.latest)
    for name, moment, latest in (
        ("due_at", row.due_at, plausible.latest_due),
        ("finished_at", row.finished_at, plausible.latest),
    ):
        if moment is None:
            continue
        not_ahead(cells, name, moment.date(), latest)
        if moment.date() < received:
            cells.impossible(
                name,
                "table_before_received",
                "the day is before the day of receipt",
                CORRECT,
            )


def not_ahead(cells: Cells, name: str, day: date | None, latest: date) -> None:
    """Refuse a day after the latest that can be."""
    if day is not None and day > latest:
        cells.impossible(
            name,
            "table_far_ahead",
            f"the date is too far ahead (after {latest})",
            CORRECT,
            latest=latest,
        )


def _past_row(number: int, cells: Cells, plausible: Plausible) -> PastResultRow:
    row = PastResultRow(
        row=number,
        dossier_code=cells.needed_code("dossier_code", whole=True),
        agency_code=cells.needed_code("agency_code"),
        agency_name=cells.text("agency_name"),
        level=cells.needed_choice("level", tuple(UnitLevel), told=True),
        procedure_code=cells.code("procedure_code"),
        document_type=cells.text("document_type"),
        number=cells.text("number"),
        issued_date=cells.day("issued_date"),
        valid_until=cells.day("valid_until"),
        still_valid=cells.needed_flag("still_valid"),
        sheet_count=cells.count("sheet_count", 1, _MAX_SHEETS),
    )
    plausible.check_unit(cells, row.agency_code)
    not_ahead(cells, "issued_date", row.issued_date, plausible.latest)
    return row
