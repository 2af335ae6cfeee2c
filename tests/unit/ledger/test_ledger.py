"""The ledger as a whole."""

import sqlite3

import pytest

from pipeline.errors import DigitizationError
from pipeline.ledger.ledger import Ledger
from schemas.states import BatchKind, DocumentState
from tests.unit.ledger.ledger_rows import BROKEN, received


def test_a_settled_entry_is_a_document_or_a_refusal(ledger):
    ledger.documents.add(received("A"), "1", 1, "b")
    ledger.documents.mark_quarantined("A.1", BROKEN, "A.1")
    ledger.refusals.add("e", "/inbox", "scan.doc", None, BROKEN, "b")
    assert [ledger.settle(entry) for entry in ("A.1", "e", "none")] == [
        True,
        True,
        False,
    ]
    assert ledger.documents.get("A.1").state is DocumentState.SETTLED
    assert ledger.refusals.list_standing() == []


def test_what_one_connection_wrote_another_reads(tmp_path):
    place = tmp_path / "ledger.sqlite"
    writer = Ledger(place)
    batch = writer.batches.open(BatchKind.RUN, "/inbox", "An")
    reader = Ledger.to_read(place)
    assert reader.batches.get(batch).operator == "An"
    with pytest.raises((sqlite3.OperationalError, DigitizationError)):
        reader.batches.set_found(batch, 3)
    assert writer.batches.get(batch).found == 0
    reader.close()
    writer.close()
