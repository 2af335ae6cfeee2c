"""Rows and changes of a record store, to be changed where a test needs others."""

from __future__ import annotations

from dataclasses import replace

from pipeline.config import StoreSettings
from pipeline.store.choose import place_named
from pipeline.store.folder_place import FolderPlace
from pipeline.store.parquet import ParquetStore
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


def opened(url, cache):
    """The store at an address, as another process opens it."""
    return ParquetStore(
        place_named(StoreSettings(url=url, timeout_seconds=30, tries=3), cache)
    )


def flip(place, path, at=100):
    """One bit of a file is another."""
    data = bytearray(place.read(path))
    data[at] ^= 1
    place.put(path, bytes(data))


def beside(place, ending):
    """The place in which an earlier version's store is kept."""
    if isinstance(place, FolderPlace):
        return FolderPlace(place.folder.with_name(place.folder.name + ending))
    return replace(place, base=place.base + ending)


def files(place):
    return set(place.sizes())
