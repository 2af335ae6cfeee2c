"""What a report reads of a snapshot."""

from __future__ import annotations

import pytest

from pipeline.config import load_settings
from pipeline.operations.reports.reporting import (
    ReportRequest,
    report_basis,
    resolve_request,
)
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from pipeline.store.snapshot import StoreSnapshot


@pytest.fixture
def basis(folder):
    store = ParquetStore(folder.store)
    rows = [
        {"document_id": f"d{at}", "dossier_code": f"c{at}", "kind": kind}
        for at, kind in enumerate(("component", "result", "result"))
    ]
    store.commit(StoreChange(append={"documents": rows}))
    asked = resolve_request(
        ReportRequest("rates", period="2024"), load_settings(folder.root)
    )
    return report_basis(asked, store, None)


def test_each_column_of_the_rows_that_fit_is_read_once(basis, monkeypatch):
    read = []
    once = StoreSnapshot.read
    monkeypatch.setattr(
        StoreSnapshot,
        "read",
        lambda snapshot, table, columns, where: (
            read.append((table, tuple(columns)))
            or once(snapshot, table, columns, where=where)
        ),
    )
    documents = basis.tables["documents"]
    results = {"kind": ("result",)}
    first = documents.read(("document_id", "kind"), results)
    again = documents.read(("dossier_code", "document_id"), results)
    assert first["document_id"].to_pylist() == ["d1", "d2"]
    assert again.to_pylist() == [
        {"dossier_code": "c1", "document_id": "d1"},
        {"dossier_code": "c2", "document_id": "d2"},
    ]
    every = documents.read(("document_id",), {})
    assert (len(every), len(documents)) == (3, 3)
    assert read == [
        ("documents", ("document_id", "kind")),
        ("documents", ("dossier_code",)),
        ("documents", ("document_id",)),
    ]
