"""Rows as records: the columns that the record has, and no others."""

from dataclasses import dataclass

import pytest

from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from pipeline.store.typed import read_rows
from schemas.tables.rows import EventRow, make_event

FIRST = make_event(
    "2026-01-02T00:00:00+07:00", "sohoa", "ingestion", "A.1", {"source": "a"}
)
SECOND = make_event("2026-01-03T00:00:00+07:00", "sohoa", "recovery", "A.2")


@dataclass(frozen=True)
class Place:
    document_id: str
    pdf_path: str | None


@pytest.fixture
def store(tmp_path):
    made = ParquetStore(tmp_path)
    made.create()
    documents = [{"document_id": "A.1", "pdf_path": "a.pdf"}, {"document_id": "A.2"}]
    made.commit(StoreChange(append={"events": [FIRST, SECOND], "documents": documents}))
    return made


def test_records_come_back_as_they_went_in(store):
    assert read_rows(store, "events", EventRow) == [FIRST, SECOND]


def test_a_record_of_some_columns(store):
    assert read_rows(store, "documents", Place) == [
        Place("A.1", "a.pdf"),
        Place("A.2", None),
    ]


def test_rows_are_chosen_by_document_and_by_value(store):
    assert read_rows(store, "documents", Place, ["A.2"]) == [Place("A.2", None)]
    assert read_rows(
        store.snapshot(), "events", EventRow, where={"action": ["recovery"]}
    ) == [SECOND]


def test_a_record_may_stand_in_for_a_documents_rows(store):
    other = {"document_id": "A.1", "pdf_path": "b.pdf"}
    store.commit(StoreChange(replace_documents={"A.1": {"documents": [other]}}))
    assert read_rows(store, "documents", Place, ["A.1"]) == [Place("A.1", "b.pdf")]
