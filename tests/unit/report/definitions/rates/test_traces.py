"""What stands behind a rate, and what is listed beside it because it is in none."""

from __future__ import annotations

from pipeline.report.counting.dossiers.trace import map_trace
from pipeline.report.counting.evidence import Measure
from schemas.figures.report import Note, NoteCode
from tests.unit.report.definitions.rates.made_rates import fraction, made
from tests.unit.report.report_tables import (
    cells,
    document,
    export,
    finished,
    past,
    table,
)


def test_a_digitized_dossier_of_no_register_is_listed_and_not_counted() -> None:
    tables = {
        "past_results": table("past_results", past("a", still_valid=False)),
        "one_stop": table("one_stop", export("b")),
        "documents": table(
            "documents",
            document("a"),
            document("b"),
            document("c", agency_code="Z"),
            document("d", status="needs_review"),
        ),
    }
    report = made(tables)
    listed = next(part for part in report.lists if part.name == "unregistered")
    assert listed.name == "unregistered"
    assert [entry.dossier_code for entry in listed.rows] == ["c"]
    assert sum(found.figures.numerator for found in report.rows) == 0
    assert Note(NoteCode.UNREGISTERED, {"count": 1}) in report.notes


def test_the_trace_leads_to_the_file() -> None:
    tables = {
        "past_results": table("past_results", past("a"), past("b"), past("c")),
        "documents": table(
            "documents",
            document("b", day="2024-03-01"),
            document("a", document_id="a.2", day="2024-02-01"),
            document("a"),
        ),
    }
    report = made(tables)
    assert map_trace(report.trace) == {
        "past_results/2024/W/commune": [
            {
                "dossier_code": "a",
                "document_id": "a.2",
                "pdf_path": "documents/U/2024/a/a.2.pdf",
                "digitized_at": "2024-02-01T10:00:00+07:00",
            },
            {
                "dossier_code": "b",
                "document_id": "b.1",
                "pdf_path": "documents/U/2024/b/b.1.pdf",
                "digitized_at": "2024-03-01T10:00:00+07:00",
            },
        ]
    }


def test_units_without_code_or_level_stay_visible() -> None:
    tables = {
        "past_results": table(
            "past_results",
            past("a", agency_code=None, agency_name=None, level=None),
            past("b"),
        )
    }
    report = made(tables)
    assert [
        (r["agency_code"], r["level"], r["denominator"])
        for r in cells(report)
        if r["measure"] == "past_results"
    ] == [
        ("W", "commune", 1),
        (None, None, 1),
    ]
    assert report.totals[Measure.PAST_RESULTS].levels[""].denominator == 1


def test_finished_without_a_day_is_listed_and_in_no_period() -> None:
    rows = finished("a", "2024-05-09T08:00:00+07:00"), export("b", status="finished")
    report = made({"one_stop": table("one_stop", *rows)})
    assert fraction(report, "results") == (0, 1)
    assert Note(NoteCode.UNDATED, {"count": 1}) in report.notes
    listed = next(one for one in report.lists if one.name == "undated")
    assert [one.dossier_code for one in listed.rows] == ["b"]
    dated = made({"one_stop": table("one_stop", rows[0])})
    assert NoteCode.UNDATED not in {note.code for note in dated.notes}
