"""What the record says was disposed of is taken out of folders and ledger; a call that was killed
on the way is finished by the next one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from pipeline.common.fault_points import reach
from pipeline.common.files import sha256_of, sync_folder
from pipeline.folder import ArchiveFolder
from pipeline.folder.entry import read_reason
from pipeline.ledger import Ledger
from pipeline.runner.commit import locate_files
from pipeline.store.disposals import read_disposals
from pipeline.store.parquet import ParquetStore
from schemas.tables.disposal import Disposal


def finish_disposals(
    folder: ArchiveFolder, ledger: Ledger, store: ParquetStore
) -> None:
    """Finish what a call had committed and not yet carried out; nothing to do as a rule, which is
    told by counting. Called under the run lock and the write lock."""
    if ledger.documents.count_done() > store.snapshot().rows("documents"):
        found = read_disposals(store)
        carry_out(folder, ledger, [one for one in found if _is_pending(one, ledger)])


def carry_out(
    folder: ArchiveFolder, ledger: Ledger, disposals: Collection[Disposal]
) -> None:
    """Remove files, ALTO and received files of papers that the record no longer has, then say so in
    the ledger. What is gone already stays so; the ledger is last, so that it tells what is left."""
    remove_files(folder, disposals, _needed(folder, ledger, disposals))
    reach("disposal.mark")
    ledger.documents.mark_disposed(_ids(disposals))
    reach("disposal.marked")


def remove_files(
    folder: ArchiveFolder, disposals: Iterable[Disposal], needed: Collection[str]
) -> int:
    """Remove the files of papers; `needed` are received files that other papers are made from.
    Gives how many were there."""
    removed = 0
    for paper in (paper for one in disposals for paper in one.papers):
        for path in locate_files(folder, paper.pdf_path):
            removed += _remove(path, folder.documents)
        for sha256 in set(paper.received) - set(needed):
            removed += _remove(folder.original(sha256), folder.originals)
    return removed


def _remove(path: Path, top: Path) -> bool:
    """Remove a file, and the folders above it that it leaves empty."""
    if not path.exists():
        return False
    reach("disposal.remove")
    path.unlink()
    reach("disposal.removed")
    parent = path.parent
    while parent != top and not any(parent.iterdir()):
        parent.rmdir()
        parent = parent.parent
    sync_folder(parent)
    return True


def _is_pending(disposal: Disposal, ledger: Ledger) -> bool:
    return any(ledger.documents.is_done(paper.document_id) for paper in disposal.papers)


def _needed(
    folder: ArchiveFolder, ledger: Ledger, pending: Iterable[Disposal]
) -> set[str]:
    """Received files that other papers are made from, or that lie in quarantine."""
    going = _ids(pending)
    kept = ledger.documents.list_kept_files()
    return {sha for document, sha in kept if document not in going} | {
        *_in_quarantine(folder)
    }


def _in_quarantine(folder: ArchiveFolder) -> Iterator[str]:
    for entry in folder.quarantine.glob("[!.]*"):
        yield str(read_reason(entry).get("sha256") or "")
        yield from (sha256_of(path) for path in entry.glob("*") if path.is_file())


def _ids(disposals: Iterable[Disposal]) -> set[str]:
    return {paper.document_id for one in disposals for paper in one.papers}
