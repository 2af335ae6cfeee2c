"""Opening an archive for a call, finding out beforehand what would stop it, and working documents
off."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager

from pipeline import registry
from pipeline.common.logs import LOG_NAME, level_named, logging_to, working_on
from pipeline.common.rules import load_rules
from pipeline.errors import DeferredError, UsageError
from pipeline.executor import Executor
from pipeline.extract.types import document_types
from pipeline.folder.work_folder import clear_work
from pipeline.open_archive import Archive
from pipeline.plan.open_contradictions import open_contradictions
from pipeline.runner.commit import Committer
from pipeline.runner.context import KnownDossiers, RunContext, profile_of
from pipeline.runner.flow import Flow
from pipeline.runner.progress import Progress, Watcher
from pipeline.runner.signing.signatures import doubtful_signatures
from pipeline.runner.signing.unsigned import list_awaiting
from pipeline.runner.summary import Tally
from pipeline.trouble import storage_at
from schemas.answers.work import RunAnswer
from schemas.states import BatchKind, BatchState, ItemState
from schemas.work import ReceivedDocument

_LOGGER = logging.getLogger(__name__)


def preflight(archive: Archive, kind: BatchKind) -> str:
    """Find out before any work what would stop it: engine, operator, key, register; gives the
    signing level.

    Raises:
        UsageError: no operator's name, no usable key, wrong register or rules edition, an archive
            on several file systems (exit 2).
        MissingToolError: the engine or its data are not installed (exit 4).
    """
    settings = archive.settings
    archive.folder.require_whole()
    registry.open_engine(settings.ocr)
    document_types()
    load_rules(settings.rules)
    if settings.signing != "none" and archive.operator is None:
        raise UsageError(
            "no_operator",
            "the full name of who digitizes is missing",
            item="operator",
            remedy='give --operator "NAME", or set operator in sohoa.toml',
        )
    profile, keys = profile_of(kind, settings), str(archive.folder.keys)
    if settings.register_path:
        registry.citizen_register(settings.register_path)
    if registry.is_signed_by_tool(settings, profile):
        return "unsigned"
    return registry.file_signer(settings, profile, keys, settings.operator).level


@contextmanager
def open_session(
    archive: Archive, kind: BatchKind, inbox: str, watcher: Watcher
) -> Iterator[RunContext]:
    """A call of run, retry or counter on an archive that is open to be written; ledger and index
    are closed at the end."""
    with closing(archive):
        _ = (
            archive.index
        )  # what is wrong with its settings is told before there is a batch
        batch_id = archive.ledger.batches.open(kind, inbox, archive.operator)
        archive.note_act(f"{kind} started", batch_id)
        log = _tell_and_log(watcher)
        context = RunContext(
            archive, kind, batch_id, inbox, KnownDossiers(), Tally(), log
        )
        with _log_batch(context):
            yield context


@contextmanager
def _log_batch(context: RunContext) -> Iterator[None]:
    """The batch's log has its beginning, its end, and what broke it off."""
    with storage_at(context.work):
        context.work.mkdir(parents=True, exist_ok=True)
    level = level_named(context.settings.run.log_level)
    with logging_to(context.work / LOG_NAME, level), working_on(batch=context.batch_id):
        _LOGGER.info("%s begins", context.kind)
        try:
            yield
        except Exception:
            _LOGGER.exception("broken off")
            raise
        _LOGGER.info("%s ends", context.kind)


def _tell_and_log(watcher: Watcher) -> Callable[[str], None]:
    def log(line: str) -> None:
        _LOGGER.info("%s", line)
        watcher.log(line)

    return log


class Worker:
    """Works documents off with an executor, under a watcher's eyes."""

    def __init__(
        self, context: RunContext, executor: Executor, watcher: Watcher
    ) -> None:
        self.committer = Committer(context)
        self.found = 0
        self.deferred: DeferredError | None = None
        """Set where the cluster went away: what is not finished is for the next call."""
        self._context, self._executor, self._watcher = context, executor, watcher
        self._begun = time.perf_counter()

    def work(
        self,
        documents: Iterable[ReceivedDocument],
        stop: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Work all documents off and commit them; False where a person interrupted or the cluster
        is gone (`deferred`).

        What is finished by then is committed in any case.
        """
        flow = Flow(self._context, self.committer, self._tell)
        try:
            self._executor.process(flow.calls(documents), flow.done, stop)
            while not stop() and (again := flow.to_try_again()):
                self._executor.process(flow.calls(again), flow.done, stop)
        except KeyboardInterrupt:
            self.committer.commit()
            return False
        except DeferredError as error:
            self.deferred = error
            self.committer.commit()
            return False
        self.committer.commit()
        return True

    def close(self, complete: bool, interrupted: bool = False) -> RunAnswer:
        """End the call in ledger and audit trail; gives the JSON answer."""
        context = self._context
        if complete:
            quarantined = context.tally.counts(ItemState.QUARANTINED) > 0
            keep_log = context.kind != BatchKind.COUNTER or quarantined
            clear_work(context.work, keep_log=keep_log)
        self._note_open_questions()
        seconds = time.perf_counter() - self._begun
        answer = context.tally.as_json(context.batch_id, complete, seconds)
        state = self._end_state(complete, interrupted)
        context.ledger.batches.close(context.batch_id, state, answer)
        counts = (f"{key} {value}" for key, value in answer["documents"].items())
        context.archive.note_act(f"work {state}", context.batch_id, ", ".join(counts))
        return answer

    def _note_open_questions(self) -> None:
        """What of the call's documents waits for a person, and what waits for the time-stamper."""
        store, tally = self._context.store, self._context.tally
        ids = set(tally.documents)
        if ids:
            doubtful = doubtful_signatures(store, ids)
            against = open_contradictions(store, ids | tally.decided_anew)
            tally.signatures.extend(
                one.as_json() for one in doubtful if not one.decided
            )
            tally.contradictions.extend(one.as_json() for one in against)
        tally.awaiting_signature = len(list_awaiting(store))

    def _end_state(self, complete: bool, interrupted: bool) -> BatchState:
        if complete:
            return BatchState.COMPLETE
        if self.deferred:
            return BatchState.DEFERRED
        return BatchState.INTERRUPTED if interrupted else BatchState.STOPPED

    def _tell(self) -> None:
        tally = self._context.tally
        settled = len(tally.documents) - tally.counts(ItemState.WAITING)
        self._watcher.tell(
            Progress(
                settled=settled,
                found=max(self.found, len(tally.documents)),
                pages=tally.pages_read,
                quarantined=tally.counts(ItemState.QUARANTINED),
                skipped=tally.counts(ItemState.SKIPPED),
                seconds=time.perf_counter() - self._begun,
            )
        )
