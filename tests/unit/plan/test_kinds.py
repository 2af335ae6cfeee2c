"""Component or result: by what is said, by type, tables and dates."""

from datetime import date

import pytest

from pipeline.plan.kinds import code_date, paper_kind
from schemas.record import DocumentRecord
from schemas.work import DossierFacts

CODE = "H26.27-241105-0012"
BEFORE, AFTER = date(2024, 11, 4), date(2024, 11, 20)


def record(document_type: str, issued: date | None) -> DocumentRecord:
    return DocumentRecord(
        document_type=document_type,
        document_type_confidence=1.0,
        title=None,
        number=None,
        issued_date=issued,
        issuer=None,
        language=None,
        fields=(),
    )


def kind(paper: str, issued: date | None, code: str = CODE, **facts: object) -> str:
    known = DossierFacts("H26.27", **{"kind_open": True, **facts})  # type: ignore[arg-type]
    return paper_kind(code, known, record(paper, issued))


@pytest.mark.parametrize("said", ["component", "result"])
def test_what_is_said_stands(said: str) -> None:
    assert kind("don_de_nghi", AFTER, kind=said, kind_open=False) == said


@pytest.mark.parametrize("document_type", ["quyet_dinh", "giay_chung_nhan_ket_hon"])
def test_what_was_issued_after_the_dossier_came_is_its_result(
    document_type: str,
) -> None:
    assert kind(document_type, AFTER) == "result"
    assert kind(document_type, BEFORE) == "component"
    assert kind(document_type, AFTER, received_on=date(2024, 12, 1)) == "component"
    assert (
        kind(document_type, None)
        == kind(document_type, AFTER, code="H26")
        == "component"
    )
    assert kind(document_type, None, finished=True) == "result"
    assert kind(document_type, BEFORE, finished=True) == "component"
    assert kind(document_type, AFTER, finished=False) == "component"


def test_what_a_citizen_writes_is_no_result() -> None:
    assert kind("don_de_nghi", AFTER, finished=True) == "component"
    assert kind("don_de_nghi", None, kind="result") == "component"


def test_the_register_of_past_results_knows_results() -> None:
    assert kind("quyet_dinh", BEFORE, kind="result") == "result"
    assert kind("other", None, kind="result") == "result"
    assert (
        kind("don_de_nghi", None, kind="result", document_type="don_de_nghi")
        == "result"
    )


def test_the_date_in_a_code() -> None:
    assert code_date(CODE) == date(2024, 11, 5)
    assert code_date("H26") is code_date("H26-241399-1") is None
