"""Attempts: each is a row, and only finished ones of this batch and these settings count."""

import pytest

from pipeline.ledger.attempts import Attempt
from schemas.states import AttemptState, BatchKind, WorkStage
from schemas.work import StackPageRead

DONE, FAILED, PLANNED = AttemptState.DONE, AttemptState.FAILED, AttemptState.PLANNED


def read(item, state=DONE, *, digest="d", batch="b", result=None):
    return Attempt(item, WorkStage.READ, state, digest, batch, 0.1, result=result)


def test_only_what_this_batch_finished_under_these_settings_is_finished(ledger):
    for one in (
        read("A.1/p1", FAILED, result="why"),
        read("A.1/p1", result={"n": 1}),
        read("A.1/p2", FAILED, result="why"),
        read("A.1/p3", digest="other", result={}),
        read("A.1/p4", batch="other", result={}),
        Attempt("A.1/p5", WorkStage.MAKE, DONE, "d", "b", result={}),
        read("B.1/p1", result={}),
    ):
        ledger.attempts.add(one)
    asked = [f"A.1/p{number}" for number in range(1, 7)]
    assert ledger.attempts.find_results(asked, WorkStage.READ, "d", "b") == {
        "A.1/p1": {"n": 1}
    }
    assert ledger.attempts.find_results([], WorkStage.READ, "d", "b") == {}


@pytest.mark.parametrize("pages", [1, 500, 501, 1203])
def test_documents_of_any_length_are_asked_for(ledger, pages):
    items = [f"A.1/p{number}" for number in range(1, pages + 1)]
    for item in (items[0], items[-1]):
        ledger.attempts.add(read(item, result={}))
    found = ledger.attempts.find_results(items, WorkStage.READ, "d", "b")
    assert found == {items[0]: {}, items[-1]: {}}


@pytest.mark.parametrize(
    ("result", "plain"),
    [
        (None, None),
        ("text", "text"),
        ({"n": [1, 2]}, {"n": [1, 2]}),
        (StackPageRead(3, ("A", "B")), {"page": 3, "codes": ["A", "B"]}),
    ],
)
def test_the_latest_result_comes_back_as_plain_values(ledger, result, plain):
    assert ledger.attempts.latest_result("A.1", WorkStage.SIGN) is None
    for one in ("before", result):
        ledger.attempts.add(
            Attempt("A.1", WorkStage.SIGN, PLANNED, "d", "sign", result=one)
        )
    assert ledger.attempts.latest_result("A.1", WorkStage.SIGN) == plain
    assert ledger.attempts.latest_result("A.1", WorkStage.MAKE) is None


def test_documents_made_since_the_call_began_are_counted_once(ledger):
    batch = ledger.batches.open(BatchKind.RUN, "/inbox", None)
    for item, state, of in (
        ("A.1", FAILED, batch),
        ("A.1", DONE, batch),
        ("A.1", DONE, batch),
        ("B.1", DONE, batch),
        ("C.1", FAILED, batch),
        ("D.1", DONE, "other"),
    ):
        ledger.attempts.add(
            Attempt(item, WorkStage.MAKE, state, "d", of, 0.1, result={})
        )
    ledger.attempts.add(read("E.1/p1", batch=batch, result={}))
    assert ledger.attempts.count_since_start(batch) == 2
    assert ledger.attempts.count_since_start("none") == 0
