"""Dossiers called finished without a day."""

from datetime import date

from pipeline.report.counting.dossiers.undated import (
    UndatedDossier,
    list_undated,
    note_undated,
)
from schemas.figures.report import Note, NoteCode
from tests.unit.report.report_tables import export, finished, table

TABLES = {
    "one_stop": table(
        "one_stop",
        export("c", status="finished"),
        export("a", status="finished", received_at="2024-12-31T23:59:00+07:00"),
        export("b", status="finished", received_at="2025-01-01T08:00:00+07:00"),
        export("d", status="processing"),
        export("e", status=None),
        finished("f", "2024-06-01T08:00:00+07:00"),
    )
}


def test_those_received_up_to_the_end_are_listed_by_code() -> None:
    found = list_undated(TABLES, date(2024, 12, 31))
    assert [one.dossier_code for one in found] == ["a", "c"]
    assert found[1] == UndatedDossier("c", "W", "commune", "2024-05-02T08:00:00+07:00")
    assert len(list_undated(TABLES, date(2025, 1, 1))) == 3
    assert list_undated({}, date(2024, 12, 31)) == ()


def test_there_is_a_note_where_there_are_any() -> None:
    assert note_undated(2) == (Note(NoteCode.UNDATED, {"count": 2}),)
    assert note_undated(1, NoteCode.UNDATED_OPEN) == (
        Note(NoteCode.UNDATED_OPEN, {"count": 1}),
    )
    assert note_undated(0) == ()
