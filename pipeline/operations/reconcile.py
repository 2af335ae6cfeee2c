"""Comparing what must agree: ledger, files, store and index; and mending what can be made again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.config import Settings
from pipeline.errors import DigitizationError, UsageError
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.operations.findings import worded
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
        {"checked", "differences": [{"where", "item", "problem", "repaired"}]}. A file that is gone,
        or a damaged store, can't be mended from here: it stays as a difference.
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
        unasked = _index_trouble(index)
        with folder.write_lock() if repair else folder.read_lock():
            problems = [_difference("store", "store", problem) for problem in store.check()]
            rows = store.read("documents", columns=["document_id", "pdf_path"]).to_pylist()
            stored = {row["document_id"]: row["pdf_path"] for row in rows}
            problems += _files(folder, stored)
            in_ledger = list(_against(stored, ledger.documents.done_ids(), "ledger"))
            in_index = [] if unasked else list(_against(stored, index.document_ids(), "index"))
        problems += unasked
        problems += _received(folder, ledger, settings.lang, read=not repair)
        if repair:
            if in_ledger:
                recover(folder, ledger, store, settings.run.keep_logs_days)
                ledger.documents.forget_done(ledger.documents.done_ids() - set(stored))
            behind = unasked or in_index or index.commit_number() != store.manifest().commit
            mended = _rebuilt(index, store) if behind else True
            for one in [*in_ledger, *(unasked + in_index if mended else [])]:
                one["repaired"] = True
        return {"checked": len(stored), "differences": [*problems, *in_ledger, *in_index]}
    finally:
        index.close()
        ledger.close()


def _rebuilt(index: SearchIndex, store: ParquetStore) -> bool:
    try:
        rebuild_from_store(index, store)
    except UsageError:
        raise
    except DigitizationError:
        return False
    return True


def _index_trouble(index: SearchIndex) -> list[dict[str, Any]]:
    """One difference where the index does not answer (server away, folder damaged): all else is
    compared without."""
    try:
        index.commit_number()
    except UsageError:
        raise
    except DigitizationError as error:
        return [_difference("index", error.code, error.message)]
    return []


def _difference(where: str, item: str, problem: str) -> dict[str, Any]:
    return {"where": where, "item": item, "problem": problem, "repaired": False}


def _files(folder: ArchiveFolder, stored: dict[str, str]) -> list[dict[str, Any]]:
    known = set()
    problems = []
    for document_id, pdf_path in stored.items():
        for path in placed_files(folder, pdf_path):
            known.add(path)
            if not path.is_file():
                problems.append(_difference("files", document_id, f"{path.name} is not there"))
    for path in sorted(folder.documents.rglob("*")):
        if path.is_file() and path not in known:
            problems.append(_difference("files", path.name, "in documents/, but not in the store"))
    return problems


def _received(
    folder: ArchiveFolder, ledger: Ledger, lang: str, *, read: bool
) -> Iterator[dict[str, Any]]:
    """Received files that are gone or (where they are read) changed; bytes of filed files are what
    `verify` is for."""
    _, problems = kept_problems(folder, ledger, read=read)
    for one in [*problems, *quarantine_problems(folder, ledger, read=read)]:
        yield _difference(one.check, one.path, worded(one.code, lang)[0])


def _against(stored: dict[str, str], other: set[str], where: str) -> Iterator[dict[str, Any]]:
    for document_id in sorted(stored.keys() - other):
        yield _difference(where, document_id, f"in the store, but not in the {where}")
    for document_id in sorted(other - stored.keys()):
        yield _difference(where, document_id, f"in the {where}, but not in the store")
