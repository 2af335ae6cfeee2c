"""From the store to the index: entries of documents, and bringing an index up to the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.search.engine import IndexEntry, SearchIndex
from pipeline.store.record import RecordStore, Snapshot

NAME_FIELDS = ("full_name", "signer_name")
NUMBER_FIELDS = ("citizen_id", "old_id")
_DOCUMENT_COLUMNS = (
    "document_id",
    "dossier_code",
    "ordinal",
    "pdf_path",
    "document_type",
    "title",
    "number",
    "issuer",
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


def _entries(snapshot: Snapshot, rows: list[dict[str, Any]]) -> Iterator[IndexEntry]:
    ids = [row["document_id"] for row in rows]
    pages = _pages(snapshot, ids)
    names, numbers = _values(snapshot, ids, NAME_FIELDS), _values(snapshot, ids, NUMBER_FIELDS)
    for row in rows:
        key = row["document_id"]
        yield _entry(row, tuple(pages[key]), tuple(names[key]), tuple(numbers[key]))


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


def drift(index: SearchIndex, snapshot: Snapshot) -> IndexDrift:
    """How index and store differ in documents; whether their contents are the same is told by the
    commit number."""
    stored = set(snapshot.read("documents", ("document_id",))["document_id"].to_pylist())
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
    row: dict[str, Any],
    pages: tuple[tuple[int, str], ...],
    names: tuple[str, ...],
    numbers: tuple[str, ...],
) -> IndexEntry:
    return IndexEntry(
        document_id=row["document_id"],
        dossier_code=row["dossier_code"] or "",
        ordinal=row["ordinal"] or 0,
        pdf_path=row["pdf_path"] or "",
        document_type=row["document_type"] or "",
        title=row["title"],
        number=row["number"],
        issuer=row["issuer"],
        names=names,
        pages=pages,
        identifiers=numbers,
    )


def _pages(snapshot: Snapshot, ids: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    table = snapshot.read("pages", ("document_id", "page", "text"), ids)
    for key, page, text in zip(
        *(table[name].to_pylist() for name in table.column_names), strict=True
    ):
        found[key].append((page, text or ""))
    for pages in found.values():
        pages.sort()
    return found


def _values(
    snapshot: Snapshot, ids: Collection[str], names: Collection[str]
) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    table = snapshot.read("fields", ("document_id", "value"), ids, {"name": names})
    for key, value in zip(
        table["document_id"].to_pylist(), table["value"].to_pylist(), strict=True
    ):
        if value:
            found[key][value] = None
    return defaultdict(list, {key: list(values) for key, values in found.items()})
