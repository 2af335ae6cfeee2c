"""A counter of its own for the benchmark: an archive, a warm service, pages, calls as a counter's
software makes them."""

from __future__ import annotations

import os
import signal
import socket
import statistics
import struct
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.measure import CommandRun, python_command, run_command
from pipeline.desk.calls.sockets import socket_path
from synthetic import degrade, make_paper, render_paper

ROOT = Path(__file__).resolve().parents[1]
OPERATOR = "Lê Văn Thử"
KINDS = ("quyet_dinh", "giay_khai_sinh", "don_de_nghi", "giay_chung_nhan_ket_hon")


@dataclass(frozen=True, slots=True)
class CounterPlace:
    """A folder with an archive, the papers, and a service of its own."""

    folder: Path
    archive: Path

    def sohoa(self, *words: object) -> CommandRun:
        """A call as a counter's software makes it."""
        return run_command(python_command("cli", *map(str, words)), cwd=ROOT)

    def options(self, dossier: str | None) -> list[object]:
        """What every call names."""
        words: list[object] = ["--archive", self.archive, "--operator", OPERATOR]
        return [*words, "--json", *(("--dossier", dossier) if dossier else ())]

    def file_page(self, page: Path, number: str) -> CommandRun:
        """One page by `counter`; the bytes are new each time, so nothing is had already.

        Raises:
            RuntimeError: it was not filed.
        """
        fresh = self.folder / f"{number}-{page.name}"
        fresh.write_bytes(page.read_bytes() + number.encode())
        run = self.sohoa("counter", fresh, *self.options(f"H26.27-261128-{number}"))
        if run.code != 0:
            raise RuntimeError(run.stderr)
        return run


@contextmanager
def made_place() -> Iterator[CounterPlace]:
    """A place for as long as it is used; its service ends with it."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "run").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
        os.environ["XDG_STATE_HOME"] = str(folder / "state")
        place = CounterPlace(folder, folder / "kho")
        place.sohoa("init", place.archive, "--dev-keys")
        try:
            yield place
        finally:
            _end_service(place)
            os.environ.clear()
            os.environ.update(before)


def _end_service(place: CounterPlace) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as connection:
        try:
            connection.connect(socket_path(str(place.archive)))
        except OSError:
            return
        told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    os.kill(struct.unpack("3i", told)[0], signal.SIGKILL)


def make_pages(folder: Path, kinds: Sequence[str]) -> Iterator[Path]:
    """A page of each kind, as a scanner's JPEG at 200 dpi."""
    for seed, kind in enumerate(kinds):
        rng = np.random.default_rng(seed)
        page = degrade(render_paper(make_paper(kind, rng), dpi=200)[0], "office", rng)
        path = folder / f"{kind}.jpg"
        page.image.convert("RGB").save(path, "JPEG", quality=80, dpi=(200, 200))
        yield path


def wall_figures(runs: Sequence[CommandRun]) -> dict[str, float]:
    """How many pages, and what their callers waited."""
    return {
        "pages": len(runs),
        "wall_s": round(statistics.median(run.wall_s for run in runs), 3),
        "worst_wall_s": round(max(run.wall_s for run in runs), 3),
    }
