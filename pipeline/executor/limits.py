"""What one call may take of a worker process: computing time and memory.

Both are the kernel's limits, for a decoder that hangs in C hears nothing else. Too little memory is
an error that the call meets; too much computing time ends the process, as a crash does. A call that
is tried alone leaves a note of how it ended.
"""

from __future__ import annotations

import faulthandler
import math
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, ParamSpec, TypeVar

from pipeline.executor.calls import WorkerLost

if TYPE_CHECKING:
    from pipeline.config import RunSettings

P = ParamSpec("P")
A = TypeVar("A")
_MEGABYTE = 1 << 20
_FATAL = "Fatal Python error: "
CPU_LIMIT = "cpu_limit"


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Of one call; 0 is no limit. `cpu_seconds`: a page. `memory_mb`: beyond what the process had
    before it, in memory of its own (mapped files, such as the citizen register, don't count)."""

    cpu_seconds: float
    memory_mb: int


def limits_of(run: RunSettings) -> CallLimits:
    """By the settings."""
    return CallLimits(run.page_cpu_seconds, run.page_memory_mb)


def run_limited(
    limits: CallLimits,
    pages: int,
    note: str | None,
    function: Callable[P, A],
    *arguments: P.args,
    **named: P.kwargs,
) -> A:
    """Run by a worker: the call's answer, within the limits.

    Args:
        pages: that the call works on; it may take so many times the time of one.
        note: a file for `how_it_ended`; None leaves none.
    """
    with _noted(note), _cpu(limits.cpu_seconds * pages), _memory(limits.memory_mb):
        return function(*arguments, **named)


def how_it_ended(note: Path) -> WorkerLost:
    """What a call's note says of the process that died of it; the note goes.

    The answer's `code` is `cpu_limit`, or `crashed` with the kind of crash in `detail`, or None:
    something else ended it, for instance the system for want of memory.
    """
    try:
        said = note.read_text(errors="replace")
        note.unlink()
    except OSError:
        said = ""
    if said.startswith(_FATAL):
        return WorkerLost(said.removeprefix(_FATAL).splitlines()[0], "crashed")
    return (
        WorkerLost("computing time", CPU_LIMIT) if said else WorkerLost("worker died")
    )


@contextmanager
def _noted(note: str | None) -> Iterator[None]:
    with ExitStack() as stack:
        if note is not None:
            stack.callback(Path(note).unlink, missing_ok=True)
            with suppress(OSError):  # a full disk is no reason not to try
                file = stack.enter_context(Path(note).open("w"))
                _tell_in(file, stack)
        yield


def _tell_in(file: IO[str], stack: ExitStack) -> None:
    """Have a crash, and the limit of computing time, leave their mark in a file: in C, and so even
    while a decoder keeps Python from running."""
    faulthandler.enable(file, all_threads=False)
    stack.callback(faulthandler.disable)
    # Then the process ends, as without the mark.
    faulthandler.register(signal.SIGXCPU, file, all_threads=False, chain=True)
    stack.callback(faulthandler.unregister, signal.SIGXCPU)


@contextmanager
def _cpu(seconds: float) -> Iterator[None]:
    if not seconds:
        yield
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime
    with _lowered(resource.RLIMIT_CPU, math.ceil(spent + seconds)):
        yield


@contextmanager
def _memory(megabytes: int) -> Iterator[None]:
    if not megabytes:
        yield
        return
    with _lowered(resource.RLIMIT_DATA, _private_bytes() + megabytes * _MEGABYTE):
        yield


def _private_bytes() -> int:
    """What RLIMIT_DATA counts of this process now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (one for one in lines if one.startswith("VmData:"))
    return int(line.split()[1]) * 1024


@contextmanager
def _lowered(kind: int, wanted: int) -> Iterator[None]:
    """The process's own limit for as long as the block lasts; a lower one stays."""
    soft, hard = resource.getrlimit(kind)
    bounds = [one for one in (soft, hard) if one != resource.RLIM_INFINITY]
    resource.setrlimit(kind, (min([wanted, *bounds]), hard))
    try:
        yield
    finally:
        resource.setrlimit(kind, (soft, hard))
