"""Dossiers that the one-stop export calls finished without saying when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow.compute as pc

from pipeline.report.columns import Moment, Text
from pipeline.report.counting.tables import Tables, is_equal, select, until
from schemas.figures.report import Note, NoteCode

_COLUMNS = ("dossier_code", "agency_code", "level", "received_at")


@dataclass(frozen=True, slots=True)
class UndatedDossier:
    """A dossier without a day of finishing: no period's results hold it."""

    dossier_code: Text
    agency_code: Text
    level: Text
    received_at: Moment


def list_undated(tables: Tables, end: date) -> tuple[UndatedDossier, ...]:
    """Those received up to the day `end`, by code."""
    rows = select(tables, "one_stop", (*_COLUMNS, "status", "finished_at"))
    lost = pc.and_(
        is_equal(rows["status"], "finished"), pc.is_null(rows["finished_at"])
    )
    rows = rows.filter(pc.and_(lost, until(rows["received_at"], end)))
    listed = rows.select(_COLUMNS).sort_by([(name, "ascending") for name in _COLUMNS])
    return tuple(UndatedDossier(**row) for row in listed.to_pylist())


def note_undated(count: int, code: NoteCode = NoteCode.UNDATED) -> tuple[Note, ...]:
    """The note for so many of them; none where there are none."""
    return (Note(code, {"count": count}),) if count else ()
