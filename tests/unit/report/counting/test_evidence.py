"""What counts as digitized."""

from datetime import date

import pytest

from pipeline.report.counting.evidence import (
    Measure,
    cohort,
    counts,
    digitized_codes,
    documents_of,
    first_days,
    first_documents,
)
from pipeline.report.counting.period import Span
from tests.unit.report.report_tables import (
    document,
    export,
    finished,
    past,
    table,
    year,
)

SPAN = Span(2024, date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("status", "signature", "counted"),
    [
        ("done", "B-LTA", True),
        ("done", "received", True),
        ("done", "unsigned", False),
        ("done", None, False),
        ("needs_review", "B-LTA", False),
        (None, "B-LTA", False),
    ],
)
def test_done_and_signed_counts(
    status: str | None, signature: str | None, counted: bool
) -> None:
    documents = table(
        "documents", document("a", status=status, signature_level=signature)
    )
    assert counts(documents).to_pylist() == [counted]


def test_the_first_document_of_each_dossier() -> None:
    documents = table(
        "documents",
        document("b", day="2024-03-01"),
        document("a", document_id="a.2", day="2024-02-01"),
        document("a", document_id="a.1", day="2024-05-01"),
        document("b", document_id="b.0", day="2024-03-01"),
    )
    found = first_documents(documents)
    assert found["document_id"].to_pylist() == ["a.2", "b.0"]
    assert len(first_documents(documents.slice(0, 0))) == 0


def test_documents_of_a_kind_up_to_a_day() -> None:
    tables = {
        "documents": table(
            "documents",
            document("a", day="2024-01-01"),
            document("b", day="2024-01-02"),
            document("c", kind="component", day="2024-01-01"),
        )
    }
    found = documents_of(tables, "result", date(2024, 1, 1))
    assert found["dossier_code"].to_pylist() == ["a"]
    assert digitized_codes(tables, "result").to_pylist() == ["a", "b"]
    assert digitized_codes({}, "result").to_pylist() == []


def test_a_cohort_keeps_the_rows_of_the_register_and_their_order() -> None:
    tables = {
        "past_results": table(
            "past_results",
            past("d"),
            past("a", number="1"),
            past("a", number="2"),
            past("c"),
            past("b"),
            past("x", still_valid=False),
        ),
        "documents": table(
            "documents",
            document("a"),
            document("b", status="needs_review"),
            document("c", signature_level="unsigned"),
        ),
    }
    found = cohort(tables, Measure.PAST_RESULTS, SPAN, ("number",))
    assert found["dossier_code"].to_pylist() == ["d", "a", "a", "c", "b"]
    assert found["number"].to_pylist() == [None, "1", "2", None, None]
    assert found["digitized"].to_pylist() == [False, True, True, False, False]
    assert found["unsigned"].to_pylist() == [False, False, False, True, False]
    assert found["in_review"].to_pylist() == [False, False, False, False, True]
    assert found["document_id"].to_pylist() == [None, "a.1", "a.1", None, None]


def test_a_dossier_both_in_review_and_unsigned_is_in_review() -> None:
    tables = {
        "past_results": table("past_results", past("a")),
        "documents": table(
            "documents",
            document("a", status="needs_review"),
            document("a", document_id="a.2", signature_level="unsigned"),
        ),
    }
    found = cohort(tables, Measure.PAST_RESULTS, SPAN)
    assert found["in_review"].to_pylist() == [True]
    assert found["unsigned"].to_pylist() == [False]


def test_each_measure_has_its_own_members() -> None:
    tables = {
        "one_stop": table(
            "one_stop",
            export("came"),
            finished("went", "2024-06-01T08:00:00+07:00", received_at="2023-06-01"),
            export("early", received_at="2023-12-31"),
        ),
    }
    members = {
        measure: cohort(tables, measure, SPAN)["dossier_code"].to_pylist()
        for measure in Measure
    }
    assert members == {
        Measure.PAST_RESULTS: [],
        Measure.COMPONENTS: ["came"],
        Measure.RESULTS: ["went"],
    }


def test_past_results_look_at_documents_up_to_the_end_only() -> None:
    tables = {
        "past_results": table("past_results", past("a")),
        "one_stop": table("one_stop", finished("a", "2024-06-01T08:00:00+07:00")),
        "documents": table("documents", document("a", day="2025-01-01")),
    }
    assert cohort(tables, Measure.PAST_RESULTS, SPAN)["digitized"].to_pylist() == [
        False
    ]
    assert cohort(tables, Measure.RESULTS, SPAN)["digitized"].to_pylist() == [True]


def test_a_scan_that_a_better_one_replaces_does_not_count_beside_it() -> None:
    replaced = {"superseded_by": "a.2", "superseded_on": "2024-06-01"}
    tables = {
        "documents": table(
            "documents",
            document("a", document_id="a.1", day="2024-02-01", **replaced),
            document("a", document_id="a.2", day="2024-06-01"),
        ),
        "past_results": table("past_results", past("a")),
    }
    assert documents_of(tables, "result", None)["document_id"].to_pylist() == ["a.2"]
    found = cohort(tables, Measure.PAST_RESULTS, SPAN)
    assert found["document_id"].to_pylist() == ["a.2"]
    # What was counted before the day of the replacement stays counted.
    spring = Span(2024, date(2024, 1, 1), date(2024, 3, 31))
    found = cohort(tables, Measure.PAST_RESULTS, spring)
    assert found["document_id"].to_pylist() == ["a.1"]


def test_a_withdrawn_past_result_is_no_longer_among_those_still_valid() -> None:
    withdrawn = {"withdrawn_on": "2024-06-01"}
    tables = {
        "documents": table(
            "documents",
            document("a", **withdrawn),
            document("b", document_id="b.1", **withdrawn),
            document("b", document_id="b.2", day="2024-05-03"),
            document("c"),
        ),
        "past_results": table("past_results", *(past(code) for code in "abcd")),
    }
    found = cohort(tables, Measure.PAST_RESULTS, SPAN).sort_by("dossier_code")
    assert found["dossier_code"].to_pylist() == ["b", "c", "d"]
    assert found["document_id"].to_pylist() == ["b.2", "c.1", None]
    before = Span(2024, date(2024, 1, 1), date(2024, 5, 31))
    assert len(cohort(tables, Measure.PAST_RESULTS, before)) == 4


def test_counting_alone_gives_the_same_rows_and_flags() -> None:
    tables = {
        "past_results": table("past_results", *(past(code) for code in "abcde")),
        "documents": table(
            "documents",
            document("a", withdrawn_on="2024-06-01"),
            document("b"),
            document("b", document_id="b.2", signature_level="unsigned"),
            document("c", status="needs_review"),
            document("d", signature_level="unsigned"),
            document("e", document_id="e.1", withdrawn_on="2024-06-01"),
            document("e", document_id="e.2"),
        ),
    }
    whole = cohort(tables, Measure.PAST_RESULTS, SPAN)
    counted = cohort(tables, Measure.PAST_RESULTS, SPAN, evidence=False)
    assert counted.to_pylist() == whole.select(counted.column_names).to_pylist()
    flags = counted.select(
        ["dossier_code", "digitized", "in_review", "unsigned"]
    ).to_pylist()
    assert [tuple(row.values()) for row in flags] == [
        ("b", True, False, False),
        ("c", False, True, False),
        ("d", False, False, True),
        ("e", True, False, False),
    ]


def test_the_day_on_which_each_row_was_first_digitized() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a"), past("b"), past("a", "V"), past("c"), past("d")
        ),
        "documents": table(
            "documents",
            document("a", day="2024-03-02"),
            document("a", day="2024-02-01", document_id="first"),
            document("a", day="2024-01-01", document_id="r", status="needs_review"),
            document("c", day="2024-01-05", withdrawn_on="2024-02-05"),
            document("c", day="2024-04-05", document_id="again"),
            document("d", day="2025-01-01"),
            document("x", day="2024-01-01"),
        ),
    }
    span = year().years()[0]
    rows = cohort(tables, Measure.PAST_RESULTS, span, evidence=False)
    found = first_days(tables, Measure.PAST_RESULTS, span, rows).to_pylist()
    assert found == [
        *(date(2024, 2, 1), None, date(2024, 2, 1)),
        *(date(2024, 4, 5), None),
    ]


@pytest.mark.parametrize(
    ("valid_until", "period", "counted"),
    [
        ("2024-06-30", "2024-H1", True),
        ("2024-06-29", "2024-H1", False),
        ("2024-06-30", "2024-Q3", False),
        (None, "2024", True),
    ],
)
def test_a_result_counts_until_its_last_day(
    valid_until: str | None, period: str, counted: bool
) -> None:
    tables = {"past_results": table("past_results", past("a", valid_until=valid_until))}
    span = year(period).years()[-1]
    assert len(cohort(tables, Measure.PAST_RESULTS, span, evidence=False)) == counted
