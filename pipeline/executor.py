"""Where calls run: one protocol, a serial and a Dask implementation. Nothing else knows Dask.

A call is a plain function and one small argument; both travel by pickle, as does the answer. The caller gets each
answer in its own process and may add further calls, which are preferred over new ones: a document whose pages are
read is finished before other documents are begun, so what is in flight stays small.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
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

    Calls are handed out up to `in_flight` a worker. A worker that dies is replaced and its call tried again, up to
    `attempts` times.
    """

    def __init__(self, workers: int, in_flight: int, attempts: int, scheduler: str = "") -> None:
        import dask
        from distributed import Client, LocalCluster

        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        dask.config.set(
            {
                "distributed.scheduler.allowed-failures": attempts - 1,
                "distributed.worker.daemon": True,
                "distributed.comm.retry.count": 3,
                "distributed.admin.tick.limit": "1h",
            }
        )
        for name in ("distributed", "distributed.nanny", "distributed.worker", "distributed.scheduler", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._cluster = None
        if scheduler:
            self._client = _connect(scheduler)
        else:
            self._cluster = LocalCluster(
                n_workers=workers or os.cpu_count() or 1, threads_per_worker=1, processes=True,
                dashboard_address=None, silence_logs=logging.CRITICAL,
            )  # fmt: skip
            self._client = Client(self._cluster)
        self._in_flight = in_flight

    @property
    def workers(self) -> int:
        """Worker threads at present."""
        return max(1, sum(int(count) for count in self._client.nthreads().values()))

    def process(self, calls: Iterator[Call], done: Done, stop: Callable[[], bool]) -> None:
        """See Executor."""
        from distributed import as_completed

        running: dict[Any, Call] = {}
        waiting = as_completed()
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
            limit = self.workers * self._in_flight
            while len(running) < limit and not stop() and (call := next(calls, None)) is not None:
                submit(call, preferred=False)

        fill()
        while running:
            future = next(waiting)
            call = running.pop(future)
            for follow in done(call, _answer(future)):
                submit(follow, preferred=True)
            fill()

    def close(self) -> None:
        """Close client and local cluster."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def _connect(scheduler: str) -> Any:
    from distributed import Client

    try:
        return Client(scheduler, timeout="30s")
    except (OSError, ValueError) as error:
        raise UsageError(
            "scheduler_unreachable", f"no Dask scheduler answers ({type(error).__name__})", item=scheduler,
            remedy="check the address, or leave --scheduler out to use this machine",
        ) from error  # fmt: skip


def _answer(future: Any) -> Answer:
    from distributed.scheduler import KilledWorker

    if future.status == "finished":
        return future.result()
    error = future.exception() if future.status == "error" else None
    if error is None or isinstance(error, KilledWorker):
        return WorkerLost(type(error).__name__ if error else future.status)
    raise error
