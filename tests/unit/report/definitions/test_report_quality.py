"""What the batches look like, counted by hand."""

import pytest

from pipeline.report.definitions.quality import (
    QUALITY,
    FlagCount,
    TypeCount,
    UnitLoad,
    compute,
)
from pipeline.report.wording.words import ReportWords
from tests.unit.report.report_tables import cells, document, page, table, year


def test_quality() -> None:
    tables = {
        "documents": table(
            "documents",
            document("a", batch_id="n1", document_type="quyet_dinh"),
            document(
                "b",
                batch_id="n1",
                document_type="other",
                status="needs_review",
                review_reasons=["type", "field"],
            ),
            document(
                "c", batch_id="n2", document_type="other", signature_level="unsigned"
            ),
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
    report = compute(tables, year(), None)
    first, second = cells(report)
    assert (
        first["batch_id"],
        first["documents"],
        first["done"],
        first["needs_review"],
    ) == (
        "n1",
        2,
        1,
        1,
    )
    assert (
        first["pages"],
        first["blank_pages"],
        first["flagged_pages"],
        first["pages_read"],
    ) == (
        4,
        1,
        1,
        3,
    )
    assert first["confidence_mean"] == pytest.approx(0.6)
    assert (first["confidence_p05"], first["confidence_median"]) == (0.2, 0.7)
    assert (second["unsigned"], second["confidence_median"]) == (1, 1.0)
    assert report.totals.confidence_median == 0.7
    assert (report.totals.documents, report.totals.pages) == (3, 5)
    steps, flags, types, reasons, changed, loads, *checks = (
        part.rows for part in report.lists
    )
    found = [(step.batch_id, step.from_, step.pages) for step in steps]
    assert found == [("n1", 0.2, 1), ("n1", 0.7, 1), ("n1", 0.9, 1), ("n2", 0.9, 1)]
    assert flags == (FlagCount("n1", "dark", 1), FlagCount("n1", "skewed", 1))
    assert types[0] == TypeCount("n1", "other", 1, needs_review=1)
    assert [entry.reason for entry in reasons] == ["field", "type"]
    assert changed == ()
    assert loads == (UnitLoad(None, None, 3, 1, 1 / 3),)
    assert checks == [(), ()]


def test_a_batch_without_pages_or_confidence_stays() -> None:
    tables = {
        "documents": table(
            "documents", document("a", batch_id="n2"), document("b", batch_id=None)
        ),
        "pages": table("pages", page("a.1", None)),
    }
    found = compute(tables, year(), None)
    first, second = cells(found)
    assert (first["batch_id"], first["documents"], first["pages"]) == (None, 1, 0)
    assert (second["pages"], second["pages_read"]) == (1, 0)
    assert second["confidence_mean"] is None
    assert found.totals.confidence_median is None


def test_nothing_at_all() -> None:
    found = compute({}, year(), None)
    assert found.rows == ()
    assert found.totals.documents == 0
    assert all(part.rows == () for part in found.lists)


def test_the_histogram_adds_the_batches_up() -> None:
    tables = {
        "documents": table(
            "documents", document("a", batch_id="n1"), document("b", batch_id="n2")
        ),
        "pages": table(
            "pages", page("a.1", 0.95), page("b.1", 0.92), page("b.1", 0.15)
        ),
    }
    found = compute(tables, year(), None)
    (histogram,) = QUALITY.charts(found, ReportWords("vi"))
    assert len(histogram.steps) == 10
    last, second = histogram.steps[-1], histogram.steps[1]
    assert (last.label, last.height, last.text) == ("90–100\u00a0%", 1.0, "2")
    assert (second.label, second.height, second.text) == ("10–20\u00a0%", 0.5, "1")


def test_no_histogram_where_nothing_was_read() -> None:
    tables = {"documents": table("documents", document("a", batch_id="n1"))}
    assert QUALITY.charts(compute(tables, year(), None), ReportWords("vi")) == ()


def test_figures() -> None:
    tables = {
        "documents": table("documents", document("a", status="needs_review")),
        "pages": table("pages", page("a.1", 0.5)),
    }
    figures = QUALITY.figures(compute(tables, year(), None).totals, ReportWords("en"))
    assert [figure.value for figure in figures] == ["1", "1", "1", "50.0%"]
