"""Putting things right at the start of a run, whatever stopped the last one."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import datetime, timedelta

from pipeline.common.clock import now, stamp
from pipeline.folder import PRIVATE_FOLDER, ArchiveFolder
from pipeline.folder.work_folder import clear_work, is_outdated
from pipeline.ledger import Ledger
from pipeline.runner.commit import locate_files
from pipeline.runner.disposal import finish_disposals
from pipeline.store.parquet import ParquetStore


def recover(
    folder: ArchiveFolder, ledger: Ledger, store: ParquetStore, keep_logs_days: int
) -> None:
    """Believe the store: mark what it holds as done, drop files that it does not know, sweep
    leftovers.

    Logs of batches that are over are kept for so many days.

    Called under the run lock; the write lock keeps a counter's commit out.
    """
    with folder.write_lock():
        store.sweep()
        unfinished = ledger.documents.list_unfinished()
        stored = store.read("documents", ["document_id"], unfinished)
        ledger.documents.mark_done(stored["document_id"].to_pylist())
        finish_disposals(folder, ledger, store)
        for path in ledger.documents.list_unfinished_paths():
            for one in locate_files(folder, path):
                one.unlink(missing_ok=True)
    # Earlier versions left it open; some file systems know no modes.
    with suppress(OSError):
        folder.quarantine.chmod(PRIVATE_FOLDER)
    day_ago = now() - timedelta(days=1)
    going_on = ledger.batches.find_unfinished(stamp(day_ago))
    for place in folder.work.iterdir() if folder.work.is_dir() else ():
        if place.name not in going_on:
            clear_work(place, keep_log=not is_outdated(place, now(), keep_logs_days))
    _sweep_aside(folder, day_ago)


def _sweep_aside(folder: ArchiveFolder, before: datetime) -> None:
    """What a process that is long gone had half written; a live one's is younger."""
    for aside in (*folder.originals.glob(".*"), *folder.quarantine.glob(".*")):
        if aside.stat().st_mtime < before.timestamp():
            shutil.rmtree(aside) if aside.is_dir() else aside.unlink()
