"""What counts in a rate, of what, and in which period; on tables small enough to count by hand."""

from __future__ import annotations

import pytest

from pipeline.report.counting.evidence import Measure
from schemas.figures.report import Note, NoteCode
from tests.unit.report.definitions.rates.made_rates import fraction, made, row
from tests.unit.report.report_tables import (
    cells,
    document,
    export,
    finished,
    past,
    table,
)

CONTRACT_KEYS = {
    "agency_code",
    "level",
    "year",
    "measure",
    "numerator",
    "denominator",
    "rate",
    "target",
    "reading",
    "gap",
}


def test_past_results_count_register_rows_still_valid() -> None:
    tables = {
        "past_results": table(
            "past_results",
            past("a"),
            past("b"),
            past("c"),
            past("d", still_valid=False),
            past("e", still_valid=None),
        ),
        "documents": table(
            "documents", document("a"), document("d"), document("b", kind="component")
        ),
    }
    found = row(made(tables), "past_results")
    assert (found["numerator"], found["denominator"]) == (1, 3)
    assert found["rate"] == pytest.approx(1 / 3)
    assert found["target"] == 0.75
    assert found["gap"] == pytest.approx(1 / 3 - 0.75)
    assert found["reading"] == "points"
    assert found.keys() >= CONTRACT_KEYS


def test_several_documents_and_several_register_rows_of_one_dossier() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a", number="1"), past("a", number="2"), past("b")
        ),
        "documents": table(
            "documents",
            document("a"),
            document("a", document_id="a.2"),
            document("a", document_id="a.3"),
        ),
    }
    assert fraction(made(tables), "past_results") == (2, 3)


def test_what_waits_for_review_or_is_unsigned_does_not_count() -> None:
    tables = {
        "past_results": table("past_results", *(past(code) for code in "abcde")),
        "documents": table(
            "documents",
            document("a", status="needs_review"),
            document("b", signature_level="unsigned"),
            document("c", signature_level="received"),
            document("d", status="needs_review"),
            document("d", document_id="d.2"),
            document("e", signature_level=None),
        ),
    }
    found = row(made(tables), "past_results")
    assert (found["numerator"], found["denominator"]) == (
        2,
        5,
    )  # c, received signed, and d by its second document
    assert (found["in_review"], found["unsigned"]) == (1, 2)


def test_past_results_are_cumulative_and_end_with_the_period() -> None:
    tables = {
        "past_results": table("past_results", *(past(code) for code in "abcd")),
        "documents": table(
            "documents",
            document("a", day="2022-12-31"),
            document("b", day="2024-06-30"),
            document("c", day="2024-07-01"),
            document("d", day="2025-01-01"),
        ),
    }
    assert fraction(made(tables, "2022"), "past_results", 2022) == (1, 4)
    assert fraction(made(tables, "2023"), "past_results", 2023) == (1, 4)
    assert fraction(made(tables, "2024-H1"), "past_results") == (2, 4)
    assert fraction(made(tables, "2024"), "past_results") == (3, 4)


def test_the_last_minute_of_the_period_belongs_to_it() -> None:
    tables = {
        "past_results": table("past_results", past("a")),
        "documents": table(
            "documents", document("a", digitized_at="2024-12-31T23:59:59+07:00")
        ),
    }
    assert fraction(made(tables), "past_results") == (1, 1)


def test_components_go_by_receipt_and_results_by_finish() -> None:
    tables = {
        "one_stop": table(
            "one_stop",
            export("a", received_at="2024-01-01T07:00:00+07:00"),
            export(
                "b",
                received_at="2023-12-31T16:00:00+07:00",
                finished_at="2024-01-03T10:00:00+07:00",
            ),
            finished("c", "2024-12-31T16:59:00+07:00"),
            finished("d", "2025-01-02T08:00:00+07:00"),
        ),
        "documents": table(
            "documents",
            document("a", kind="component"),
            document("b", kind="component"),
            document("b", kind="result", document_id="b.2"),
            document("c", kind="component", day="2026-03-01"),
            document("d", kind="result"),
        ),
    }
    report = made(tables)
    assert fraction(report, "components") == (
        2,
        3,
    )  # received: a, c, d; b came the year before
    assert fraction(report, "results") == (
        1,
        2,
    )  # finished: b, c; c has a component only
    assert row(report, "components")["target"] is None
    assert row(report, "components")["gap"] is None
    assert row(report, "results")["target"] == 1.0
    assert fraction(made(tables, "2024-Q1"), "components") == (1, 1)


def test_no_denominator_is_no_rate() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a"), past("b", agency="V", still_valid=False)
        )
    }
    report = made(tables)
    for measure in ("components", "results"):
        assert row(report, measure)["rate"] is None
        assert row(report, measure)["gap"] is None
        assert report.totals[Measure(measure)].rate is None
    empty = row(report, "past_results", agency="V")
    assert (empty["numerator"], empty["denominator"], empty["rate"], empty["gap"]) == (
        0,
        0,
        None,
        None,
    )
    assert row(report, "past_results")["rate"] == 0.0


def test_nothing_at_all() -> None:
    report = made({})
    assert report.rows == ()
    assert report.totals[Measure.PAST_RESULTS].rate is None
    codes = {note.code for note in report.notes}
    assert {NoteCode.NO_ONE_STOP, NoteCode.NO_PAST_RESULTS} <= codes


def test_several_years_give_a_row_each() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a", "D", "district"), past("b", "D", "district")
        ),
        "one_stop": table(
            "one_stop",
            export("x", "D", "district", received_at="2023-03-01T08:00:00+07:00"),
        ),
        "documents": table(
            "documents",
            document("a", day="2023-05-01"),
            document("b", day="2024-05-01"),
        ),
    }
    report = made(tables, "2023-01-01..2024-12-31")
    assert fraction(report, "past_results", 2023, "D") == (1, 2)
    assert fraction(report, "past_results", 2024, "D") == (2, 2)
    assert (
        row(report, "past_results", 2023, "D")["target"],
        row(report, "past_results", 2024, "D")["target"],
    ) == (
        0.6,
        0.8,
    )
    assert fraction(report, "components", 2023, "D") == (0, 1)
    assert row(report, "components", 2024, "D")["rate"] is None
    assert (
        report.totals[Measure.PAST_RESULTS].numerator == 2
    )  # cumulative: as at the end, not added over years
    assert report.totals[Measure.COMPONENTS].denominator == 1


def test_both_readings_of_the_plan() -> None:
    tables = {
        "past_results": table(
            "past_results", *(past(c, "D", "district") for c in "abcde"), past("w")
        ),
        "documents": table("documents", document("a"), document("b")),
    }
    points, growth = (
        row(made(tables), "past_results", agency="D"),
        row(made(tables, "2024", "growth"), "past_results", agency="D"),
    )
    assert (points["rate"], points["target"], growth["target"]) == (0.4, 0.8, 0.3456)
    assert points["gap"] == pytest.approx(-0.4)
    assert growth["gap"] == pytest.approx(0.4 - 0.3456)
    # 40 % of 5 are 2: 4 are needed for 80 %, 2 for 34.56 %.
    assert (points["lacking"], growth["lacking"]) == (2, 0)
    for found in (made(tables), made(tables, "2024", "growth")):
        marks = next(row.marks for row in found.rows if row.unit.agency_code == "D")
        assert (marks.points, marks.growth) == (0.8, 0.3456)
    without = row(made(tables, reading=None), "past_results")
    assert (without["target"], without["reading"], without["gap"]) == (None, None, None)


def test_levels_before_and_after_july_2025() -> None:
    tables = {
        "past_results": table(
            "past_results",
            past("a", "D", "district"),
            past("b", "P", "province"),
            past("c"),
        ),
        "documents": table(
            "documents",
            document("a", day="2025-03-01"),
            document("c", day="2025-09-01"),
        ),
    }
    before, after = made(tables, "2025-H1"), made(tables, "2025")
    assert [r["level"] for r in cells(after)[::3]] == [
        "province",
        "district",
        "commune",
    ]
    assert fraction(after, "past_results", 2025, "D") == (1, 1)
    assert fraction(after, "past_results", 2025, "W") == (1, 1)
    assert fraction(before, "past_results", 2025, "W") == (0, 1)
    assert Note(NoteCode.LEVEL_ENDED) in after.notes
    assert Note(NoteCode.LEVEL_ENDED) not in before.notes
    later = made(tables, "2026")
    assert later.rows[3].figures.target is None
    silent = {"plan": "plan-190", "years": "2026"}
    assert Note(NoteCode.PLAN_SILENT, silent) in later.notes
