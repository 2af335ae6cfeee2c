"""What one scheduler and one run can feed: calls that only wait, on a cluster of processes.

    python -m benchmarks.scaling --workers 64 --pages 3000 --page-seconds 2

Computing time a page is told of the scheduler and of the run's own process; it does not depend on
how busy the machine is. Waiting costs nothing, so a few cores stand for many workers.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from pipeline.config import Settings, load_settings
from pipeline.executor import (
    SCHEDULER_SETTINGS,
    Answer,
    Call,
    CallLimits,
    ClusterSettings,
    DaskExecutor,
)

_THREADS = 16
"""Workers that one process stands for."""
_WAIT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Scaling:
    """Computing time in milliseconds a page; `seconds` is the whole run's, of which a cluster that
    costs nothing would take `least_seconds`."""

    workers: int
    pages: int
    page_seconds: float
    seconds: float
    least_seconds: float
    scheduler_ms: float
    run_ms: float


def wait_as_a_page(_: Settings, seconds: float) -> None:
    """A page that is read by waiting; the settings travel as with a real one."""
    time.sleep(seconds)


def measure(workers: int, pages: int, page_seconds: float) -> Scaling:
    """Feed so many simulated pages to so many simulated workers."""
    processes = math.ceil(workers / _THREADS)
    with (
        tempfile.TemporaryDirectory() as place,
        _cluster(Path(place), processes) as found,
    ):
        address, scheduler = found
        limits = CallLimits(600, 4096)
        settings = load_settings(environ={})
        executor = DaskExecutor(
            ClusterSettings(0, 4, 2, _WAIT_SECONDS, address, limits=limits)
        )
        while executor.workers < processes * _THREADS:
            time.sleep(0.1)
        own = psutil.Process()
        before = _cpu(scheduler), _cpu(own), time.perf_counter()
        calls = (Call(wait_as_a_page, settings, page_seconds) for _ in range(pages))
        executor.process(calls, _ignored, lambda: False)
        after = _cpu(scheduler), _cpu(own), time.perf_counter()
        executor.close()
    spent = [later - earlier for earlier, later in zip(before, after, strict=True)]
    held = processes * _THREADS
    least = math.ceil(pages / held) * page_seconds
    a_page = [1000 * one / pages for one in spent[:2]]
    return Scaling(held, pages, page_seconds, spent[2], least, a_page[0], a_page[1])


def _ignored(_: Call[object], __: Answer) -> tuple[()]:
    return ()


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


@contextmanager
def _cluster(folder: Path, processes: int) -> Iterator[tuple[str, psutil.Process]]:
    said = folder / "scheduler.json"
    place = ("--scheduler-file", str(said), "--no-dashboard")
    kept = ("--nthreads", str(_THREADS), "--no-nanny", "--local-directory", str(folder))
    started = [_start("scheduler", "--host", "127.0.0.1", "--port", "0", *place)]
    try:
        while not said.exists() or not said.read_text().rstrip().endswith("}"):
            time.sleep(0.1)
        address = str(json.loads(said.read_text())["address"])
        started += [_start("worker", address, *kept) for _ in range(processes)]
        yield address, psutil.Process(started[0].pid)
    finally:
        for one in started:
            one.kill()
            one.wait()


def _start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**psutil.Process().environ(), **SCHEDULER_SETTINGS},
    )


def main() -> None:
    """Measure once; the figures go to stdout as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling")
    parser.add_argument("--workers", type=int, default=64)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--page-seconds", type=float, default=2.0)
    given = parser.parse_args()
    figures = measure(given.workers, given.pages, given.page_seconds)
    print(json.dumps(asdict(figures), indent=1))


if __name__ == "__main__":
    main()
