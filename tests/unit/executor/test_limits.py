"""What one call may take of a worker, and what is known of one that took more."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from pipeline.executor.limits import CPU_LIMIT, CallLimits, how_it_ended, run_limited
from tests.support.dask_cluster import ROOT

NONE = CallLimits(0, 0)
SMALL = CallLimits(0, 64)


def spin() -> None:
    """Hang in C with the interpreter locked, as a decoder may."""
    pow(3, 1 << 40)


def take(megabytes: int) -> int:
    return int(numpy.ones(megabytes << 20, numpy.uint8).sum())


def crash() -> None:
    ctypes.string_at(0)


def vanish() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def child(words: str, note: Path) -> int:
    """A call in a process of its own; gives how it ended."""
    line = (
        "from tests.unit.executor.test_limits import *\n"
        f"run_limited({words.replace('NOTE', repr(str(note)))})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", line],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        capture_output=True,
        check=False,
    )
    return done.returncode


def test_a_call_within_its_limits_is_as_without_them(tmp_path: Path) -> None:
    before = [
        resource.getrlimit(one) for one in (resource.RLIMIT_CPU, resource.RLIMIT_DATA)
    ]
    note = tmp_path / "note"
    assert run_limited(CallLimits(600, 512), 2, str(note), max, 3, 5) == 5
    assert run_limited(NONE, 1, None, take, 8) == 8 << 20
    after = [
        resource.getrlimit(one) for one in (resource.RLIMIT_CPU, resource.RLIMIT_DATA)
    ]
    assert before == after
    assert not note.exists()
    nowhere = str(tmp_path / "gone" / "note")
    assert run_limited(NONE, 1, nowhere, max, 3, 5) == 5, "a note is no condition"


def test_a_call_that_wants_more_memory_meets_an_error() -> None:
    with pytest.raises(MemoryError):
        run_limited(SMALL, 1, None, take, 512)
    assert run_limited(NONE, 1, None, take, 512) == 512 << 20


def test_an_error_of_the_call_takes_its_limits_and_its_note_along(
    tmp_path: Path,
) -> None:
    note = tmp_path / "note"
    before = resource.getrlimit(resource.RLIMIT_CPU)
    with pytest.raises(ZeroDivisionError):
        run_limited(CallLimits(600, 0), 1, str(note), divmod, 1, 0)
    assert resource.getrlimit(resource.RLIMIT_CPU) == before
    assert not note.exists()


def test_a_call_that_hangs_ends_with_its_process_and_says_so(tmp_path: Path) -> None:
    note = tmp_path / "note"
    assert child("CallLimits(0.5, 0), 1, NOTE, spin", note) == -signal.SIGXCPU
    assert how_it_ended(note).code == CPU_LIMIT
    assert not note.exists()


def test_a_crash_is_told_by_its_kind(tmp_path: Path) -> None:
    note = tmp_path / "note"
    assert child("NONE, 1, NOTE, crash", note) == -signal.SIGSEGV
    ended = how_it_ended(note)
    assert (ended.code, ended.detail) == ("crashed", "Segmentation fault")


def test_of_a_process_that_was_killed_nothing_is_known(tmp_path: Path) -> None:
    note = tmp_path / "note"
    assert child("NONE, 1, NOTE, vanish", note) == -signal.SIGKILL
    assert how_it_ended(note).code is None
    assert how_it_ended(tmp_path / "never written").code is None
