"""Wall seconds, CPU seconds and peak memory of a block of code or of a command with all its
descendants.

CPU is user + system of the process and of every descendant that was waited for (getrusage, wait4).
Peak memory is the largest sum of resident set sizes over the process tree, looked at ten times a
second by psutil; pages that processes share are counted once for each, so for several processes it
is an upper bound.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

MB = 1024 * 1024
_LOOK_S = 0.1


@dataclass(slots=True)
class Measure:
    """What a block took; filled when it ends."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class CommandRun:
    """A finished command, with its descendants."""

    code: int
    stdout: str
    stderr: str
    wall_s: float
    cpu_s: float
    peak_mb: float


class TreeWatch(threading.Thread):
    """Looks at the memory of a process, with its descendants or without, until told to stop."""

    def __init__(self, pid: int, *, descendants: bool = True) -> None:
        super().__init__(daemon=True)
        self.peak_mb = 0.0
        self._pid, self._descendants, self._over = pid, descendants, threading.Event()

    def run(self) -> None:
        """Look, wait, look again."""
        while True:
            self.peak_mb = max(self.peak_mb, _tree_mb(self._pid, self._descendants))
            if self._over.wait(_LOOK_S):
                return

    def stop(self) -> float:
        """End it; gives the peak in MB."""
        self._over.set()
        self.join()
        return self.peak_mb


def _tree_mb(pid: int, descendants: bool) -> float:
    try:
        first = psutil.Process(pid)
        tree = [first, *(first.children(recursive=True) if descendants else ())]
    except psutil.Error:
        return 0.0
    total = 0
    for process in tree:
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total / MB


def cpu_now() -> float:
    """CPU seconds of this process and of its finished children so far."""
    own, children = (
        resource.getrusage(resource.RUSAGE_SELF),
        resource.getrusage(resource.RUSAGE_CHILDREN),
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


@contextmanager
def measured(*, memory: bool = False) -> Iterator[Measure]:
    """Measure a block in this process. `memory`: watch this process's own peak too (a thousandth of
    a core)."""
    found = Measure()
    watch = TreeWatch(os.getpid(), descendants=False) if memory else None
    if watch:
        watch.start()
    wall, cpu = time.perf_counter(), cpu_now()
    try:
        yield found
    finally:
        found.wall_s, found.cpu_s = time.perf_counter() - wall, cpu_now() - cpu
        if watch:
            found.peak_mb = watch.stop()


def run_command(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> CommandRun:
    """Run a command to its end; whatever its exit code, it is told, not raised."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=cwd,
            env={**os.environ, "OMP_THREAD_LIMIT": "1", **(environ or {})},
        )
        # Not ru_maxrss: Linux counts into it what the parent held when it forked.
        watch = TreeWatch(process.pid)
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = watch.stop()
        out.seek(0)
        err.seek(0)
        texts = [stream.read().decode("utf-8", "replace") for stream in (out, err)]
    return CommandRun(
        process.returncode,
        texts[0],
        texts[1],
        wall,
        used.ru_utime + used.ru_stime,
        peak,
    )


def python_command(module: str, *arguments: str | Path) -> list[str | Path]:
    """`python -m module …` with the interpreter that runs this."""
    return [sys.executable, "-m", module, *arguments]


def middle(values: Sequence[float], digits: int = 4) -> float:
    """The median, rounded."""
    return round(statistics.median(values), digits)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ratio(ours: float | None, peer: float | None) -> float | None:
    """Ours ÷ the peer's; None where either is not known or the peer's is nothing."""
    return round(ours / peer, 3) if ours is not None and peer else None
