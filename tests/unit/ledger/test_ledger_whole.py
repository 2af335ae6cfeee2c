import pytest

from pipeline.ledger import Attempt, Ledger
from schemas.received.source import (
    IdleSeparator,
    MediaType,
    SourceFile,
    StackSegment,
    StackSplit,
)
from schemas.states import AttemptState
from schemas.work import DossierFacts, Failure, ReceivedDocument


@pytest.fixture
def ledger(tmp_path):
    opened = Ledger(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


def received(code: str, sha256: str, name: str = "01.pdf") -> ReceivedDocument:
    file = SourceFile("/kept", name, sha256, 5, MediaType.PDF)
    return ReceivedDocument(
        "", code, code, 0, name, sha256, (file,), ((0, 0),), False, DossierFacts("H26")
    )


def test_ordinals_grow_and_are_not_used_again(ledger):
    first = ledger.documents.add(received("A", "1"), "1", 1, "b")
    second = ledger.documents.add(received("A", "2"), "2", 1, "b")
    ledger.documents.mark_quarantined(
        second.received.document_id, Failure("broken_pdf", "m", None, "ingest"), "A.2"
    )
    third = ledger.documents.add(received("A", "3"), "3", 1, "b")
    assert [one.received.document_id for one in (first, second, third)] == [
        "A.1",
        "A.2",
        "A.3",
    ]
    assert (
        ledger.documents.add(received("B", "1"), "1", 1, "b").received.document_id
        == "B.1"
    )


def test_the_same_bytes_in_a_dossier_are_the_same_document(ledger):
    first = ledger.documents.add(received("A", "1"), "1", 1, "b")
    ledger.documents.mark_done([first.received.document_id])
    again = ledger.documents.add(received("A", "1", "other.pdf"), "1", 1, "c")
    assert (again.received.document_id, again.state, again.received.source_name) == (
        "A.1",
        "done",
        "01.pdf",
    )
    assert ledger.documents.same_bytes_elsewhere("1", "B") == ["A.1"]
    assert ledger.documents.same_bytes_elsewhere("1", "A") == []


def test_codes_that_look_alike_as_file_names_get_folders_of_their_own(ledger):
    assert ledger.dossiers.folder("A B") == "A_B"
    assert ledger.dossiers.folder("A_B") == "A_B~2"
    assert ledger.dossiers.folder("A B") == "A_B"


def test_an_unfinished_batch_goes_on_and_a_finished_one_does_not(ledger):
    first = ledger.batches.open("run", "/inbox", "x")
    assert ledger.batches.open("run", "/inbox", "x") == first
    assert ledger.batches.open("run", "/other", "x") != first
    ledger.batches.close(first, "complete", {"n": 1})
    assert ledger.batches.open("run", "/inbox", "x") != first
    assert ledger.batches.get(first).summary == {"n": 1}


def test_every_attempt_is_a_row_and_only_those_of_the_same_digest_count(ledger):
    batch = ledger.batches.open("run", "/inbox", None)
    failed, done = AttemptState.FAILED, AttemptState.DONE
    ledger.attempts.add(
        Attempt(
            "A.1/p1", "read", failed, "d1", batch, 0.1, code="worker_lost", message="m"
        )
    )
    ledger.attempts.add(
        Attempt("A.1/p1", "read", done, "d1", batch, 0.2, result={"n": 2})
    )
    assert ledger.attempts.find_results(["A.1/p1", "A.1/p2"], "read", "d1", batch) == {
        "A.1/p1": {"n": 2}
    }
    assert ledger.attempts.find_results(["A.1/p1"], "read", "d2", batch) == {}


def test_a_done_document_is_not_quarantined_by_a_late_answer(ledger):
    one = ledger.documents.add(received("A", "1"), "1", 1, "b").received.document_id
    ledger.documents.mark_done([one])
    ledger.documents.mark_quarantined(
        one, Failure("internal_error", "m", None, "ocr"), "A.1"
    )
    assert ledger.documents.get(one).state == "done"


def test_refusals_settle_when_they_are_met_no_more(ledger):
    failure = Failure("duplicate_dossier", "m", None, "ingest")
    assert ledger.refusals.add("e1", "/inbox", "a", "A", failure, "b1") is True
    assert ledger.refusals.add("e1", "/inbox", "a", "A", failure, "b2") is False
    assert ledger.refusals.settle_missing("/inbox", {"e1"}) == []
    assert ledger.refusals.settle_missing("/inbox", set()) == ["e1"]
    assert ledger.refusals.list_standing() == []


def test_a_stack_split_round_trips(ledger):
    split = StackSplit(
        (StackSegment("A", None, 2, (1, 2)),), (0,), (3,), (IdleSeparator(3, "B"),)
    )
    ledger.stacks.keep("sha", split)
    assert ledger.stacks.split("sha") == split
