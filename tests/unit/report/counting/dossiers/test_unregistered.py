"""Digitized dossiers of no register."""

from pipeline.report.counting.dossiers.unregistered import (
    UnregisteredDossier,
    list_unregistered,
)
from tests.unit.report.report_tables import document, export, past, table

TABLES = {
    "past_results": table("past_results", past("a", still_valid=False)),
    "one_stop": table("one_stop", export("b")),
    "documents": table(
        "documents",
        document("a"),
        document("b"),
        document(
            "d", agency_code="Z", level="commune", document_id="d.2", day="2024-06-01"
        ),
        document("d", agency_code="Z", level="commune"),
        document("c"),
        document("e", status="needs_review"),
        document("f", signature_level="unsigned"),
    ),
}


def test_what_counts_and_stands_nowhere_is_listed_by_code() -> None:
    found = list_unregistered(TABLES)
    assert [one.dossier_code for one in found] == ["c", "d"]
    assert found[1] == UnregisteredDossier(
        dossier_code="d",
        agency_code="Z",
        level="commune",
        documents=2,
        pdf_path="documents/U/2024/d/d.1.pdf",
        digitized_at="2024-05-02T10:00:00+07:00",
    )


def test_without_registers_everything_digitized_is_listed() -> None:
    found = list_unregistered({"documents": TABLES["documents"]})
    assert [one.dossier_code for one in found] == ["a", "b", "c", "d"]
    assert list_unregistered({}) == ()
