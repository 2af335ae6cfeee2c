"""Progress goes to stderr: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import os
import pty
import sys
import time
from contextlib import suppress

import pytest

from cli.showing.progress import StderrWatcher
from pipeline.runner.progress import Progress


def progress(settled: int) -> Progress:
    """After 1,000 seconds, of ten documents."""
    return Progress(
        settled, found=10, pages=25, quarantined=1, skipped=0, seconds=1000.0
    )


def test_elsewhere_a_line_is_written_only_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    with StderrWatcher("en") as watcher:
        for second, settled in ((1.0, 3), (11.0, 4), (12.0, 5)):
            clock[0] = second
            watcher.tell(progress(settled))
    shown = capsys.readouterr()
    (line,) = shown.err.splitlines()
    assert shown.out == "" and "4" in line and "10" in line and "0:25:00" in line


def test_a_quiet_watcher_tells_nothing_but_the_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    with StderrWatcher("en", quiet=True) as watcher:
        clock[0] = 100.0
        watcher.tell(progress(3))
        watcher.log("something to know")
    assert capsys.readouterr().err == "something to know\n"


def test_on_a_terminal_there_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = pty.openpty()
    with os.fdopen(writer, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with StderrWatcher("en") as watcher:
            watcher.tell(progress(4))
            watcher.log("[a] line")
    seen = b""
    with suppress(OSError), os.fdopen(reader, "rb", buffering=0) as screen:
        while piece := screen.read(65536):
            seen += piece
    assert b"4/10" in seen and b"[a] line" in seen
