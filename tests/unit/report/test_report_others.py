"""Reuse, quality and missing, counted by hand."""

from datetime import date

import pytest
from report_tables import document, export, finished, past, table

from pipeline.report.missing import LISTED_MISSING, missing
from pipeline.report.period import parse_period
from pipeline.report.plans import load_plan
from pipeline.report.quality import quality
from pipeline.report.reuse import reuse

YEAR = parse_period("2024", date(2026, 1, 1))


def test_reuse() -> None:
    tables = {
        "one_stop": table(
            "one_stop",
            export("a", reused_components=3, online=True),
            export("b", reused_components=0, online=True),
            export("c", reused_components=None, online=None),
            export("d", reused_components=1, online=False),
            export("e", reused_components=9, received_at="2023-01-05T08:00:00+07:00"),
        )
    }
    report = reuse(tables, 1, YEAR, load_plan("plan-190"))
    (row,) = report.rows
    assert (row["received"], row["reusing"], row["reused_components"], row["online"]) == (4, 2, 4, 2)
    assert (row["share"], row["target"], row["online_share"], row["online_target"]) == (0.5, 0.8, 0.5, 0.5)
    assert report.totals["share"] == 0.5
    assert report.extra["trace"]["dossier_code"].to_pylist() == ["a", "d"]
    assert reuse({}, 1, YEAR, None).totals["share"] is None


def test_quality() -> None:
    def page(ident: str, confidence: float | None, **more: object) -> dict[str, object]:
        return {"document_id": ident, "page": 1, "ocr_confidence": confidence, "is_blank": False, "flags": [], **more}

    tables = {
        "documents": table(
            "documents",
            document("a", batch_id="n1", document_type="quyet_dinh"),
            document(
                "b", batch_id="n1", document_type="other", status="needs_review", review_reasons=["type", "field"]
            ),
            document("c", batch_id="n2", document_type="other", signature_level="unsigned"),
            document("d", batch_id="n3", day="2023-12-31"),
        ),
        "pages": table(
            "pages",
            page("a.1", 0.9),
            page("a.1", 0.7, flags=["skewed", "dark"]),
            page("a.1", None, is_blank=True),
            page("b.1", 0.2),
            page("c.1", 1.0, flags=None),
            page("d.1", 0.1),
        ),
    }
    report = quality(tables, 1, YEAR, None)
    first, second = report.rows
    assert (first["batch_id"], first["documents"], first["done"], first["needs_review"]) == ("n1", 2, 1, 1)
    assert (first["pages"], first["blank_pages"], first["flagged_pages"], first["pages_read"]) == (4, 1, 1, 3)
    assert first["confidence_mean"] == pytest.approx(0.6)
    assert (first["confidence_p05"], first["confidence_median"]) == (0.2, 0.7)
    assert (second["unsigned"], second["confidence_median"]) == (1, 1.0)
    assert report.totals["confidence_median"] == 0.7
    assert (report.totals["documents"], report.totals["pages"]) == (3, 5)
    steps = [(entry["batch_id"], entry["from"], entry["pages"]) for entry in report.extra["confidence"]]
    assert steps == [("n1", 0.2, 1), ("n1", 0.7, 1), ("n1", 0.9, 1), ("n2", 0.9, 1)]
    assert report.extra["flags"] == [
        {"batch_id": "n1", "flag": "dark", "pages": 1},
        {"batch_id": "n1", "flag": "skewed", "pages": 1},
    ]
    assert report.extra["document_types"][0] == {
        "batch_id": "n1", "document_type": "other", "documents": 1, "needs_review": 1
    }  # fmt: skip
    assert [entry["reason"] for entry in report.extra["review_reasons"]] == ["field", "type"]


def test_missing_names_each_dossier_and_why() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a", number="12/QĐ"), past("b"), past("c"), past("d"), past("x", still_valid=False)
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
            {"at": "2024-06-01T01:00:00+07:00", "action": LISTED_MISSING, "item": "gone"},
            {"at": "2024-06-02T01:00:00+07:00", "action": LISTED_MISSING, "item": "gone"},
            {"at": "2024-06-01T01:00:00+07:00", "action": LISTED_MISSING, "item": "late"},
            {"at": "2024-06-01T01:00:00+07:00", "action": "ingest", "item": "other"},
        ),
    }
    report = missing(tables, 1, YEAR, None)
    assert [(row["source"], row["dossier_code"], row["reason"]) for row in report.rows] == [
        ("past_results", "a", "not_digitized"),
        ("past_results", "b", "in_review"),
        ("past_results", "c", "unsigned"),
        ("results", "e", "not_digitized"),
        ("list", "gone", "listed_missing"),
    ]
    assert report.rows[0]["number"] == "12/QĐ"
    assert report.rows[-1]["listed_at"] == "2024-06-02T01:00:00+07:00"
    assert report.totals["past_results"] == {"not_digitized": 1, "in_review": 1, "unsigned": 1, "all": 3}
    assert report.totals["components"] == {"all": 0}
