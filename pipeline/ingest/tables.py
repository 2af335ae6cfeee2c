"""The three tables that come with an inbox: batch list, one-stop export, register of past results.

All or nothing: the first row that can't be read ends the reading with a TableError.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TypeVar

from pipeline.ingest.cells import Cells
from pipeline.ingest.grid import Row, read_grid
from schemas.source import BatchRow, OneStopRow, PastResultRow

LEVELS = ("province", "district", "commune")
KINDS = ("component", "result")
STATUSES = ("received", "processing", "waiting", "finished", "returned", "withdrawn")
_ONE_STOP_NEEDED = ("dossier_code", "agency_code", "level", "received_at", "due_at", "finished_at", "status")
_PAST_NEEDED = ("dossier_code", "agency_code", "level", "still_valid")
_MAX_SHEETS = 100_000

Record = TypeVar("Record", BatchRow, OneStopRow, PastResultRow)


def read_batch_list(path: Path) -> tuple[BatchRow, ...]:
    """batch.csv or batch.xlsx.

    Raises:
        TableError: the table or one of its rows can't be read; nothing of it is used.
    """
    return _read(path, BatchRow, ("dossier_code",), _batch_row)


def read_one_stop(path: Path) -> tuple[OneStopRow, ...]:
    """The one-stop system's export. The columns that rates rest on must be there, `due_at` and `finished_at` included.

    Raises:
        TableError: the table or one of its rows can't be read; nothing of it is used.
    """
    return _read(path, OneStopRow, _ONE_STOP_NEEDED, _one_stop_row)


def read_past_results(path: Path) -> tuple[PastResultRow, ...]:
    """The register of past results.

    Raises:
        TableError: the table or one of its rows can't be read; nothing of it is used.
    """
    return _read(path, PastResultRow, _PAST_NEEDED, _past_row)


def _read(
    path: Path, kind: type[Record], required: Sequence[str], read_row: Callable[[int, Cells], Record]
) -> tuple[Record, ...]:
    known = tuple(field.name for field in fields(kind) if field.name != "row")
    records: list[Record] = []
    first_at: dict[str, int] = {}
    for row in read_grid(path, known, required):
        record, cells = _record(path, row, read_row)
        before = first_at.setdefault(record.dossier_code, row.number)
        if before != row.number:
            cells.repeats("dossier_code", before)
        records.append(record)
    return tuple(records)


def _record(path: Path, row: Row, read_row: Callable[[int, Cells], Record]) -> tuple[Record, Cells]:
    cells = Cells(path, row)
    return read_row(row.number, cells), cells


def _batch_row(number: int, cells: Cells) -> BatchRow:
    return BatchRow(
        row=number,
        dossier_code=cells.needed_code("dossier_code"),
        agency_code=cells.code("agency_code"),
        level=cells.choice("level", LEVELS),
        procedure_code=cells.code("procedure_code"),
        document_type=cells.text("document_type"),
        kind=cells.choice("kind", KINDS),
        issued_year=cells.year("issued_year"),
        still_valid=cells.flag("still_valid"),
        sheet_count=cells.count("sheet_count", 1, _MAX_SHEETS),
        citizen_name=cells.text("citizen_name"),
        citizen_id=cells.person_number("citizen_id"),
    )


def _one_stop_row(number: int, cells: Cells) -> OneStopRow:
    return OneStopRow(
        row=number,
        dossier_code=cells.needed_code("dossier_code"),
        agency_code=cells.needed_code("agency_code"),
        agency_name=cells.text("agency_name"),
        level=cells.needed_choice("level", LEVELS),
        procedure_code=cells.code("procedure_code"),
        received_at=cells.needed_moment("received_at"),
        due_at=cells.moment("due_at"),
        finished_at=cells.moment("finished_at"),
        status=cells.needed_choice("status", STATUSES),
        applicant_name=cells.text("applicant_name"),
        applicant_id=cells.person_number("applicant_id"),
        online=cells.flag("online"),
        reused_components=cells.count("reused_components"),
    )


def _past_row(number: int, cells: Cells) -> PastResultRow:
    return PastResultRow(
        row=number,
        dossier_code=cells.needed_code("dossier_code"),
        agency_code=cells.needed_code("agency_code"),
        agency_name=cells.text("agency_name"),
        level=cells.needed_choice("level", LEVELS),
        procedure_code=cells.code("procedure_code"),
        document_type=cells.text("document_type"),
        number=cells.text("number"),
        issued_date=cells.day("issued_date"),
        valid_until=cells.day("valid_until"),
        still_valid=cells.needed_flag("still_valid"),
        sheet_count=cells.count("sheet_count", 1, _MAX_SHEETS),
    )
