"""Questions that several commands ask."""

from dataclasses import dataclass

import pytest

from pipeline.store.parquet import ParquetStore
from pipeline.store.queries import citizen_documents, dossier_documents, events_about
from pipeline.store.record import StoreChange

ME = "001090000123"


@dataclass(frozen=True)
class Found:
    document_id: str
    title: str | None


@pytest.fixture
def store(tmp_path):
    store = ParquetStore(tmp_path / "store")
    store.create()
    documents = [
        {
            "document_id": "A.1",
            "dossier_code": "A",
            "title": "cũ",
            "superseded_by": "A.2",
        },
        {"document_id": "A.2", "dossier_code": "A", "title": "mới"},
        {"document_id": "B.1", "dossier_code": "B"},
    ]
    matches = [
        {"document_id": "A.1", "outcome": "matched", "citizen_id": ME},
        {"document_id": "A.2", "outcome": "matched", "citizen_id": ME},
        {"document_id": "B.1", "outcome": "review", "citizen_id": ME},
    ]
    events = [
        {"item": item, "action": str(n)}
        for n, item in enumerate(("A.1", "B", "A", "A.1"))
    ]
    store.commit(
        StoreChange({"documents": documents, "matches": matches, "events": events})
    )
    return store


def test_a_dossier_with_all_its_scans(store):
    found = dossier_documents(store.snapshot(), "A")["document_id"].to_pylist()
    assert found == ["A.1", "A.2"]
    assert dossier_documents(store, "C").num_rows == 0


def test_events_keep_their_order(store):
    assert events_about(store, ["A", "A.1"])["action"].to_pylist() == ["0", "2", "3"]


def test_of_a_citizen_only_what_is_confirmed_and_stands(store):
    assert citizen_documents(store, ME, Found) == [Found("A.2", "mới")]
    assert citizen_documents(store, "001090000124", Found) == []
