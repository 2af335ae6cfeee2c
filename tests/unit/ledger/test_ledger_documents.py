"""Documents: the same bytes are the same document, and an ordinal is used once."""

from dataclasses import replace

from pipeline.ledger.documents import LedgerDocument
from schemas.states import DocumentState
from tests.unit.ledger.ledger_rows import BROKEN, SHARE_GONE, received


def add(ledger, code, key, batch="b"):
    return ledger.documents.add(received(code, key), key, 1, batch)


def ids(entries):
    return [one.received.document_id for one in entries]


def test_ordinals_count_from_1_in_each_dossier(ledger):
    added = [add(ledger, "A", "1"), add(ledger, "B", "1"), add(ledger, "A", "2")]
    assert ids(added) == ["A.1", "B.1", "A.2"]
    assert [one.received.ordinal for one in added] == [1, 1, 2]
    assert [ledger.documents.get(one) for one in ids(added)] == added
    assert ledger.documents.get("A.3") is None


def test_a_waiting_document_is_taken_over_and_a_done_one_is_not(ledger):
    add(ledger, "A", "1", "first")
    assert add(ledger, "A", "1", "second").batch_id == "second"
    assert ledger.documents.get("A.1").batch_id == "second"
    ledger.documents.mark_done(["A.1"])
    again = add(ledger, "A", "1", "third")
    assert (again.state, again.batch_id) == (DocumentState.DONE, "second")


def test_quarantine_holds_those_that_failed_also_while_a_retry_is_on(ledger):
    for code, batch in (("A", "b"), ("B", "b"), ("C", "c"), ("D", "c")):
        add(ledger, code, "1", batch)
    for code in ("A", "B", "C"):
        ledger.documents.mark_quarantined(f"{code}.1", BROKEN, f"{code}.1")
    ledger.documents.mark_waiting(["B.1"], "retry")
    assert ids(ledger.documents.list_quarantined()) == ["A.1", "B.1", "C.1"]
    assert ids(ledger.documents.list_quarantined("b")) == ["A.1"]
    assert ids(ledger.documents.list_quarantined("retry")) == ["B.1"]


def test_a_reason_is_kept_whole(ledger):
    add(ledger, "A", "1")
    for failure in (BROKEN, SHARE_GONE):
        ledger.documents.mark_quarantined("A.1", failure, "entry")
        row = ledger.documents.get("A.1")
        assert (row.code, row.message, row.remedy) == (
            failure.code,
            failure.message,
            failure.remedy,
        )
        assert (row.transient, row.values) == (failure.transient, failure.values)
        assert (row.state, row.quarantine) == (DocumentState.QUARANTINED, "entry")


def test_the_same_bytes_are_seen_in_other_dossiers_unless_they_failed_there(ledger):
    for code in ("A", "B", "C"):
        add(ledger, code, "1")
    ledger.documents.mark_quarantined("C.1", BROKEN, "C.1")
    assert ledger.documents.same_bytes_elsewhere("1", "A") == ["B.1"]
    assert ledger.documents.same_bytes_elsewhere("2", "A") == []


def test_planned_paths_are_known_until_the_document_is_done(ledger):
    for code in ("A", "B", "C"):
        add(ledger, code, "1")
    for code in ("A", "B"):
        ledger.documents.plan_path(f"{code}.1", f"documents/{code}/1.pdf")
    ledger.documents.mark_done(["A.1"])
    assert ledger.documents.list_unfinished_paths() == ["documents/B/1.pdf"]
    assert ledger.documents.list_done_ids() == {"A.1"}


def test_received_files_are_known_whatever_became_of_the_document(ledger):
    for code, key in (("A", "1"), ("A", "2"), ("B", "1")):
        add(ledger, code, key)
    ledger.documents.mark_done(["A.1"])
    ledger.documents.mark_quarantined("A.2", BROKEN, "A.2")
    kept = sorted(ledger.documents.list_kept_files())
    assert kept == [("A.1", "1"), ("A.2", "2"), ("B.1", "1")]


def test_a_batchs_documents_are_counted_by_state(ledger):
    for code in ("A", "B", "C"):
        add(ledger, code, "1")
    add(ledger, "D", "1", "other")
    ledger.documents.mark_done(["A.1", "B.1"])
    assert ledger.documents.count_by_state("b") == {
        DocumentState.DONE: 2,
        DocumentState.WAITING: 1,
    }
    assert ledger.documents.count_by_state("none") == {}


def test_a_document_is_told_as_it_was_received(ledger):
    entry = ledger.documents.add(received("A"), "1", 3, "b")
    full = replace(received("A"), ordinal=1, document_id="A.1")
    assert entry == LedgerDocument(full, DocumentState.WAITING, "b", 3)
    assert ledger.documents.get("A.1") == entry


def test_what_a_call_was_about_to_place_is_known_by_its_dossier(ledger):
    for code, key in (("A", "1"), ("A", "2"), ("A", "3"), ("B", "1")):
        add(ledger, code, key)
    for one in ("A.1", "A.2", "B.1"):
        ledger.documents.plan_path(one, f"documents/{one}.pdf")
    ledger.documents.mark_done(["A.1"])
    assert ledger.documents.list_planned("A") == ["A.2"]
    assert ledger.documents.list_planned("C") == []
