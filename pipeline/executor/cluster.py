"""Calls on a Dask cluster: a local one of processes, or the one behind a scheduler's address."""

from __future__ import annotations

import logging
import os
import signal
import threading
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.common.priority import go_behind
from pipeline.common.threads import limit_threads
from pipeline.errors import UsageError
from pipeline.executor.calls import Answer, Call, Done, Executor, WorkerLost
from pipeline.executor.fitness import require_fit_workers
from pipeline.executor.flight import Flight
from pipeline.executor.limits import CallLimits, how_it_ended
from pipeline.executor.processes import WarmProcesses
from pipeline.executor.pulse import Pulse
from pipeline.executor.security import open_security, try_scheduler

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

_LOGGER = logging.getLogger(__name__)
# A cluster that is gone is not waited for when it is let go.
_CLOSE_SECONDS = 5.0
_FIRST_LOOK = ("pipeline.ingest.inbox.inspect",)


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How a cluster is used.

    `workers`: processes of a local cluster, 0: one a core. `in_flight`: calls handed out a worker.
    `attempts`: tries of a call whose worker died. `wait_seconds`: how long a scheduler or workers
    that went away are waited for. `scheduler`: an address, empty for a local cluster. `shared`: a
    folder that its workers must see and write to. `ready`: a call that each of its workers must
    answer without an error: it has the models and other folders that the work needs. `keys`: the
    folder of its keys, for TLS. `limits`: of each call.
    """

    workers: int
    in_flight: int
    attempts: int
    wait_seconds: float
    scheduler: str = ""
    shared: Path | None = None
    ready: Call[object] | None = None
    keys: Path | None = None
    limits: CallLimits | None = None


class DaskExecutor:
    """Runs calls on a distributed cluster.

    A worker that dies is replaced. Its calls are tried again one by one, each alone in the cluster:
    so a page that kills workers is told from the innocent ones that stood beside it. Calls that
    were under way when the scheduler went away are handed out again once it is back.
    """

    def __init__(
        self, settings: ClusterSettings, tell: Callable[[str], None] = lambda _: None
    ) -> None:
        """A named scheduler is tried at once, so that a wrong address ends before any work; `tell`
        is told what is waited for, and for how long.

        A local cluster is started by the first call: a run that finds nothing to do costs no
        processes.

        Raises:
            UsageError: no scheduler answers there, or its workers can't run this program's calls.
            DeferredError: it has no workers.
        """
        _quiet()
        self.settings = settings
        self._wanted = settings.workers or os.cpu_count() or 1
        self._cluster: LocalCluster | None = None
        self._connection: Client | None = None
        self._apart = WarmProcesses(1, preload=_FIRST_LOOK, limits=settings.limits)
        if settings.scheduler:
            self._connection = connect(
                settings.scheduler, settings.wait_seconds, settings.keys
            )
            try:
                pulse = Pulse(self._connection, settings.wait_seconds)
                if not pulse.check():
                    tell(
                        f"waiting up to {settings.wait_seconds:g} seconds for workers of the Dask "
                        f"scheduler {settings.scheduler}"
                    )
                    pulse.wait_until_there()
                require_fit_workers(
                    self._connection,
                    settings.shared,
                    settings.wait_seconds,
                    settings.ready,
                )
            except BaseException:
                self.close()
                raise

    @property
    def workers(self) -> int:
        """Worker threads at present (a local cluster's are fixed)."""
        if self._connection is None or self._cluster is not None:
            return self._wanted
        return max(1, sum(int(count) for count in self._connection.nthreads().values()))

    @property
    def apart(self) -> Executor:
        """A process of this machine."""
        return self._apart

    def process(
        self, calls: Iterator[Call[object]], done: Done, stop: Callable[[], bool]
    ) -> None:
        """See Executor."""
        first = None if stop() else next(calls, None)
        if first is None:
            return
        client = self._client()
        pulse = Pulse(client, self.settings.wait_seconds)
        flight = Flight(client, pulse, self.settings.limits)
        flight.submit(first)
        lost: deque[Call[object]] = deque()
        limit = self.workers * self.settings.in_flight

        def fill() -> None:
            while (
                len(flight) < limit
                and not stop()
                and (call := next(calls, None)) is not None
            ):
                flight.submit(call)

        fill()
        while flight or lost:
            if flight:
                call, answer = flight.next()
                if isinstance(answer, WorkerLost):
                    lost.append(call)
                    continue
            else:
                call = lost.popleft()
                answer = self._alone(call, flight)
            for follow in done(call, answer):
                flight.submit(follow, preferred=True)
            if not lost:
                fill()

    def _alone(self, call: Call[object], flight: Flight) -> Answer:
        """The answer to a call that nothing else runs beside; WorkerLost where its worker dies each
        time."""
        note = self._note()
        for _ in range(max(1, self.settings.attempts - 1)):
            flight.submit(call, note=note)
            _, answer = flight.next()
            if not isinstance(answer, WorkerLost):
                return answer
        return WorkerLost("worker died") if note is None else how_it_ended(note)

    def _note(self) -> Path | None:
        """A file of a name of its own, where this process and all workers see it."""
        shared = self.settings.shared
        if shared is None or self.settings.limits is None:
            return None
        return shared / f".note-{uuid.uuid4().hex}"

    def close(self) -> None:
        """Close client and local cluster. One that does not answer is not waited for; it drops what
        we asked for."""
        connection, self._connection = self._connection, None
        cluster, self._cluster = self._cluster, None
        self._apart.close()
        if connection is not None:
            with suppress(OSError, RuntimeError):
                connection.close(
                    timeout=None if cluster is not None else _CLOSE_SECONDS
                )
        if cluster is not None:
            _let_go(cluster)

    def _client(self) -> Client:
        if self._connection is None:
            self._cluster, self._connection = _start_local(self._wanted)
        return self._connection


def _let_go(cluster: LocalCluster) -> None:
    """Close a local cluster. On a loaded machine a worker that was killed may take longer to end
    than it is waited for; what it has answered stands, and it ends by itself."""
    try:
        cluster.close()
    except (OSError, RuntimeError) as error:
        _LOGGER.warning("a worker did not end in time (%s)", type(error).__name__)


def _start_local(workers: int) -> tuple[LocalCluster, Client]:
    from distributed import Client, LocalCluster, Worker, WorkerPlugin

    class Quiet(WorkerPlugin):
        """A worker leaves Ctrl-C to the caller and says nothing: what matters comes back as an
        answer."""

        def setup(self, worker: Worker) -> None:
            _silence()
            go_behind()
            with suppress(ValueError):
                signal.signal(signal.SIGINT, signal.SIG_IGN)

    # A terminal sends Ctrl-C to the whole group; what is started while it is ignored goes on
    # ignoring it.
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    try:
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            # Each call has its own limit; a share of the machine's memory would end a worker on a
            # large sheet while there is room.
            memory_limit=0,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        )
        client = Client(cluster)
        client.register_plugin(Quiet())
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
    return cluster, client


def _quiet() -> None:
    """Settings and log levels of the cluster's libraries; said once before a cluster or client is
    made."""
    import dask
    from distributed.versions import VersionMismatchWarning

    limit_threads()
    dask.config.set(
        {
            "distributed.scheduler.allowed-failures": 0,
            "distributed.worker.daemon": True,
            "distributed.comm.retry.count": 3,
            "distributed.admin.tick.limit": "1h",
        }
    )
    # Versions that don't fit are told as an error, by `fitness`.
    warnings.filterwarnings("ignore", category=VersionMismatchWarning)
    _silence()


def _silence() -> None:
    loud = (
        "distributed",
        "distributed.nanny",
        "distributed.worker",
        "distributed.scheduler",
        "distributed.client",
        "tornado.application",
    )
    for name in loud:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def connect(scheduler: str, wait_seconds: float, keys: Path | None = None) -> Client:
    """A client of a scheduler; with `keys`, a folder, over TLS.

    Raises:
        UsageError: `scheduler_unreachable`; `cluster_…`: what is wrong with the keys.
    """
    from distributed import Client

    security = open_security(scheduler, keys)
    try:
        try_scheduler(scheduler, security, wait_seconds)
        return Client(scheduler, timeout=wait_seconds, security=security)
    except UsageError:
        raise
    except Exception as error:  # whatever another version or another program answers
        raise UsageError(
            "scheduler_unreachable",
            f"no Dask scheduler answers ({type(error).__name__})",
            item=scheduler,
            remedy="check the address, or leave --scheduler out to use this machine",
        ) from error
