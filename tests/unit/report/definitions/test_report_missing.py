"""What is still missing, named by hand."""

from pipeline.report.definitions.missing import (
    LISTED_MISSING,
    MISSING,
    Reason,
    Source,
    compute,
)
from pipeline.report.wording.words import ReportWords
from schemas.tables.disposal import DISPOSED
from tests.unit.report.report_tables import cells, document, finished, past, table, year


def test_missing_names_each_dossier_and_why() -> None:
    tables = {
        "past_results": table(
            "past_results",
            past("a", number="12/QĐ"),
            past("b"),
            past("c"),
            past("d"),
            past("x", still_valid=False),
        ),
        "one_stop": table("one_stop", finished("e", "2024-06-01T08:00:00+07:00")),
        "documents": table(
            "documents",
            document("b", status="needs_review"),
            document("c", signature_level="unsigned"),
            document("d"),
            document("e", kind="component"),
            document("late", day="2026-01-01"),
        ),
        "events": table(
            "events",
            {
                "at": "2024-06-01T01:00:00+07:00",
                "action": LISTED_MISSING,
                "item": "gone",
            },
            {
                "at": "2024-06-02T01:00:00+07:00",
                "action": LISTED_MISSING,
                "item": "gone",
            },
            {
                "at": "2024-06-01T01:00:00+07:00",
                "action": LISTED_MISSING,
                "item": "late",
            },
            {"at": "2024-06-01T01:00:00+07:00", "action": "ingest", "item": "other"},
        ),
    }
    report = compute(tables, year(), None)
    assert [
        (row["source"], row["dossier_code"], row["reason"]) for row in cells(report)
    ] == [
        ("past_results", "a", "not_digitized"),
        ("past_results", "b", "in_review"),
        ("past_results", "c", "unsigned"),
        ("results", "e", "not_digitized"),
        ("list", "gone", "listed_missing"),
    ]
    assert report.rows[0].number == "12/QĐ"
    assert report.rows[-1].listed_at == "2024-06-02T01:00:00+07:00"
    assert report.totals[Source.PAST_RESULTS] == {
        "not_digitized": 1,
        "in_review": 1,
        "unsigned": 1,
        "all": 3,
    }
    assert report.totals[Source.COMPONENTS] == {"all": 0}


def test_nothing_is_missing() -> None:
    found = compute({}, year(), None)
    assert found.rows == ()
    assert found.totals == {source: {"all": 0} for source in Source}
    assert MISSING.total_row(found) is None


def test_a_listed_dossier_is_missing_in_the_period_in_which_it_was_missed() -> None:
    event = {
        "at": "2024-06-01T01:00:00+07:00",
        "action": LISTED_MISSING,
        "item": "gone",
    }
    tables = {"events": table("events", event)}
    assert len(compute(tables, year("2024-Q2"), None).rows) == 1
    assert compute(tables, year("2024-Q3"), None).rows == ()


def test_figures_name_the_reasons_that_occur() -> None:
    tables = {
        "past_results": table("past_results", past("a"), past("b")),
        "documents": table("documents", document("b", status="needs_review")),
    }
    found = compute(tables, year(), None)
    assert found.totals[Source.PAST_RESULTS] == {
        Reason.NOT_DIGITIZED: 1,
        Reason.IN_REVIEW: 1,
        "all": 2,
    }
    first, *others = MISSING.figures(found.totals, ReportWords("vi"))
    assert (first.value, first.detail) == ("2", "chưa số hóa: 1 · đang chờ kiểm tra: 1")
    assert [(figure.value, figure.detail) for figure in others] == [("0", "")] * 3


def test_what_was_disposed_of_is_told_and_not_asked_for() -> None:
    at = "2024-06-01T01:00:00+07:00"
    tables = {
        "past_results": table("past_results", past("a"), past("b")),
        "events": table(
            "events",
            {"at": at, "action": LISTED_MISSING, "item": "c"},
            {"at": at, "action": DISPOSED, "item": "b"},
            {"at": at, "action": DISPOSED, "item": "c"},
        ),
    }
    found = [
        (row["dossier_code"], row["reason"])
        for row in cells(compute(tables, year(), None))
    ]
    assert found == [("a", "not_digitized"), ("b", "disposed")]
