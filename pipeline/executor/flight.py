"""Calls that a cluster was handed and has not answered yet."""

from __future__ import annotations

import uuid
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from pipeline.errors import DeferredError
from pipeline.executor.calls import Answer, Call, WorkerLost
from pipeline.executor.limits import CallLimits, run_limited
from pipeline.executor.pulse import Pulse

if TYPE_CHECKING:
    from distributed import Client, Future


class _ConnectionLost(Exception):
    """The scheduler went away with this call."""


@dataclass(frozen=True, slots=True)
class _Handed:
    future: Future[object]
    call: Call[object]
    preferred: bool
    note: Path | None


class Flight:
    """What is under way; its length is the number of calls."""

    def __init__(
        self, client: Client, pulse: Pulse, limits: CallLimits | None = None
    ) -> None:
        self._client, self._pulse, self._limits = client, pulse, limits
        self._name = uuid.uuid4().hex
        self._order = 0
        self._handed: dict[str, _Handed] = {}
        self._settled: SimpleQueue[str] = SimpleQueue()

    def __len__(self) -> int:
        return len(self._handed)

    def submit(
        self, call: Call[object], preferred: bool = False, note: Path | None = None
    ) -> None:
        """Hand a call out; it leaves a note of how it ended where it kills its worker."""
        self._order += 1
        key = f"{call.function.__name__}-{self._name}-{self._order}"
        future = self._client.submit(
            *self._limited(call, note),
            pure=False,
            priority=1 if preferred else 0,
            key=key,
        )
        self._handed[key] = _Handed(future, call, preferred, note)
        future.add_done_callback(lambda settled: self._settled.put(settled.key))

    def _limited(self, call: Call[object], note: Path | None) -> tuple[Any, ...]:
        """Function and arguments as they are handed out."""
        if self._limits is None:
            return (call.function, *call.arguments)
        written = None if note is None else str(note)
        asked = (self._limits, call.pages, written, call.function)
        return (run_limited, *asked, *call.arguments)

    def next(self) -> tuple[Call[object], Answer]:
        """The next call that is answered. A call that was lost with its scheduler is handed out
        again.

        Raises:
            DeferredError: scheduler or workers are gone for too long, or a worker lacks this
                program.
        """
        while True:
            handed = self._handed.pop(self._next_settled())
            try:
                answer = self._answer(handed.future)
            except _ConnectionLost:
                self._pulse.wait_until_there()
                self.submit(handed.call, handed.preferred, handed.note)
                continue
            self._pulse.heard()
            return handed.call, answer

    def _next_settled(self) -> str:
        while True:
            try:
                return self._settled.get(timeout=self._pulse.beat)
            except Empty:
                self._pulse.check()

    def _answer(self, future: Future[object]) -> Answer:
        while True:
            try:
                return _taken(future, self._pulse.beat)
            except TimeoutError:
                self._pulse.check()
            except (CancelledError, OSError) as error:
                raise _ConnectionLost from error


def _taken(future: Future[object], timeout: float) -> Answer:
    """A settled future's answer. Raises TimeoutError where fetching it takes longer."""
    from distributed.scheduler import KilledWorker

    if future.status == "finished":
        return future.result(timeout=timeout)
    error = future.exception(timeout=timeout)
    if future.cancelled():
        # Nobody but a client that lost its scheduler cancels a call.
        raise CancelledError
    if isinstance(error, KilledWorker):
        return WorkerLost(type(error).__name__)
    if isinstance(error, (ImportError, AttributeError)):
        raise DeferredError(
            "workers_unfit",
            f"a Dask worker can't run this program ({type(error).__name__})",
            item="run.scheduler",
            remedy="start all workers from this checkout with its .venv/bin/dask, then give the "
            "same command again",
        ) from error
    if error is None:
        return WorkerLost(str(future.status))
    raise error
