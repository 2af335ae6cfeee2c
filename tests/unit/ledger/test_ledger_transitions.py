"""From state to state: which changes a document takes, and which come too late."""

from dataclasses import replace

import pytest

from pipeline.ledger.sheets import SheetPrints
from pipeline.ledger.transitions import Transitions, settle_document
from schemas.states import DocumentState
from tests.unit.ledger.ledger_rows import BROKEN, received

CHANGES = {
    "done": lambda ledger: ledger.documents.mark_done(["A.1"]),
    "quarantined": lambda ledger: ledger.documents.mark_quarantined(
        "A.1", BROKEN, "entry"
    ),
    "waiting": lambda ledger: ledger.documents.mark_waiting(["A.1"], "retry"),
    "settled": lambda ledger: ledger.settle("entry"),
    "forgotten": lambda ledger: ledger.documents.forget_done(["A.1"]),
}


@pytest.fixture
def document(ledger):
    return ledger.documents.add(received("A"), "1", 1, "b").received


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ("", DocumentState.WAITING),
        ("done", DocumentState.DONE),
        ("quarantined", DocumentState.QUARANTINED),
        ("quarantined waiting", DocumentState.WAITING),
        ("quarantined waiting done", DocumentState.DONE),
        ("quarantined settled", DocumentState.SETTLED),
        ("quarantined settled done", DocumentState.DONE),
        ("settled", DocumentState.WAITING),
        ("done quarantined", DocumentState.DONE),
        ("done waiting", DocumentState.DONE),
        ("done settled", DocumentState.DONE),
        ("quarantined done settled", DocumentState.DONE),
        ("done forgotten", DocumentState.WAITING),
    ],
)
def test_a_document_goes_the_allowed_ways_and_stays_done(
    ledger, document, changes, state
):
    for change in changes.split():
        CHANGES[change](ledger)
    assert ledger.documents.get("A.1").state == state


def test_a_done_document_has_no_reason_any_more(ledger, document):
    ledger.documents.mark_quarantined("A.1", BROKEN, "entry")
    ledger.documents.mark_done(["A.1"], "later")
    row = ledger.documents.get("A.1")
    assert (row.code, row.message, row.remedy, row.quarantine) == (
        None,
        None,
        None,
        None,
    )
    assert (row.transient, row.batch_id) == (False, "later")
    ledger.documents.mark_done(["A.1"])
    assert ledger.documents.get("A.1").batch_id == "later"


def test_what_the_tables_say_is_kept_until_the_document_is_done(ledger, document):
    reviewed = replace(document, review_reasons=("sheet_count",))
    ledger.documents.refresh(reviewed)
    assert ledger.documents.get("A.1").received == reviewed
    ledger.documents.mark_done(["A.1"])
    ledger.documents.refresh(document)
    assert ledger.documents.get("A.1").received == reviewed


def test_changes_of_many_are_all_made(ledger):
    for number in range(5):
        ledger.documents.add(received("B", str(number)), str(number), 1, "b")
    ledger.documents.mark_done(f"B.{number}" for number in range(1, 4))
    assert ledger.documents.list_done_ids() == {"B.1", "B.2", "B.3"}
    ledger.documents.forget_done(["B.2"])
    assert ledger.documents.list_done_ids() == {"B.1", "B.3"}


def test_only_what_stands_in_an_entry_is_settled(ledger, document):
    connection = ledger.documents._connection
    with connection.transaction() as db:
        assert not settle_document(db, "entry")
    Transitions(connection).mark_quarantined("A.1", BROKEN, "entry")
    with connection.transaction() as db:
        assert not settle_document(db, "another")
        assert settle_document(db, "entry")
    assert ledger.documents.get("A.1").state == DocumentState.SETTLED


def test_the_place_of_a_file_is_known_before_it_is_put_there(ledger, document):
    Transitions(ledger.documents._connection).plan_path("A.1", "documents/A.1.pdf")
    assert ledger.documents.list_unfinished_paths() == ["documents/A.1.pdf"]
    ledger.documents.mark_done(["A.1"])
    assert ledger.documents.list_unfinished_paths() == []


def test_what_was_disposed_of_leaves_no_trace_but_its_row(ledger, document):
    ledger.documents.mark_done(["A.1"])
    ledger.sheets.add({"A.1": SheetPrints((7,), ("p",))})
    ledger.checks.keep(["A.1"])
    ledger.documents.mark_disposed(["A.1"])
    assert ledger.documents.get("A.1").state == DocumentState.DISPOSED
    assert ledger.sheets.find_sharing([7]) == [] and ledger.checks.latest() == {}
    assert list(ledger.documents.list_kept_files()) == []
    assert ledger.documents.list_unfinished() == []
    assert (ledger.documents.count_done(), ledger.documents.is_done("A.1")) == (
        0,
        False,
    )
    ledger.documents.refresh(replace(document, review_reasons=("sheet_count",)))
    assert ledger.documents.get("A.1").received == document
