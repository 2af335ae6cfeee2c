"""A batch goes behind whoever works on the same machine."""

from __future__ import annotations

import subprocess
import sys

ASK = """
import os
from pathlib import Path
from pipeline.common.priority import go_behind
go_behind()
session = Path("/proc/self/autogroup")
print(os.nice(0), session.read_text().split()[-1] if session.exists() else "none")
"""


def asked(**more: bool) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, check=True, **more
    )
    nice, session = done.stdout.split()
    return int(nice), session


def test_a_session_without_a_terminal_goes_behind_as_a_whole() -> None:
    nice, session = asked(start_new_session=True)
    assert nice >= 10
    # A kernel that shares out by process has no niceness of sessions.
    assert session in ("10", "none")


def test_a_terminals_session_stays_as_it_is(monkeypatch, tmp_path) -> None:
    written = tmp_path / "autogroup"
    monkeypatch.setattr("pipeline.common.priority._OF_SESSION", written)
    monkeypatch.setattr("pipeline.common.priority._has_terminal", lambda: True)
    monkeypatch.setattr("os.nice", lambda _: None)
    from pipeline.common.priority import go_behind

    go_behind()
    assert not written.exists()
    monkeypatch.setattr("pipeline.common.priority._has_terminal", lambda: False)
    go_behind()
    assert written.read_text() == "10"
