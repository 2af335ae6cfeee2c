"""Received files whose signatures a person must look at."""

import pytest

from pipeline.runner.signatures import doubtful_signatures
from pipeline.store.record import StoreChange
from schemas.archive import ReceivedVerdict
from schemas.rows import make_event


def document(key, verdict):
    return {"document_id": key, "pdf_path": f"documents/{key}.pdf", "signature_verdict": verdict}


@pytest.fixture
def store(call):
    rows = [
        document(f"{number}-{verdict}", str(verdict))
        for number, verdict in enumerate(ReceivedVerdict)
    ]
    call.context.store.commit(StoreChange(append={"documents": [*rows, document("own", None)]}))
    return call.context.store


def test_those_that_need_a_review_in_order(store):
    found = doubtful_signatures(store)
    assert {one.verdict for one in found} == {one for one in ReceivedVerdict if one.needs_review}
    assert [one.document_id for one in found] == sorted(one.document_id for one in found)
    assert not any(one.decided for one in found)


def test_a_decision_about_the_document_is_known(store):
    first = doubtful_signatures(store)[0].document_id
    decided = make_event("2026", "A", "metadata modification", first, {"what": "document"})
    other = make_event("2026", "A", "metadata modification", "own", {"what": "field"})
    store.commit(StoreChange(append={"events": [decided, other]}))
    assert [one.document_id for one in doubtful_signatures(store) if one.decided] == [first]


def test_only_some_documents_are_asked_about(store):
    first = doubtful_signatures(store)[0]
    assert doubtful_signatures(store, [first.document_id, "own"]) == [first]
    assert first.as_json() == {
        "document_id": first.document_id,
        "pdf_path": first.pdf_path,
        "verdict": str(first.verdict),
    }
