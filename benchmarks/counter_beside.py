"""What a batch on the same machine adds to a counter's page."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.counter_place import OPERATOR, ROOT, CounterPlace, wall_figures
from benchmarks.measure import CommandRun, python_command, ratio

INBOX_PAGES, SMALL_INBOX_PAGES = 200, 12
_LOOK_S, _MOST_START_S = 0.05, 120.0


def beside_batch(
    place: CounterPlace,
    pages: Sequence[Path],
    alone_s: float,
    rounds: int,
    *,
    small: bool = False,
) -> dict[str, Any]:
    """File pages while a batch reads on all cores; pages after its end don't count.

    Args:
        place: the counter.
        pages: to file, each once a round.
        alone_s: median seconds of a page without the batch, in the same run.
        rounds: how often.
        small: a batch of a few pages will do.
    """
    inbox = _inbox(place, pages, SMALL_INBOX_PAGES if small else INBOX_PAGES)
    with _batch(place, inbox) as batch:
        runs = list(_filed_meanwhile(place, pages, rounds, batch))
    if not runs:
        return {"skipped": "the batch was over before a page was filed"}
    figures = wall_figures(runs)
    added = ratio(figures["wall_s"] - alone_s, alone_s)
    return {**figures, "alone_s": alone_s, "added_share": added}


def _inbox(place: CounterPlace, pages: Sequence[Path], count: int) -> Path:
    inbox = place.folder / "inbox"
    for number in range(count):
        paper = inbox / f"H26.27-261127-{number:04d}" / "01.jpg"
        paper.parent.mkdir(parents=True)
        page = pages[number % len(pages)].read_bytes()
        paper.write_bytes(page + f"batch {number}".encode())
    return inbox


@contextmanager
def _batch(place: CounterPlace, inbox: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A batch that has begun to read; it is interrupted at the end."""
    words = ("run", inbox, "--archive", place.archive, "--operator", OPERATOR)
    workers = ("--workers", os.cpu_count() or 1, "--json")
    command = python_command("cli", *map(str, (*words, *workers)))
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # as a timer starts it
    ) as batch:
        try:
            until = time.monotonic() + _MOST_START_S
            while batch.poll() is None and time.monotonic() < until:
                if any((place.archive / "work").glob("*/*/p*.json")):
                    break
                time.sleep(_LOOK_S)
            yield batch
        finally:
            batch.send_signal(signal.SIGINT)


def _filed_meanwhile(
    place: CounterPlace,
    pages: Sequence[Path],
    rounds: int,
    batch: subprocess.Popen[bytes],
) -> Iterator[CommandRun]:
    for turn in range(rounds):
        for at, page in enumerate(pages):
            run = place.file_page(page, f"{7 + turn}{at}00")
            if batch.poll() is not None:
                return
            yield run
