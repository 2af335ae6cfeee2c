"""Where calls run: one protocol, a serial and a Dask implementation. Nothing else knows Dask.

A call is a plain function and one small argument; both travel by pickle, as does the answer. The caller gets each
answer in its own process and may add further calls, which are preferred over new ones: a document whose pages are
read is finished before other documents are begun, so what is in flight stays small.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from asyncio import CancelledError
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from pipeline.errors import UsageError

Answer = Any
Done = Callable[["Call", Answer], Iterable["Call"]]


@dataclass(frozen=True, slots=True)
class Call:
    """One unit of work."""

    function: Callable[[Any], Any]
    argument: Any


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """The answer to a call whose worker process died under it, each time it was tried."""

    detail: str


class Executor(Protocol):
    """Runs calls; `done` is called in the caller's thread, one answer at a time."""

    @property
    def workers(self) -> int:
        """How many calls run at once."""
        ...

    def process(self, calls: Iterator[Call], done: Done, stop: Callable[[], bool]) -> None:
        """Run all calls and those that `done` adds; once `stop()` is true no new ones are taken from `calls`."""
        ...

    def close(self) -> None:
        """Release the workers."""
        ...


class SerialExecutor:
    """Runs each call at once, in this process."""

    workers = 1

    def process(self, calls: Iterator[Call], done: Done, stop: Callable[[], bool]) -> None:
        """See Executor."""
        more: deque[Call] = deque()
        while True:
            if more:
                call = more.popleft()
            elif stop() or (next_call := next(calls, None)) is None:
                return
            else:
                call = next_call
            more.extend(done(call, call.function(call.argument)))

    def close(self) -> None:
        """Nothing to release."""


class DaskExecutor:
    """Runs calls on a distributed cluster: a local one of processes, or the one behind a scheduler's address.

    Calls are handed out up to `in_flight` a worker. A worker that dies is replaced. Its calls are tried again one by
    one, each alone in the cluster, up to `attempts` times: so a page that kills workers is told from the innocent
    ones that stood beside it.
    """

    def __init__(self, workers: int, in_flight: int, attempts: int, scheduler: str = "") -> None:
        _quiet()
        self._wanted, self._in_flight, self._attempts = workers or os.cpu_count() or 1, in_flight, attempts
        self._cluster: Any = None
        # A named scheduler is tried at once, so that a wrong address ends before any work; a local cluster is
        # started by the first call: a run that finds nothing to do costs no processes.
        self._connection: Any = _connect(scheduler) if scheduler else None

    @property
    def _client(self) -> Any:
        if self._connection is None:
            from distributed import Client, LocalCluster, WorkerPlugin

            class Quiet(WorkerPlugin):
                """A worker leaves Ctrl-C to the caller and says nothing: what matters comes back as an answer."""

                def setup(self, worker: Any) -> None:
                    _silence()
                    with suppress(ValueError):
                        signal.signal(signal.SIGINT, signal.SIG_IGN)

            # A terminal sends Ctrl-C to the whole group; what is started while it is ignored goes on ignoring it.
            main = threading.current_thread() is threading.main_thread()
            before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
            self._cluster = LocalCluster(
                n_workers=self._wanted, threads_per_worker=1, processes=True, host="127.0.0.1",
                dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL,
            )  # fmt: skip
            self._connection = Client(self._cluster)
            self._connection.register_plugin(Quiet())
            if before is not None:
                signal.signal(signal.SIGINT, before)
        return self._connection

    @property
    def workers(self) -> int:
        """Worker threads at present (a local cluster's are fixed)."""
        if self._connection is None or self._cluster is not None:
            return self._wanted
        return max(1, sum(int(count) for count in self._client.nthreads().values()))

    def process(self, calls: Iterator[Call], done: Done, stop: Callable[[], bool]) -> None:
        """See Executor."""
        from distributed import as_completed

        first = None if stop() else next(calls, None)
        if first is None:
            return
        calls = chain((first,), calls)
        _ = self._client
        running: dict[Any, Call] = {}
        waiting = as_completed()
        limit = self.workers * self._in_flight
        order = 0

        def submit(call: Call, preferred: bool) -> None:
            nonlocal order
            order += 1
            future = self._client.submit(
                call.function, call.argument, pure=False, priority=1 if preferred else 0,
                key=f"{call.function.__name__}-{id(self):x}-{order}",
            )  # fmt: skip
            running[future] = call
            waiting.add(future)

        def fill() -> None:
            while len(running) < limit and not stop() and (call := next(calls, None)) is not None:
                submit(call, preferred=False)

        lost: deque[Call] = deque()
        fill()
        while running or lost:
            if not running:
                suspect = lost.popleft()
                for follow in done(suspect, self._alone(suspect)):
                    submit(follow, preferred=True)
                fill()
                continue
            future = next(waiting)
            call = running.pop(future)
            answer = _answer(future)
            if isinstance(answer, WorkerLost):
                lost.append(call)
            else:
                for follow in done(call, answer):
                    submit(follow, preferred=True)
            if not lost:
                fill()

    def _alone(self, call: Call) -> Answer:
        """The answer to a call that nothing else runs beside; WorkerLost where its worker dies each time."""
        answer: Answer = WorkerLost("worker died")
        for _ in range(max(1, self._attempts - 1)):
            answer = _answer(self._client.submit(call.function, call.argument, pure=False))
            if not isinstance(answer, WorkerLost):
                break
        return answer

    def close(self) -> None:
        """Close client and local cluster."""
        if self._connection is not None:
            self._connection.close()
        if self._cluster is not None:
            self._cluster.close()


def _quiet() -> None:
    """Settings and log levels of the cluster's libraries; said once before a cluster or client is made."""
    import dask

    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    dask.config.set(
        {
            "distributed.scheduler.allowed-failures": 0,
            "distributed.worker.daemon": True,
            "distributed.comm.retry.count": 3,
            "distributed.admin.tick.limit": "1h",
        }
    )
    _silence()


def _silence() -> None:
    loud = ("distributed", "distributed.nanny", "distributed.worker", "distributed.scheduler", "tornado.application")
    for name in loud:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _connect(scheduler: str) -> Any:
    from distributed import Client

    try:
        host, _, port = scheduler.rpartition("://")[2].rpartition(":")
        socket.create_connection((host.strip("[]"), int(port)), timeout=30).close()
        return Client(scheduler, timeout="30s")
    except (OSError, ValueError) as error:
        raise UsageError(
            "scheduler_unreachable", f"no Dask scheduler answers ({type(error).__name__})", item=scheduler,
            remedy="check the address, or leave --scheduler out to use this machine",
        ) from error  # fmt: skip


def _answer(future: Any) -> Answer:
    from distributed.scheduler import KilledWorker

    try:
        error = future.exception()
    except CancelledError:
        return WorkerLost("cancelled")
    if future.status == "finished":
        return future.result()
    if error is None or isinstance(error, KilledWorker):
        return WorkerLost(type(error).__name__ if error else future.status)
    raise error
