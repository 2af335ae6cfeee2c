"""The counter: from call to signed file and fields, warm, beside the bare tesseract command on the
same page; and what the thin client costs by itself.

Each page is a dossier of its own, called as a counter's software calls: a process a call. Ratios
are to `tesseract FILE - -l vie` in the same run, call by call in turns.
"""

from __future__ import annotations

import os
import signal
import socket
import statistics
import struct
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import peers as public
from benchmarks.measure import CommandRun, python_command, ratio, run_command
from pipeline.desk.calls.sockets import socket_path
from synthetic import degrade, make_paper, render_paper

ROOT = Path(__file__).resolve().parents[1]
OPERATOR = "Lê Văn Thử"
KINDS = ("quyet_dinh", "giay_khai_sinh", "don_de_nghi", "giay_chung_nhan_ket_hon")
ROUNDS, LONG_PAPER, CLIENT_CALLS = 3, 5, 10


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder with an archive, the papers, and a service of its own."""

    folder: Path
    archive: Path

    def sohoa(self, *words: object) -> CommandRun:
        """A call as a counter's software makes it."""
        return run_command(python_command("cli", *map(str, words)), cwd=ROOT)


def counter(*, peers: bool, small: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """Measure in a temporary folder; small: one page, once."""
    with _made_place() as place:
        pages = list(_pages(place.folder, KINDS[:1] if small else KINDS))
        tell("counter: cold first call")
        cold = place.sohoa("desk", "start", *_of(place, "H26.27-261128-9999"))
        place.sohoa("desk", "cancel", *_of(place, None))
        _file(place, pages[0], "warm")  # everything is loaded after this one
        tell("counter: single pages")
        reason = public.why_no_tesseract(peers)
        ours, theirs = _single_pages(
            place, pages, 1 if small else ROUNDS, reason is None
        )
        tell("counter: a paper of several pages")
        page = _figures(ours)
        result: dict[str, Any] = {
            "cold_first_call_s": round(cold.wall_s, 2),
            "page": page,
            "long_paper": _long_paper(place, pages),
            "client": _client(place, 2 if small else CLIENT_CALLS),
        }
        if reason is not None:
            return {**result, **public.absent(reason)}
        peer = _figures(theirs)
        return {
            **result,
            "peer": peer,
            "ours_to_peer": {"wall": ratio(page["wall_s"], peer["wall_s"])},
        }


@contextmanager
def _made_place() -> Iterator[_Place]:
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "run").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
        os.environ["XDG_STATE_HOME"] = str(folder / "state")
        place = _Place(folder, folder / "kho")
        place.sohoa("init", place.archive, "--dev-keys")
        try:
            yield place
        finally:
            _end_service(place)
            os.environ.clear()
            os.environ.update(before)


def _end_service(place: _Place) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as connection:
        try:
            connection.connect(socket_path(str(place.archive)))
        except OSError:
            return
        told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    os.kill(struct.unpack("3i", told)[0], signal.SIGKILL)


def _pages(folder: Path, kinds: Sequence[str]) -> Iterator[Path]:
    for seed, kind in enumerate(kinds):
        rng = np.random.default_rng(seed)
        page = degrade(render_paper(make_paper(kind, rng), dpi=200)[0], "office", rng)
        path = folder / f"{kind}.jpg"
        page.image.convert("RGB").save(path, "JPEG", quality=80, dpi=(200, 200))
        yield path


def _of(place: _Place, dossier: str | None) -> list[object]:
    words: list[object] = ["--archive", place.archive, "--operator", OPERATOR, "--json"]
    return words if dossier is None else [*words, "--dossier", dossier]


def _file(place: _Place, page: Path, number: str) -> CommandRun:
    """One page by `counter`; the bytes are new each time, so nothing is had already."""
    fresh = place.folder / f"{number}-{page.name}"
    fresh.write_bytes(page.read_bytes() + number.encode())
    run = place.sohoa("counter", fresh, *_of(place, f"H26.27-261128-{number}"))
    if run.code != 0:
        raise RuntimeError(run.stderr)
    return run


def _single_pages(
    place: _Place, pages: Sequence[Path], rounds: int, with_peer: bool
) -> tuple[list[CommandRun], list[CommandRun]]:
    ours, theirs = [], []
    for turn in range(rounds):
        for at, page in enumerate(pages):
            ours.append(_file(place, page, f"{turn}{at}"))
            if with_peer:
                theirs.append(public.tesseract_text(page))
    return ours, theirs


def _long_paper(place: _Place, pages: Sequence[Path]) -> dict[str, Any]:
    """Pages handed in one by one as a scanner gives them; how long `done` takes after the last."""
    own = _of(place, None)
    place.sohoa("desk", "start", *_of(place, "H26.27-261128-8888"))
    adding = []
    for number in range(LONG_PAPER):
        fresh = place.folder / f"long-{number}.jpg"
        fresh.write_bytes(
            pages[number % len(pages)].read_bytes() + str(number).encode()
        )
        words = ["--paper", 1] if number else []
        adding.append(place.sohoa("desk", "add", fresh, *words, *own).wall_s)
    done = place.sohoa("desk", "done", *own)
    if done.code not in (0, 1):
        raise RuntimeError(done.stderr)
    return {
        "pages": LONG_PAPER,
        "add_s": round(statistics.median(adding), 3),
        "done_s": round(done.wall_s, 3),
        "done_to_page": ratio(done.wall_s, statistics.median(adding)),
    }


def _client(place: _Place, calls: int) -> dict[str, Any]:
    """Milliseconds of calls that need no work, and of a bare interpreter."""
    own = _of(place, None)
    asked = {
        "version": python_command("cli", "--version"),
        "day": python_command("cli", "desk", "day", *map(str, own)),
        "refused": python_command(
            "cli", "desk", "start", "--dossier", "a/b", *map(str, own)
        ),
        "bare_python": [python_command("cli")[0], "-c", "pass"],
    }
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(calls):
        for name, words in asked.items():
            begun = time.perf_counter()
            run_command(words, cwd=ROOT)
            times[name].append(time.perf_counter() - begun)
    return {
        f"{name}_ms": round(1000 * statistics.median(took))
        for name, took in times.items()
    }


def _figures(runs: Sequence[CommandRun]) -> dict[str, float]:
    return {
        "pages": len(runs),
        "wall_s": round(statistics.median(run.wall_s for run in runs), 3),
        "worst_wall_s": round(max(run.wall_s for run in runs), 3),
    }
