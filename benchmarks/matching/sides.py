"""This program's side of a trial, in processes of its own, so that neither the making of the people
nor the peer stands in its figures."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks.measure import quantile
from pipeline.config import load_settings
from pipeline.match.decision.decide import match_many, match_person
from pipeline.match.register import open_register
from pipeline.match.register.build import build_register
from schemas.linkage import MatchDecision, PersonQuery

_LOOKUPS = 1000
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Built:
    """What building a register took. `peak_mb`: of resident memory."""

    accepted: int
    seconds: float
    cpu_seconds: float
    index_mb: float
    bytes_per_row: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What matching took on one core. `first_ms`: opening the register and one look-up, Python
    running; `cpu_`: the processor's time, which other work on the machine does not lengthen;
    `mapped_mb` and `own_mb`: of what is resident at the end, what is shared with other processes
    (the index, libraries) and what is not."""

    records_per_second: float
    records_per_cpu_second: float
    first_ms: float
    first_cpu_ms: float
    lookup_p50_ms: float
    lookup_p99_ms: float
    lookup_cpu_p50_ms: float
    lookup_cpu_p99_ms: float
    peak_mb: float
    mapped_mb: float
    own_mb: float


@dataclass(frozen=True, slots=True)
class Matched:
    """Decisions in the order of the queries, and their cost."""

    decisions: list[MatchDecision]
    cost: Cost


def apart(
    work: Callable[_Given, _Result], *args: _Given.args, **kwargs: _Given.kwargs
) -> _Result:
    """What `work` gives, in a fresh process (both must pickle)."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh) as process:
        return process.submit(work, *args, **kwargs).result()


def build(source: Path, place: Path) -> Built:
    """Build the register and count."""
    began, used = time.perf_counter(), cpu_seconds()
    accepted = build_register(source, place).accepted
    cpu, seconds = cpu_seconds() - used, time.perf_counter() - began
    size = sum(p.stat().st_size for p in place.rglob("*.npy"))
    return Built(
        accepted=accepted,
        seconds=round(seconds, 2),
        cpu_seconds=round(cpu, 2),
        index_mb=round(size / 1e6, 1),
        bytes_per_row=round(size / max(accepted, 1), 1),
        peak_mb=memory_mb("VmHWM"),
    )


def match(place: Path, queries: Sequence[PersonQuery]) -> Matched:
    """Decide on all queries in bulk, and on the first thousand one by one."""
    settings = load_settings(environ={}).matching
    with _Watch() as first:
        register = open_register(place)
        match_person(queries[-1], register, settings)
    with _Watch() as bulk:
        decisions = list(match_many(queries, register, settings))
    single = []
    for query in queries[:_LOOKUPS]:
        with _Watch() as one:
            match_person(query, register, settings)
        single.append(one)
    wall = sorted(one.wall_ms for one in single)
    cpu = sorted(one.cpu_ms for one in single)
    cost = Cost(
        records_per_second=round(len(queries) / bulk.wall_ms * 1000, 1),
        records_per_cpu_second=round(len(queries) / bulk.cpu_ms * 1000, 1),
        first_ms=first.wall_ms,
        first_cpu_ms=first.cpu_ms,
        lookup_p50_ms=quantile(wall, 0.5),
        lookup_p99_ms=quantile(wall, 0.99),
        lookup_cpu_p50_ms=quantile(cpu, 0.5),
        lookup_cpu_p99_ms=quantile(cpu, 0.99),
        peak_mb=memory_mb("VmHWM"),
        mapped_mb=memory_mb("RssFile"),
        own_mb=memory_mb("RssAnon"),
    )
    return Matched(decisions, cost)


def rate(place: Path, queries: Sequence[PersonQuery]) -> float:
    """Records by CPU second of matching in bulk; the first thousand are matched twice, so that the
    index is in memory."""
    settings = load_settings(environ={}).matching
    register = open_register(place)
    list(match_many(queries[:1000], register, settings))
    with _Watch() as bulk:
        list(match_many(queries, register, settings))
    return len(queries) / bulk.cpu_ms * 1000


class _Watch:
    """Milliseconds of a block: on the wall, and of this process's processor time."""

    def __enter__(self) -> _Watch:
        self.wall_ms, self.cpu_ms = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall_ms = round((time.perf_counter() - self.wall_ms) * 1000, 3)
        self.cpu_ms = round((time.process_time() - self.cpu_ms) * 1000, 3)


def memory_mb(name: str) -> float:
    """One of this process's figures in /proc (`VmHWM`, `RssFile`, `RssAnon`), in MB. (ru_maxrss
    would be that of the process which started this one, where that was larger.)"""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return round(int(line.split()[1]) * 1024 / 1e6, 1)
    raise LookupError(name)


def cpu_seconds() -> float:
    """User and system seconds of this process and those it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
