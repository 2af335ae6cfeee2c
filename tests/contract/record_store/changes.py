"""Rows and changes of a record store, to be changed where a test needs others."""

from __future__ import annotations

from pipeline.store.record import StoreChange


def document(key, **values):
    return {
        "document_id": key,
        "dossier_code": f"H26.27-241105-{key}",
        "ordinal": 1,
        "status": "done",
        **values,
    }


def pages(key, count=2, **values):
    return [
        {"document_id": key, "page": n, "text": f"trang {n} của {key}", **values}
        for n in range(1, count + 1)
    ]


def added(*keys):
    return StoreChange(
        {
            "documents": [document(k) for k in keys],
            "pages": [row for k in keys for row in pages(k)],
        }
    )


def ids(source):
    return sorted(source.read("documents", ["document_id"])["document_id"].to_pylist())
