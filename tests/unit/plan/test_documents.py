"""Where a document's file belongs."""

from datetime import date, datetime

import pytest

from pipeline.plan.documents import place_of
from schemas.record import DocumentRecord
from schemas.work import DocumentJob, DossierFacts, ReceivedDocument

MOMENT = datetime(2026, 3, 4, 5, 6, 7)


def job(code: str = "H26.27-241105-0012", agency: str = "H26.27") -> DocumentJob:
    document = ReceivedDocument(
        document_id=f"{code}.2",
        dossier_code=code,
        dossier_folder=code,
        ordinal=2,
        source_name="a.pdf",
        source_sha256="0" * 64,
        files=(),
        pages=(),
        signed=False,
        facts=DossierFacts(agency_code=agency),
    )
    return DocumentJob(document, "work", "archive", "b1", None, "archive-organ", None)


def record(issued: date | None) -> DocumentRecord:
    return DocumentRecord("other", 0.0, None, None, issued, None, "vi", ())


@pytest.mark.parametrize(
    ("code", "issued", "place"),
    [
        ("H26.27-241105-0012", date(2019, 1, 2), "2019"),
        ("H26.27-241105-0012", None, "2024"),
        ("X1", None, "2026"),
        ("H26.27-249905-0012", None, "2026"),
    ],
)
def test_the_year_is_that_of_issue_else_of_the_code_else_today(code, issued, place):
    found = place_of(job(code), record(issued), MOMENT, "2025-07")
    assert found == f"documents/H26.27/{place}/{code}/{code}.2.pdf"


def test_no_agency_and_odd_letters_make_a_place_all_the_same():
    found = place_of(job("A?1", agency=""), record(None), MOMENT, "2025-07")
    assert found == "documents/unknown/2026/A?1/A_1.2.pdf"


def test_the_rules_edition_names_the_file(write_edition):
    write_edition(
        "2025-07",
        ('"{dossier_code}.{ordinal}.pdf"', '"{dossier_code}_{ordinal:03}.pdf"'),
    )
    assert place_of(job("X1"), record(None), MOMENT, "2025-07").endswith(
        "/X1/X1_002.pdf"
    )
