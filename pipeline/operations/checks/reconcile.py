"""Comparing what must agree: ledger, files, store and index; and mending what can be made again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.config import Settings
from pipeline.errors import DigitizationError, UsageError
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.messages import localized, worded
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.operations.checks.fixity import check_kept, quarantine_problems
from pipeline.runner.commit import locate_files
from pipeline.runner.recovery import recover
from pipeline.search.engine import SearchIndex
from pipeline.search.entries import rebuild_from_store
from pipeline.store.check import KEY_PROBLEMS
from pipeline.store.disposals import count_disposed
from pipeline.store.parquet import ParquetStore
from schemas.answers.checks import DifferenceJson, RebuildAnswer, ReconcileAnswer


def rebuild_index(archive: Path, settings: Settings) -> RebuildAnswer:
    """Make the search index from the store anew, under the run lock."""
    with _hold(archive, settings) as opened:
        commit = rebuild_from_store(opened.index, opened.store)
        return {
            "index": settings.index.kind,
            "commit": commit,
            "documents": len(opened.index.document_ids()),
        }


def reconcile(archive: Path, settings: Settings, *, repair: bool) -> ReconcileAnswer:
    """Compare ledger, files, store and index; with `repair` mend ledger and index from the store.

    Received files are read and compared with their hashes, but not with `repair`: an index is to be
    mended at once.

    Returns:
        {"checked", "differences": [{"where", "item", "code", "problem", "repaired"}], "disposed"}.
        A file that is gone, or a damaged store, can't be mended from here: it stays as a
        difference.
    """
    if not repair:
        with open_archive(archive, settings) as opened:
            found = _compare(opened, read_received=True)
            return _answer(found, (), settings.lang)
    with _hold(archive, settings) as opened:
        found = _compare(opened, read_received=False)
        return _answer(found, _repair(opened, found), settings.lang)


@contextmanager
def _hold(archive: Path, settings: Settings) -> Iterator[Archive]:
    """The archive open to be written, no run beside us."""
    with (
        open_archive(archive, settings, Access.WRITE) as opened,
        opened.folder.run_lock(),
        closing(opened),
    ):
        yield opened


@dataclass(frozen=True, slots=True)
class _Compared:
    """What does not agree, by what can be done about it."""

    stored: Set[str]
    for_people: list[Difference]
    in_ledger: list[Difference]
    disposed: int
    in_index: list[Difference]
    """Or why the index can't be asked."""


def _compare(archive: Archive, *, read_received: bool) -> _Compared:
    folder, store, ledger, index = (
        archive.folder,
        archive.store,
        archive.ledger,
        archive.index,
    )
    silent = _index_trouble(index)
    with folder.read_lock() if read_received else folder.write_lock():
        found = [
            Difference("store", "store", one.code, one.values) for one in store.check()
        ]
        rows = store.read("documents", columns=["document_id", "pdf_path"]).to_pylist()
        stored = {row["document_id"]: row["pdf_path"] for row in rows}
        found += _files(folder, stored)
        in_ledger = list(
            _against_ledger(stored.keys(), ledger.documents.list_done_ids())
        )
        in_index = silent or list(_against_index(stored.keys(), index.document_ids()))
    found += _check_received(folder, ledger, read=read_received)
    disposed = count_disposed(store)
    return _Compared(stored.keys(), found, in_ledger, disposed, in_index)


def _repair(archive: Archive, found: _Compared) -> list[Difference]:
    """Mend ledger and index; gives what is mended."""
    folder, store, ledger, index = (
        archive.folder,
        archive.store,
        archive.ledger,
        archive.index,
    )
    if found.in_ledger:
        recover(folder, ledger, store, archive.settings.run.keep_logs_days)
        ledger.documents.forget_done(ledger.documents.list_done_ids() - found.stored)
    behind = found.in_index or index.commit_number() != store.manifest().commit
    whole = _is_rebuilt(index, store) if behind else True
    return [
        *_with_keys(archive, found),
        *_mend_ledger(ledger, found),
        *(found.in_index if whole else []),
    ]


def _mend_ledger(ledger: Ledger, found: _Compared) -> list[Difference]:
    """What agrees now. A ledger that never heard of a document can't be told that it is done."""
    left = {
        one.item
        for one in _against_ledger(found.stored, ledger.documents.list_done_ids())
    }
    return [one for one in found.in_ledger if one.item not in left]


def _with_keys(archive: Archive, found: _Compared) -> list[Difference]:
    """Make the store's damaged key files again; gives what is mended."""
    damaged = [one for one in found.for_people if one.code in KEY_PROBLEMS]
    if damaged:
        with archive.folder.write_lock():
            archive.store.compact()
    return damaged


def _answer(
    found: _Compared, mended: Sequence[Difference], lang: str
) -> ReconcileAnswer:
    every = [*found.for_people, *found.in_ledger, *found.in_index]
    return {
        "checked": len(found.stored),
        "differences": [one.as_json(lang, one in mended) for one in every],
        "disposed": found.disposed,
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not agree; `error` where it is an error that said so."""

    where: str
    item: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    error: DigitizationError | None = None

    def as_json(self, lang: str, repaired: bool) -> DifferenceJson:
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


def _is_rebuilt(index: SearchIndex, store: ParquetStore) -> bool:
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
        for path in locate_files(folder, pdf_path):
            known.add(path)
            if not path.is_file():
                yield Difference(
                    "files", document_id, "filed_missing", {"item": path.name}
                )
    for path in sorted(folder.documents.rglob("*")):
        if path.is_file() and path not in known:
            yield Difference("files", path.name, "filed_unknown")


def _check_received(
    folder: ArchiveFolder, ledger: Ledger, *, read: bool
) -> Iterator[Difference]:
    """Received files that are gone or (where they are read) changed; bytes of filed files are what
    `verify` is for."""
    _, problems = check_kept(folder, ledger, read=read)
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
