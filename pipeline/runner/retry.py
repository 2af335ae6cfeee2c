"""`retry`: quarantined documents tried again from their kept bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.config import Settings
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.runner.ending import RunResult, executor_of, result_of, tidy
from pipeline.runner.intake.retry import receive_again
from pipeline.runner.progress import Watcher
from pipeline.runner.recovery import recover
from pipeline.runner.session import Worker, open_session, preflight
from pipeline.runner.signing.late_signing import sign_late
from pipeline.runner.tables.known import (
    load_known_dossiers,
)
from schemas.states import BatchKind


def retry_batch(
    archive: Path, settings: Settings, batch: str | None, watcher: Watcher
) -> RunResult:
    """Try quarantined documents again from their kept bytes.

    Refused inbox entries (a duplicate code, an unreadable folder) can't be tried again from here: a
    run over the mended inbox settles them.
    """
    with open_archive(archive, settings, Access.WRITE) as opened:
        return _retry_in(opened, batch, watcher)


def _retry_in(archive: Archive, batch: str | None, watcher: Watcher) -> RunResult:
    settings, folder = archive.settings, archive.folder
    preflight(archive, BatchKind.RETRY)
    with (
        executor_of(settings, folder, watcher) as executor,
        folder.run_lock(),
        open_session(archive, BatchKind.RETRY, "quarantine", watcher) as context,
    ):
        recover(folder, context.ledger, context.store, settings.run.keep_logs_days)
        known = load_known_dossiers(context.store)
        context = replace(context, known=known, apart=executor.apart)
        sign_late(context)
        try:
            worker = Worker(context, executor, watcher)
            standing = context.ledger.documents.list_quarantined(batch)
            worker.found = len(standing)
            context.ledger.batches.set_found(context.batch_id, worker.found)
            went_through = worker.work(receive_again(standing, context))
            if went_through:
                worker.deferred = sign_late(context)
            tidy(context)
            return result_of(
                worker, went_through and worker.deferred is None, went_through
            )
        finally:
            executor.close()
