"""The documents that pages and fields belong to."""

from __future__ import annotations

import pyarrow as pa

from pipeline.report.counting.quality.owners import documents_among, places_of
from tests.unit.report.report_tables import document, table

DOCUMENTS = table("documents", document("a"), document("b"), document("c"))


def ids(*values: str) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


def test_the_row_of_each_id() -> None:
    assert places_of(ids("c.1", "x", "a.1"), DOCUMENTS).to_pylist() == [2, None, 0]
    assert places_of(ids(), DOCUMENTS).to_pylist() == []
    assert places_of(ids("a.1"), DOCUMENTS.slice(0, 0)).to_pylist() == [None]


def test_the_documents_with_these_ids() -> None:
    found = documents_among(DOCUMENTS, ids("c.1", "a.1", "a.1", "x"))
    assert found["dossier_code"].to_pylist() == ["a", "c"]
    assert len(documents_among(DOCUMENTS, ids())) == 0
