"""From the store to the index: entries of documents, and bringing an index up to the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipeline.search.engine import IndexEntry, SearchIndex
from pipeline.store.record import RecordStore, Snapshot

NAME_FIELDS = ("full_name", "signer_name")
NUMBER_FIELDS = ("citizen_id", "old_id")
_FIELD = ("document_id", "value")
_DOCUMENT_COLUMNS = (
    "document_id",
    "dossier_code",
    "ordinal",
    "pdf_path",
    "document_type",
    "title",
    "number",
    "issuer",
    "agency_code",
    "level",
    "issued_date",
    "issued_year",
    "signature_level",
)
# Documents whose pages are held in memory at a time. They come part by part, and so do the pages
# that were filed with them.
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class IndexDrift:
    """Ids of documents that the index lacks, and of those that the store does not have."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]


def entries_from_store(
    snapshot: Snapshot, document_ids: Collection[str] | None = None
) -> Iterator[IndexEntry]:
    """Entries of all documents, or of those named (unknown ids give none), as they stand in the
    store: memory does not grow with it."""
    for documents in snapshot.stream("documents", _DOCUMENT_COLUMNS, document_ids):
        for start in range(0, documents.num_rows, _BATCH):
            yield from _entries(snapshot, documents.slice(start, _BATCH).to_pylist())


def _entries(
    snapshot: Snapshot, rows: Sequence[Mapping[str, Any]]
) -> Iterator[IndexEntry]:
    ids = [row["document_id"] for row in rows]
    pages = _pages(snapshot, ids)
    further = {
        "names": _values(snapshot.read("fields", _FIELD, ids, {"name": NAME_FIELDS})),
        "identifiers": _values(
            snapshot.read("fields", _FIELD, ids, {"name": NUMBER_FIELDS})
        ),
        "outcomes": _values(snapshot.read("matches", ("document_id", "outcome"), ids)),
        "citizens": _values(
            snapshot.read("matches", ("document_id", "citizen_id"), ids)
        ),
    }
    for row in rows:
        key = row["document_id"]
        lists = {name: tuple(found[key]) for name, found in further.items()}
        yield _entry(row, tuple(pages[key]), lists)


def catch_up(index: SearchIndex, store: RecordStore) -> int:
    """Bring the index to the store's present commit, from scratch where there is none; returns that
    commit.

    Later commits made meanwhile by others are taken in as well. Several processes may do this at
    once: each reads the store's latest state, and the number tells when one of them has undone
    another's work.
    """
    while True:
        snapshot = store.snapshot()
        number = index.commit_number()
        if number == snapshot.commit:
            return number
        if number is None or number > snapshot.commit:
            index.rebuild(entries_from_store(snapshot), snapshot.commit)
            continue
        # The number moves last: what is cut short here is done again.
        index.put(entries_from_store(snapshot, snapshot.changed_since(number)), number)
        if index.document_count() != snapshot.rows("documents"):
            _mend(index, snapshot, number)
        index.put((), snapshot.commit)


def take_in(
    index: SearchIndex, store: RecordStore, before: int, changed: Collection[str]
) -> None:
    """Bring the index to the store's present commit: by the changed documents alone where it was up
    to the one commit before, else by all that the newer parts hold."""
    snapshot = store.snapshot()
    if snapshot.commit == before + 1 and index.commit_number() == before:
        index.put(entries_from_store(snapshot, changed), snapshot.commit, after=before)
    catch_up(index, store)


def drift(index: SearchIndex, snapshot: Snapshot) -> IndexDrift:
    """How index and store differ in documents; whether their contents are the same is told by the
    commit number."""
    stored = set(
        snapshot.read("documents", ("document_id",))["document_id"].to_pylist()
    )
    indexed = index.document_ids()
    return IndexDrift(tuple(sorted(stored - indexed)), tuple(sorted(indexed - stored)))


def rebuild_from_store(index: SearchIndex, store: RecordStore) -> int:
    """Make the index anew; returns the commit that it reflects then, with what others committed
    meanwhile."""
    snapshot = store.snapshot()
    index.rebuild(entries_from_store(snapshot), snapshot.commit)
    return catch_up(index, store)


def _mend(index: SearchIndex, snapshot: Snapshot, number: int) -> None:
    found = drift(index, snapshot)
    index.delete(found.extra)
    index.put(entries_from_store(snapshot, found.missing), number)


def _entry(
    row: Mapping[str, Any],
    pages: tuple[tuple[int, str], ...],
    lists: Mapping[str, Any],
) -> IndexEntry:
    texts = ("dossier_code", "pdf_path", "document_type")
    known = {
        **row,
        **{name: row[name] or "" for name in texts},
        "ordinal": row["ordinal"] or 0,
    }
    return IndexEntry(**known, **lists, pages=pages)


def _pages(
    snapshot: Snapshot, ids: Collection[str]
) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    table = snapshot.read("pages", ("document_id", "page", "text"), ids)
    for key, page, text in zip(
        *(table[name].to_pylist() for name in table.column_names), strict=True
    ):
        found[key].append((page, text or ""))
    for pages in found.values():
        pages.sort()
    return found


def _values(table: pa.Table) -> dict[str, list[str]]:
    """The second column's values of each document, each once, in their order."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for key, value in zip(
        *(column.to_pylist() for column in table.columns), strict=True
    ):
        if value:
            found[key][value] = None
    return defaultdict(list, {key: list(values) for key, values in found.items()})
