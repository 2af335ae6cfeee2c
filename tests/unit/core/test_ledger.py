import pytest

from pipeline.ledger import Ledger
from schemas.source import IdleSeparator, MediaType, SourceFile, StackSegment, StackSplit
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
    first = ledger.add_document(received("A", "1"), "1", 1, "b")
    second = ledger.add_document(received("A", "2"), "2", 1, "b")
    ledger.mark_quarantined(
        second.received.document_id, Failure("broken_pdf", "m", None, "ingest"), "A.2"
    )
    third = ledger.add_document(received("A", "3"), "3", 1, "b")
    assert [one.received.document_id for one in (first, second, third)] == ["A.1", "A.2", "A.3"]
    assert ledger.add_document(received("B", "1"), "1", 1, "b").received.document_id == "B.1"


def test_the_same_bytes_in_a_dossier_are_the_same_document(ledger):
    first = ledger.add_document(received("A", "1"), "1", 1, "b")
    ledger.mark_done([first.received.document_id])
    again = ledger.add_document(received("A", "1", "other.pdf"), "1", 1, "c")
    assert (again.received.document_id, again.state, again.received.source_name) == (
        "A.1",
        "done",
        "01.pdf",
    )
    assert ledger.same_bytes_elsewhere("1", "B") == ["A.1"]
    assert ledger.same_bytes_elsewhere("1", "A") == []


def test_codes_that_look_alike_as_file_names_get_folders_of_their_own(ledger):
    assert ledger.dossier_folder("A B") == "A_B"
    assert ledger.dossier_folder("A_B") == "A_B~2"
    assert ledger.dossier_folder("A B") == "A_B"


def test_an_unfinished_batch_goes_on_and_a_finished_one_does_not(ledger):
    first = ledger.open_batch("run", "/inbox", "x")
    assert ledger.open_batch("run", "/inbox", "x") == first
    assert ledger.open_batch("run", "/other", "x") != first
    ledger.close_batch(first, "complete", {"n": 1})
    assert ledger.open_batch("run", "/inbox", "x") != first
    assert ledger.batch(first).summary == {"n": 1}


def test_every_attempt_is_a_row_and_only_those_of_the_same_digest_count(ledger):
    batch = ledger.open_batch("run", "/inbox", None)
    ledger.add_attempts([("A.1/p1", "read", "failed", "d1", batch, 0.1, "worker_lost", "m", None)])
    ledger.add_attempts([("A.1/p1", "read", "done", "d1", batch, 0.2, None, None, {"n": 2})])
    assert ledger.finished(["A.1/p1", "A.1/p2"], "read", "d1", batch) == {"A.1/p1": {"n": 2}}
    assert ledger.finished(["A.1/p1"], "read", "d2", batch) == {}


def test_a_done_document_is_not_quarantined_by_a_late_answer(ledger):
    one = ledger.add_document(received("A", "1"), "1", 1, "b").received.document_id
    ledger.mark_done([one])
    ledger.mark_quarantined(one, Failure("internal_error", "m", None, "ocr"), "A.1")
    assert ledger.document(one).state == "done"


def test_refusals_settle_when_they_are_met_no_more(ledger):
    failure = Failure("duplicate_dossier", "m", None, "ingest")
    assert ledger.add_refusal("e1", "/inbox", "a", "A", failure, "b1") is True
    assert ledger.add_refusal("e1", "/inbox", "a", "A", failure, "b2") is False
    assert ledger.settle_refusals("/inbox", {"e1"}) == []
    assert ledger.settle_refusals("/inbox", set()) == ["e1"]
    assert ledger.refusals() == []


def test_a_stack_split_round_trips(ledger):
    split = StackSplit((StackSegment("A", None, 2, (1, 2)),), (0,), (3,), (IdleSeparator(3, "B"),))
    ledger.keep_stack_split("sha", split)
    assert ledger.stack_split("sha") == split
