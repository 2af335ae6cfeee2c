"""A small inbox of made-up papers, archives with development keys, and the `sohoa` command as users
call it."""

from __future__ import annotations

import fcntl
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import pikepdf
import pytest

from synthetic import degrade, make_paper, make_register, render_paper, write_register

ROOT = Path(__file__).resolve().parents[2]
OPERATOR = "Nguyễn Thị Mẫu"


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith("SOHOA_")
    }
    return {**kept, "OMP_THREAD_LIMIT": "1", **more}


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "cli", *(str(word) for word in words)]


def sohoa(*words: object, **more: str) -> Answer:
    done = subprocess.run(
        command(*words),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(**more),
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)


def run_words(inbox: Path, archive: Path) -> tuple[object, ...]:
    """The words of a batch run that answers in JSON."""
    return ("run", inbox, "--archive", archive, "--operator", OPERATOR, "--json")


def run_inbox(inbox: Path, archive: Path, *words: object, **more: str) -> Answer:
    """A batch run as a user starts it."""
    return sohoa(*run_words(inbox, archive), *words, **more)


def jpeg(kind: str, seed: int, level: str = "clean") -> bytes:
    """One made page as a scanner's JPEG at 200 dpi."""
    rng = numpy.random.default_rng(seed)
    page = degrade(render_paper(make_paper(kind, rng), dpi=200)[0], level, rng)
    out = io.BytesIO()
    page.image.save(out, "JPEG", quality=70, dpi=(200, 200))
    return out.getvalue()


def pdf_of(*jpegs: bytes) -> bytes:
    """A scanner's PDF: each page is one JPEG at 200 dpi."""
    from PIL import Image

    pdf = pikepdf.new()
    for data in jpegs:
        width, height = Image.open(io.BytesIO(data)).size
        image = pdf.make_stream(data)
        image.update(
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Width": width,
                "/Height": height,
                "/ColorSpace": pikepdf.Name.DeviceRGB,
                "/BitsPerComponent": 8,
                "/Filter": pikepdf.Name.DCTDecode,
            }
        )
        size = (width * 72 / 200, height * 72 / 200)
        page = pdf.add_blank_page(page_size=size)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.Contents = pdf.make_stream(
            f"q {size[0]} 0 0 {size[1]} 0 0 cm /Im0 Do Q".encode()
        )
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.fixture(scope="session")
def papers(tmp_path_factory) -> dict[str, bytes]:
    """A few pages, made once."""
    kinds = ("quyet_dinh", "giay_khai_sinh", "don_de_nghi", "giay_chung_nhan_ket_hon")
    return {kind: jpeg(kind, seed) for seed, kind in enumerate(kinds, start=1)}


@pytest.fixture(scope="session")
def inbox(tmp_path_factory, papers) -> Path:
    """Three dossiers, five documents, six pages."""
    place = tmp_path_factory.mktemp("inbox")
    first = place / "H26.27-241105-0012"
    (first / "03").mkdir(parents=True)
    (first / "01.pdf").write_bytes(pdf_of(papers["quyet_dinh"], papers["don_de_nghi"]))
    (first / "02.jpg").write_bytes(papers["don_de_nghi"])
    (first / "03" / "001.jpg").write_bytes(papers["giay_khai_sinh"])
    (place / "H26.27-150316-0007").mkdir()
    (place / "H26.27-150316-0007" / "1.jpg").write_bytes(papers["giay_khai_sinh"])
    (place / "H26.31.02-260102-0003.pdf").write_bytes(
        pdf_of(papers["giay_chung_nhan_ket_hon"])
    )
    return place


@pytest.fixture(scope="session")
def register(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("register")
    write_register(make_register(2_000, seed=1), place / "register.csv")
    answer = sohoa(
        "register", "build", place / "register.csv", "--out", place / "built", "--json"
    )
    assert answer.code == 0, answer.err
    return place / "built"


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory) -> Path:
    """A new archive with development keys; copied by those who write to it."""
    place = tmp_path_factory.mktemp("archive") / "kho"
    answer = sohoa("init", place, "--dev-keys", "--json")
    assert answer.code == 0, answer.err
    return place


@pytest.fixture
def archive(tmp_path, empty_archive) -> Path:
    return Path(shutil.copytree(empty_archive, tmp_path / "kho"))


@pytest.fixture(scope="session")
def filled(tmp_path_factory, empty_archive, inbox, register) -> tuple[Path, Answer]:
    """An archive after a whole run over `inbox`, and the run's answer; only to be read."""
    place = Path(
        shutil.copytree(empty_archive, tmp_path_factory.mktemp("filled") / "kho")
    )
    words = (
        "run",
        inbox,
        "--archive",
        place,
        "--register",
        register,
        "--operator",
        OPERATOR,
        "--workers",
        2,
        "--json",
    )
    return place, sohoa(*words)


Process = subprocess.Popen[Any]


@contextmanager
def held_at_a_commit(archive: Path, start: Callable[[], Process]) -> Iterator[Process]:
    """A run that stands before one of its first commits for as long as the body lasts: the test has
    the write lock.

    The run needs that lock to recover, too, before it begins; there it is let through.
    """
    with (archive / ".write.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        run = start()
        while True:
            wait_for_waiter(lock.fileno(), run)
            if attempts(archive, "make") > 0:
                break
            fcntl.flock(lock, fcntl.LOCK_UN)
            while _has_waiter(lock.fileno()):
                pass
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield run
        fcntl.flock(lock, fcntl.LOCK_UN)


def attempts(archive: Path, stage: str) -> int:
    """How many pages (`read`) or documents (`make`) a run has finished so far."""
    with closing(sqlite3.connect(archive / "ledger.sqlite", timeout=600)) as db:
        row = db.execute(
            "SELECT count(*) FROM attempts WHERE stage=? AND state='done'", (stage,)
        ).fetchone()
    return int(row[0])


def wait_for_waiter(handle: int, run: Process | None = None) -> None:
    """Until some process waits for the lock that is held on this open file."""
    while not _has_waiter(handle):
        assert run is None or run.poll() is None, (
            f"the run ended early: {run.communicate()}"
        )


def _has_waiter(handle: int) -> bool:
    inode = os.fstat(handle).st_ino
    return any(
        "->" in line and f":{inode} " in line
        for line in Path("/proc/locks").read_text().splitlines()
    )


def table(archive: Path, name: str) -> list[dict[str, Any]]:
    from pipeline.store.parquet import ParquetStore

    return ParquetStore(archive / "store").read(name).to_pylist()
