"""Comparing what must agree: ledger, files, store and index; and mending what can be made again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.config import Settings
from pipeline.errors import DigitizationError, UsageError
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.messages import localized, worded
from pipeline.operations.fixity import kept_problems, quarantine_problems
from pipeline.runner.commit import placed_files
from pipeline.runner.recovery import recover
from pipeline.search.choose import open_index
from pipeline.search.engine import SearchIndex
from pipeline.search.entries import rebuild_from_store
from pipeline.store.parquet import ParquetStore


def rebuild_index(archive: Path, settings: Settings) -> dict[str, Any]:
    """Make the search index from the store anew, under the run lock."""
    folder = ArchiveFolder(archive.resolve()).require()
    with folder.run_lock():
        index, store = open_index(settings.index, folder.index), ParquetStore(folder.store)
        try:
            commit = rebuild_from_store(index, store)
            return {
                "index": settings.index.kind,
                "commit": commit,
                "documents": len(index.document_ids()),
            }
        finally:
            index.close()


def reconcile(archive: Path, settings: Settings, *, repair: bool) -> dict[str, Any]:
    """Compare ledger, files, store and index; with `repair` mend ledger and index from the store.

    Received files are read and compared with their hashes, but not with `repair`: an index is to be
    mended at once.

    Returns:
        {"checked", "differences": [{"where", "item", "code", "problem", "repaired"}]}. A file that
        is gone, or a damaged store, can't be mended from here: it stays as a difference.
    """
    folder = ArchiveFolder(archive.resolve()).require()
    if not repair:
        return _compared(folder, settings, repair=False)
    with folder.run_lock():
        return _compared(folder, settings, repair=True)


def _compared(folder: ArchiveFolder, settings: Settings, *, repair: bool) -> dict[str, Any]:
    store = ParquetStore(folder.store)
    ledger = Ledger(folder.ledger_file) if repair else Ledger.to_read(folder.ledger_file)
    index = open_index(settings.index, folder.index)
    try:
        silent = _index_trouble(index)
        with folder.write_lock() if repair else folder.read_lock():
            found = [Difference("store", "store", one.code, one.values) for one in store.check()]
            rows = store.read("documents", columns=["document_id", "pdf_path"]).to_pylist()
            stored = {row["document_id"]: row["pdf_path"] for row in rows}
            found += _files(folder, stored)
            in_ledger = list(_against_ledger(stored.keys(), ledger.documents.done_ids()))
            in_index = [] if silent else list(_against_index(stored.keys(), index.document_ids()))
        found += silent
        found += _received(folder, ledger, read=not repair)
        mended: list[Difference] = []
        if repair:
            if in_ledger:
                recover(folder, ledger, store, settings.run.keep_logs_days)
                ledger.documents.forget_done(ledger.documents.done_ids() - set(stored))
            behind = silent or in_index or index.commit_number() != store.manifest().commit
            whole = _rebuilt(index, store) if behind else True
            mended = [*in_ledger, *(silent + in_index if whole else [])]
        every = [*found, *in_ledger, *in_index]
        return {
            "checked": len(stored),
            "differences": [one.as_json(settings.lang, one in mended) for one in every],
        }
    finally:
        index.close()
        ledger.close()


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not agree; `error` where it is an error that said so."""

    where: str
    item: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    error: DigitizationError | None = None

    def as_json(self, lang: str, repaired: bool) -> dict[str, Any]:
        """As the answer shows it."""
        error = self.error
        problem, _ = (
            worded(self.code, lang, **self.values)
            if error is None
            else localized(error.code, error.message, error.remedy, lang, error.values)
        )
        return {
            "where": self.where,
            "item": self.item,
            "code": self.code,
            "problem": problem,
            "repaired": repaired,
        }


def _rebuilt(index: SearchIndex, store: ParquetStore) -> bool:
    try:
        rebuild_from_store(index, store)
    except UsageError:
        raise
    except DigitizationError:
        return False
    return True


def _index_trouble(index: SearchIndex) -> list[Difference]:
    """One difference where the index does not answer (server away, folder damaged): all else is
    compared without."""
    try:
        index.commit_number()
    except UsageError:
        raise
    except DigitizationError as error:
        return [Difference("index", error.code, error.code, error=error)]
    return []


def _files(folder: ArchiveFolder, stored: dict[str, str]) -> Iterator[Difference]:
    known = set()
    for document_id, pdf_path in stored.items():
        for path in placed_files(folder, pdf_path):
            known.add(path)
            if not path.is_file():
                yield Difference("files", document_id, "filed_missing", {"item": path.name})
    for path in sorted(folder.documents.rglob("*")):
        if path.is_file() and path not in known:
            yield Difference("files", path.name, "filed_unknown")


def _received(folder: ArchiveFolder, ledger: Ledger, *, read: bool) -> Iterator[Difference]:
    """Received files that are gone or (where they are read) changed; bytes of filed files are what
    `verify` is for."""
    _, problems = kept_problems(folder, ledger, read=read)
    for one in [*problems, *quarantine_problems(folder, ledger, read=read)]:
        yield Difference(one.check, one.path, one.code, one.values)


def _against_ledger(stored: Set[str], done: Set[str]) -> Iterator[Difference]:
    for one in sorted(stored - done):
        yield Difference("ledger", one, "ledger_behind", {"item": one})
    for one in sorted(done - stored):
        yield Difference("ledger", one, "store_behind", {"item": one})


def _against_index(stored: Set[str], indexed: Set[str]) -> Iterator[Difference]:
    for one in sorted(stored - indexed):
        yield Difference("index", one, "index_lacks")
    for one in sorted(indexed - stored):
        yield Difference("index", one, "index_beyond")
