"""How a call ends: the store tidied, the index brought up, the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline import registry
from pipeline.config import Settings
from pipeline.errors import DeferredError, DigitizationError
from pipeline.executor import Executor
from pipeline.folder import ArchiveFolder
from pipeline.runner.context import RunContext
from pipeline.runner.progress import Watcher
from pipeline.runner.session import Worker
from pipeline.search.entries import catch_up
from schemas.answers.work import RunAnswer


@dataclass(frozen=True, slots=True)
class RunResult:
    """The JSON answer, whether all is well (else exit 1), whether a person interrupted (exit 130).

    `deferred` says why the rest must wait for another call (exit 3): the cluster is gone.
    """

    answer: RunAnswer
    interrupted: bool = False
    deferred: DeferredError | None = None

    @property
    def all_well(self) -> bool:
        """Nothing stands in quarantine, nothing listed is missing, no received signature waits for
        a person."""
        answer = self.answer
        return (
            answer["documents"]["quarantined"] == 0
            and not answer["missing"]
            and not answer["signatures"]
        )


@contextmanager
def executor_of(
    settings: Settings, folder: ArchiveFolder, watcher: Watcher
) -> Iterator[Executor]:
    """Opened first, so that what is wrong with a cluster is told before anything changes."""
    executor = registry.open_executor(settings, folder.work, watcher.log)
    try:
        yield executor
    finally:
        executor.close()


def result_of(worker: Worker, complete: bool, went_through: bool) -> RunResult:
    """The answer of a call that worked through all, or was ended before."""
    interrupted = not went_through and worker.deferred is None
    return RunResult(
        worker.close(complete, interrupted=interrupted), interrupted, worker.deferred
    )


def tidy(context: RunContext) -> None:
    """Merge small parts of the store and bring the index up."""
    with context.folder.write_lock():
        context.store.compact()
    try:
        catch_up(context.index, context.store)
        context.tally.index_behind = None
    except DigitizationError as error:
        if context.tally.index_behind is None:
            context.log(
                f"index: {error.code}; bring it up later with: sohoa index reconcile --repair"
            )
        context.tally.index_behind = error.code
