"""Who calls: this process's own user, or, in the desk's service, a process that asked it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Caller:
    """A process that asked the service: its folder, variables, stdin and id.

    `desk`, `since`: of a call from another machine, the desk's name and since when (Unix time) it
    waits.
    """

    folder: Path
    environ: Mapping[str, str]
    stdin: bytes
    process: int
    desk: str = ""
    since: float | None = None


_caller: ContextVar[Caller | None] = ContextVar("caller", default=None)


@contextmanager
def act_for(caller: Caller) -> Iterator[None]:
    """The block is done for this caller."""
    token = _caller.set(caller)
    try:
        yield
    finally:
        _caller.reset(token)


def environ() -> Mapping[str, str]:
    """The caller's variables."""
    caller = _caller.get()
    return os.environ if caller is None else caller.environ


def placed(path: Path) -> Path:
    """A path as the caller means it."""
    caller = _caller.get()
    return path if caller is None else caller.folder / path


def stdin() -> bytes:
    """What the caller gave on stdin."""
    caller = _caller.get()
    if caller is not None:
        return caller.stdin
    from cli.thin.client import read_stdin

    return read_stdin()


def seconds_waited() -> float:
    """How long the caller has waited since it was started."""
    from pipeline.common.clock import seconds_since_start

    caller = _caller.get()
    if caller is not None and caller.since is not None:
        return max(time.time() - caller.since, 0.0)
    return seconds_since_start(None if caller is None else caller.process)


def desk_name() -> str:
    """The desk on another machine that calls; empty for this machine's own."""
    caller = _caller.get()
    return "" if caller is None else caller.desk
