"""Loading, memory and threads of one worker, and two workers of the run beside two processes of
their own."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.measure import CommandRun, python_command, ratio, run_command
from benchmarks.reading import page_job
from pipeline.config import Settings
from pipeline.executor import Answer, Call, ClusterSettings, DaskExecutor
from pipeline.plan.pages import read_page
from schemas.work import PageDone

ROOT = Path(__file__).resolve().parents[1]
_HEAD_START_S = 20.0
_ROUNDS = 2


def one_worker(pictures: Sequence[Path], profile: str | None) -> dict[str, Any]:
    """A fresh process that reads all pictures: what loading took, its peak memory, its threads."""
    with tempfile.TemporaryDirectory() as folder:
        run = _worker(pictures, profile, Path(folder) / "pages.json", 0.0)
    return {**json.loads(run.stdout), "peak_mb": round(run.peak_mb)}


def two_workers(
    pictures: Sequence[Path], settings: Settings, profile: str | None
) -> dict[str, Any]:
    """Pages a second of two workers of the run (Dask), and of two independent processes with half
    the pages each.

    Both are warm when the clock starts; the rates of the two processes are added. Each side is
    measured twice, by turns, and the means count: what else the machine does changes the rates more
    than they differ.
    """
    apart, together = [], []
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            apart.append(_two_processes(pictures, profile, Path(folder)))
            together.append(_dask(pictures, settings, Path(folder)))
    means = statistics.mean(apart), statistics.mean(together)
    return {
        "two_processes_pages_per_second": round(means[0], 3),
        "two_workers_pages_per_second": round(means[1], 3),
        "ratio": ratio(means[1], means[0]),
        "each_round": [
            [round(a, 3), round(b, 3)] for a, b in zip(apart, together, strict=True)
        ],
    }


def _two_processes(
    pictures: Sequence[Path], profile: str | None, folder: Path
) -> float:
    """Pages a second of two processes together, each with half of the pages, both begun at one
    moment."""
    halves, start = (pictures[::2], pictures[1::2]), time.time() + _HEAD_START_S
    with ThreadPoolExecutor(2) as pool:
        runs = pool.map(
            lambda n: _worker(halves[n], profile, folder / f"{n}.json", start), range(2)
        )
        found = [json.loads(run.stdout) for run in runs]
    if any(one["late_s"] > 0 for one in found):
        raise RuntimeError("a process was not ready when the clock started")
    return float(sum(one["pages"] / one["wall_s"] for one in found))


def _worker(
    pictures: Sequence[Path], profile: str | None, listing: Path, start_at: float
) -> CommandRun:
    listing.write_text(json.dumps([str(path) for path in pictures]), encoding="utf-8")
    options = [
        *(["--profile", profile] if profile else []),
        "--start-at",
        str(start_at),
    ]
    run = run_command(
        python_command("benchmarks.ocr_worker", str(listing), *options), cwd=ROOT
    )
    if run.code:
        raise RuntimeError(run.stderr[-800:])
    return run


def _dask(pictures: Sequence[Path], settings: Settings, folder: Path) -> float:
    """Pages a second of the run's own workers, each having read two pages before."""
    executor = DaskExecutor(
        ClusterSettings(
            2, settings.run.in_flight_per_worker, 1, settings.run.scheduler_wait_seconds
        )
    )
    try:
        _read(executor, [*pictures[:2], *pictures[:2]], settings, folder / "warm")
        begun = time.perf_counter()
        done = _read(executor, pictures, settings, folder / "work")
        return done / (time.perf_counter() - begun)
    finally:
        executor.close()


def _read(
    executor: DaskExecutor, pictures: Sequence[Path], settings: Settings, work: Path
) -> int:
    calls = (
        Call(read_page, page_job(path, n, work), settings)
        for n, path in enumerate(pictures, start=1)
    )
    done: list[Answer] = []

    def keep(call: Call[object], answer: Answer) -> Iterable[Call[object]]:
        done.append(answer)
        return ()

    executor.process(calls, keep, lambda: False)
    wrong = [answer for answer in done if not isinstance(answer, PageDone)]
    if wrong:
        raise RuntimeError(f"{len(wrong)} pages were not read: {wrong[0]}")
    return len(done)
