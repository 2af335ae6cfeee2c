"""What the counters' queue systems and surveys hand out: visits with their times, answers by score.

All or nothing, as the other tables; every row has a code that is unlike all others of its unit on
its day (the ticket, the number of the answer).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline.ingest.inbox.export_shapes import headings_of, read_export
from pipeline.ingest.inbox.tables import (
    CORRECT,
    Plausible,
    columns_of,
    not_ahead,
    not_empty,
    read_records,
)
from pipeline.tables.cells import Cells
from schemas.figures.units import UnitLevel
from schemas.received.source import SurveyRow, VisitRow

PURPOSES = ("submit", "supplement", "collect", "other")
BEST_SCORE = 5
_VISITS_NEEDED = ("visit_code", "agency_code", "level", "arrived_at", "called_at")
_SURVEY_NEEDED = ("answer_code", "agency_code", "level", "answered_on", "score")
_MAX_ANSWERS = 1_000_000


def read_visits(
    path: Path, plausible: Plausible, mapping: str | None = None
) -> tuple[VisitRow, ...]:
    """The visits at the counters, one a row.

    Args:
        path: CSV, XLSX or Parquet, under the columns' own names or in a shape of configs/exports/.
        plausible: what days and units may be.
        mapping: the shape, by name or as a file; None tries all that are known.

    Raises:
        TableError: rows can't be read or can't be true; nothing is used. `others` names the
            further rows.
    """
    columns = columns_of(VisitRow)
    headings = headings_of("visits", columns, _VISITS_NEEDED, mapping)
    rows = read_records(
        path,
        VisitRow,
        read_export(path, headings),
        lambda number, cells: _visit_row(number, cells, plausible),
        key="visit_code",
    )
    return not_empty(path, rows)


def read_survey(
    path: Path, plausible: Plausible, mapping: str | None = None
) -> tuple[SurveyRow, ...]:
    """Answers to a survey, a row for each or for several of one score.

    Args and errors: as of `read_visits`.
    """
    columns = columns_of(SurveyRow)
    headings = headings_of("survey", columns, _SURVEY_NEEDED, mapping)
    rows = read_records(
        path,
        SurveyRow,
        read_export(path, headings),
        lambda number, cells: _survey_row(number, cells, plausible),
        key="answer_code",
    )
    return not_empty(path, rows)


def _visit_row(number: int, cells: Cells, plausible: Plausible) -> VisitRow:
    agency, arrived = (
        cells.needed_code("agency_code"),
        cells.needed_moment("arrived_at"),
    )
    ticket = cells.needed_code("visit_code", whole=True)
    row = VisitRow(
        row=number,
        visit_code=f"{agency}/{arrived.date()}/{ticket}",
        agency_code=agency,
        agency_name=cells.text("agency_name"),
        level=cells.needed_choice("level", tuple(UnitLevel), told=True),
        arrived_at=arrived,
        called_at=cells.moment("called_at"),
        left_at=cells.moment("left_at"),
        dossier_code=cells.code("dossier_code", whole=True),
        purpose=cells.choice("purpose", PURPOSES, told=True),
    )
    plausible.check_unit(cells, row.agency_code)
    not_ahead(cells, "arrived_at", arrived.date(), plausible.latest)
    _follows(cells, "called_at", row.called_at, arrived)
    _follows(cells, "left_at", row.left_at, row.called_at or arrived)
    return row


def _follows(
    cells: Cells, name: str, moment: datetime | None, before: datetime
) -> None:
    """Refuse a time before the one that it follows, or on another day."""
    if moment is None:
        return
    if moment < before or moment.date() != before.date():
        cells.impossible(
            name,
            "table_visit_times",
            "a visit comes, is called and leaves in this order, on one day",
            CORRECT,
        )


def _survey_row(number: int, cells: Cells, plausible: Plausible) -> SurveyRow:
    agency, day = cells.needed_code("agency_code"), cells.needed_day("answered_on")
    answer = cells.needed_code("answer_code", whole=True)
    row = SurveyRow(
        row=number,
        answer_code=f"{agency}/{day}/{answer}",
        agency_code=agency,
        agency_name=cells.text("agency_name"),
        level=cells.needed_choice("level", tuple(UnitLevel), told=True),
        answered_on=day,
        score=cells.needed_count("score", 1, BEST_SCORE),
        answers=cells.count("answers", 1, _MAX_ANSWERS) or 1,
        procedure_code=cells.code("procedure_code"),
    )
    plausible.check_unit(cells, row.agency_code)
    not_ahead(cells, "answered_on", day, plausible.latest)
    return row
