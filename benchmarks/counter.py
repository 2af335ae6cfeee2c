"""The counter: from call to signed file and fields, warm, beside the bare tesseract command on the
same page; what a batch beside it adds; and what the thin client costs by itself.

Each page is a dossier of its own, called as a counter's software calls: a process a call. Ratios
are to `tesseract FILE - -l vie` in the same run, call by call in turns.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import peers as public
from benchmarks.counter_beside import beside_batch
from benchmarks.counter_place import (
    KINDS,
    ROOT,
    CounterPlace,
    made_place,
    make_pages,
    wall_figures,
)
from benchmarks.measure import CommandRun, python_command, ratio, run_command

ROUNDS, LONG_PAPER, CLIENT_CALLS = 3, 5, 10


def counter(*, peers: bool, small: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """Measure in a temporary folder; small: one page, once."""
    with made_place() as place:
        pages = list(make_pages(place.folder, KINDS[:1] if small else KINDS))
        rounds = 1 if small else ROUNDS
        tell("counter: cold first call")
        cold = place.sohoa("desk", "start", *place.options("H26.27-261128-9999"))
        place.sohoa("desk", "cancel", *place.options(None))
        place.file_page(pages[0], "warm")  # everything is loaded after this one
        tell("counter: single pages")
        reason = public.why_no_tesseract(peers)
        ours, theirs = _single_pages(place, pages, rounds, reason is None)
        tell("counter: papers of several pages")
        page = wall_figures(ours)
        result: dict[str, Any] = {
            "cold_first_call_s": round(cold.wall_s, 2),
            "page": page,
            "long_paper": _long_papers(place, pages, rounds),
            "client": _client(place, 2 if small else CLIENT_CALLS),
        }
        tell("counter: beside a batch")
        beside = beside_batch(place, pages, page["wall_s"], rounds, small=small)
        result["beside_batch"] = beside
        if reason is not None:
            return {**result, **public.absent(reason)}
        peer = wall_figures(theirs)
        return {
            **result,
            "peer": peer,
            "ours_to_peer": {"wall": ratio(page["wall_s"], peer["wall_s"])},
        }


def _single_pages(
    place: CounterPlace, pages: Sequence[Path], rounds: int, with_peer: bool
) -> tuple[list[CommandRun], list[CommandRun]]:
    ours, theirs = [], []
    for turn in range(rounds):
        for at, page in enumerate(pages):
            ours.append(place.file_page(page, f"{turn}{at}"))
            if with_peer:
                theirs.append(public.tesseract_text(page))
    return ours, theirs


def _long_papers(
    place: CounterPlace, pages: Sequence[Path], rounds: int
) -> dict[str, Any]:
    """Pages handed in one by one as a scanner gives them; how long `done` takes after the last."""
    adding, done = [], []
    for number in range(rounds):
        adding += _add_pages(place, pages, number)
        run = place.sohoa("desk", "done", *place.options(None))
        if run.code not in (0, 1):
            raise RuntimeError(run.stderr)
        done.append(run.wall_s)
    page, answer = statistics.median(adding), statistics.median(done)
    return {
        "pages": LONG_PAPER,
        "add_s": round(page, 3),
        "done_s": round(answer, 3),
        "worst_done_s": round(max(done), 3),
        "done_to_page": ratio(answer, page),
    }


def _add_pages(place: CounterPlace, pages: Sequence[Path], paper: int) -> list[float]:
    """Begin a dossier of one paper; the seconds that each of its pages took."""
    own = place.options(None)
    place.sohoa("desk", "start", *place.options(f"H26.27-261128-888{paper}"))
    took = []
    for number in range(LONG_PAPER):
        fresh = place.folder / f"long-{paper}-{number}.jpg"
        page = pages[number % len(pages)].read_bytes()
        fresh.write_bytes(page + f"{paper}.{number}".encode())
        words = ["--paper", 1] if number else []
        took.append(place.sohoa("desk", "add", fresh, *words, *own).wall_s)
    return took


def _client(place: CounterPlace, calls: int) -> dict[str, Any]:
    """Milliseconds of calls that need no work, and of a bare interpreter: by the clock, and of
    the client's own processor time."""
    own = [str(word) for word in place.options(None)]
    asked = {
        "version": python_command("cli", "--version"),
        "day": python_command("cli", "desk", "day", *own),
        "refused": python_command("cli", "desk", "start", "--dossier", "a/b", *own),
        "bare_python": [python_command("cli")[0], "-c", "pass"],
    }
    runs: dict[str, list[CommandRun]] = {name: [] for name in asked}
    for _ in range(calls):
        for name, words in asked.items():
            runs[name].append(run_command(words, cwd=ROOT))
    wall = {
        f"{name}_ms": round(1000 * statistics.median(run.wall_s for run in took))
        for name, took in runs.items()
    }
    cpu = {
        f"{name}_cpu_ms": round(1000 * statistics.median(run.cpu_s for run in took))
        for name, took in runs.items()
    }
    return wall | cpu
