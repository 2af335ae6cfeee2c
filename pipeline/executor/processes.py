"""Calls in processes of this machine that are kept warm: what a desk's service reads pages with,
and where a run first looks at a received file."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

from pipeline.executor.calls import Answer, Call, Done, Executor
from pipeline.executor.limits import CallLimits, how_it_ended, run_limited
from pipeline.trouble import storage_at

_IN_FLIGHT = 2
"""Calls handed out a process and caller: pages of several callers take turns."""


_SOCKET = "pymp-12345678/listener-12345678"
"""Where Python puts the socket of a process that others are started from."""
_SHARED_MEMORY = Path("/dev/shm")
"""Where Python's locks between processes lie; what fails there names no file."""
_LONGEST_SOCKET = 107
"""Bytes of a Unix socket's path (`sun_path` of unix(7), less the zero at its end)."""


class WarmProcesses:
    """An `Executor` whose processes outlive a call of `process`; many threads may use it at once.

    A process that dies is replaced; the calls that it may have died of are tried once more, each
    alone, so that only the one that kills processes is blamed.
    """

    def __init__(
        self,
        workers: int,
        warm: Call[object] | None = None,
        preload: Sequence[str] = (),
        limits: CallLimits | None = None,
    ) -> None:
        """Processes are started by the first call.

        Args:
            workers: how many.
            warm: done by each process before its first call.
            preload: modules that are loaded once for all of them.
            limits: of each call.
        """
        self.workers = workers
        self._warm, self._limits = warm, limits
        self._lock = threading.Lock()
        self._context = multiprocessing.get_context(_start_method())
        self._context.set_forkserver_preload(list(preload))
        self._pool: ProcessPoolExecutor | None = None

    @property
    def apart(self) -> Executor:
        """This one: any thread may use it at any time."""
        return self

    def start(self) -> None:
        """Have all processes there before the first call asks for them."""
        pool = self._running()
        for one in [pool.submit(os.getpid) for _ in range(self.workers)]:
            one.result()

    def process(
        self, calls: Iterator[Call[object]], done: Done, stop: Callable[[], bool]
    ) -> None:
        """See Executor."""
        under_way: dict[Future[object], Call[object]] = {}
        lost: deque[Call[object]] = deque()
        follow: deque[Call[object]] = deque()
        while True:
            while len(under_way) < _IN_FLIGHT * self.workers:
                if follow:
                    call = follow.popleft()
                elif stop() or (found := next(calls, None)) is None:
                    break
                else:
                    call = found
                self._submit(call, under_way)
            if not under_way and not lost:
                return
            for call, answer in self._finished(under_way, lost):
                follow.extend(done(call, answer))

    def close(self) -> None:
        """Let the processes go; may be called again."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _finished(
        self, under_way: dict[Future[object], Call[object]], lost: deque[Call[object]]
    ) -> list[tuple[Call[object], Answer]]:
        """The answers that have come; where only lost calls are left, one of them tried alone."""
        if not under_way:
            call = lost.popleft()
            return [(call, self._alone(call))]
        answers: list[tuple[Call[object], Answer]] = []
        ready, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for one in ready:
            call = under_way.pop(one)
            try:
                answers.append((call, one.result()))
            except BrokenProcessPool:
                lost.append(call)
        return answers

    def _submit(
        self, call: Call[object], under_way: dict[Future[object], Call[object]]
    ) -> None:
        while True:
            pool = self._running()
            try:
                under_way[self._handed_to(pool, call)] = call
                return
            except (BrokenProcessPool, RuntimeError):
                self._forget(pool)

    def _handed_to(
        self, pool: ProcessPoolExecutor, call: Call[object], note: Path | None = None
    ) -> Future[object]:
        if self._limits is None:
            return pool.submit(call.function, *call.arguments)
        written = None if note is None else str(note)
        return pool.submit(
            run_limited,
            self._limits,
            call.pages,
            written,
            call.function,
            *call.arguments,
        )

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = self._made(self.workers)
            return self._pool

    def _made(self, workers: int) -> ProcessPoolExecutor:
        """Raises StorageError where the machine's shared memory is closed or full: a container
        without it."""
        with storage_at(_SHARED_MEMORY):
            return ProcessPoolExecutor(
                workers,
                mp_context=self._context,
                initializer=_begin,
                initargs=(self._warm,),
            )

    def _forget(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = None

    def _alone(self, call: Call[object]) -> Answer:
        with tempfile.TemporaryDirectory() as place, self._made(1) as pool:
            note = Path(place, "note")
            try:
                return self._handed_to(pool, call, note).result()
            except BrokenProcessPool:
                return how_it_ended(note)


def _start_method() -> str:
    """From one loaded process, which is quick; where the folder for temporary files has too long a
    name for its socket, each by itself."""
    socket = os.fsencode(Path(tempfile.gettempdir(), _SOCKET))
    return "forkserver" if len(socket) <= _LONGEST_SOCKET else "spawn"


def _begin(warm: Call[object] | None) -> None:
    """A process's own beginning: it ends with its parent, and is warm before its first call."""
    # A terminal sends Ctrl-C to the whole group; the caller decides what becomes of the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if warm is not None:
        # What is wrong is told by the first call that needs it.
        with suppress(Exception):
            warm.run()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
