"""Received files whose signatures a person must look at."""

import pytest

from pipeline.runner.signing.signatures import doubtful_signatures
from pipeline.store.record import StoreChange
from schemas.archive import ReceivedVerdict


def document(key, verdict, reasons=()):
    return {
        "document_id": key,
        "pdf_path": f"documents/{key}.pdf",
        "signature_verdict": verdict,
        "review_reasons": list(reasons),
    }


@pytest.fixture
def store(call):
    rows = [
        document(
            f"{number}-{one}", str(one), [one.review_reason] if one.needs_review else []
        )
        for number, one in enumerate(ReceivedVerdict)
    ]
    call.context.store.commit(
        StoreChange(append={"documents": [*rows, document("own", None)]})
    )
    return call.context.store


def test_those_that_need_a_review_in_order(store):
    found = doubtful_signatures(store)
    assert {one.verdict for one in found} == {
        one for one in ReceivedVerdict if one.needs_review
    }
    assert [one.document_id for one in found] == sorted(
        one.document_id for one in found
    )
    assert not any(one.decided for one in found)


def test_a_decision_takes_the_reason_away(store):
    first = doubtful_signatures(store)[0]
    for reasons, decided in (
        [[], True],
        [["type_unknown"], True],
        [[first.verdict.review_reason], False],
    ):
        row = document(first.document_id, str(first.verdict), reasons)
        store.commit(
            StoreChange(replace_documents={first.document_id: {"documents": [row]}})
        )
        assert doubtful_signatures(store)[0].decided is decided


def test_only_some_documents_are_asked_about(store):
    first = doubtful_signatures(store)[0]
    assert doubtful_signatures(store, [first.document_id, "own"]) == [first]
    assert first.as_json() == {
        "document_id": first.document_id,
        "pdf_path": first.pdf_path,
        "verdict": str(first.verdict),
    }
