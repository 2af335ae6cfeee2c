"""`python -m tests.faults.ways`: the same documents read in every way a batch may go, and held against
one another: one worker, two, a cluster whose workers are killed, stand still and come late, calls
that are killed, interrupted or stopped and given again, and retries.

Texts, fields, matches and pictures must be the same to the last cell.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf

from pipeline.operations.upkeep.cluster_keys import create_cluster_keys
from synthetic import make_register, write_register
from tests.support.dask_cluster import OwnCluster
from tests.support.whole_commands import (
    OPERATOR,
    ROOT,
    command,
    environment,
    held_at_a_commit,
    jpeg,
    pdf_of,
    sohoa,
    table,
)

KINDS = ("quyet_dinh", "giay_khai_sinh", "don_de_nghi", "giay_chung_nhan_ket_hon")
VARYING = {
    "digitized_at",
    "pdf_sha256",
    "pdf_bytes",
    "alto_sha256",
    "batch_id",
    "seconds",
}
"""Times, hashes of signed bytes, the batch's name."""
SETTINGS = {
    "SOHOA_RUN__COMMIT_DOCUMENTS": "4",
    "SOHOA_RUN__COMMIT_SECONDS": "1000000",
    "SOHOA_RUN__SCHEDULER_WAIT_SECONDS": "600",
}


@dataclass(slots=True)
class Way:
    """How a batch went: its name, how often it was broken off, and what differs from the first."""

    name: str
    broken_off: int = 0
    differences: list[str] = field(default_factory=list)


class Ways:
    """An inbox, and the archives that come of it."""

    def __init__(self, place: Path, documents: int, seed: int, profile: str) -> None:
        self._place, self._rng = place, random.Random(seed)
        self._settings = {**SETTINGS, "SOHOA_OCR__PROFILE": profile}
        self.inbox, self.register = place / "inbox", place / "register" / "built"
        self.documents = make_inbox(self.inbox, documents)
        (place / "register").mkdir()
        people = place / "register" / "people.csv"
        write_register(make_register(2_000, seed=1), people)
        built = sohoa("register", "build", people, "--out", self.register, "--json")
        assert built.code == 0, built.err
        made = sohoa("init", place / "new", "--dev-keys", "--json")
        assert made.code == 0, made.err

    def archive(self, name: str) -> Path:
        """A new one; all have the same keys."""
        return Path(shutil.copytree(self._place / "new", self._place / name))

    def start(
        self, archive: Path, *words: object, **more: str
    ) -> subprocess.Popen[str]:
        """The nightly command."""
        call = command(
            *("run", self.inbox, "--archive", archive, "--register", self.register),
            *("--operator", OPERATOR, "--json", *words),
        )
        return subprocess.Popen(
            call,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(**self._settings, **more),
        )

    def one(self, workers: int) -> tuple[Path, int]:
        """An undisturbed run."""
        archive = self.archive(f"workers-{workers}")
        return archive, _end(self.start(archive, "--workers", workers))

    def killed(self, times: int) -> tuple[Path, int]:
        """Killed so many times, at random moments."""
        archive = self.archive("killed")
        for _ in range(times):
            run = self.start(archive, "--workers", 2)
            _wait(run, self._rng.uniform(4.0, 14.0))
            run.send_signal(signal.SIGKILL)
            run.communicate()
        return archive, times + _end(self.start(archive, "--workers", 2))

    def interrupted(self) -> tuple[Path, int]:
        """At a commit by Ctrl-C, at another as systemd stops a unit; then with one worker."""
        archive = self.archive("interrupted")
        for sign in (signal.SIGINT, signal.SIGTERM):
            with held_at_a_commit(
                archive, lambda: self.start(archive, "--workers", 2)
            ) as run:
                run.send_signal(sign)
            run.communicate()
            assert run.returncode == 130, run.returncode
        return archive, 2 + _end(self.start(archive, "--workers", 1))

    def on_cluster(self) -> tuple[Path, int]:
        """Scheduler and workers apart, over TLS: one is killed, one stands still, one comes late;
        then the client is killed, and another cluster goes on."""
        archive = self.archive("cluster")
        keys = archive / "keys" / "cluster"
        create_cluster_keys(keys)
        more = {"SOHOA_RUN__CLUSTER_KEYS": str(keys)}
        for left in (1, 0):
            cluster = OwnCluster(Path(tempfile.mkdtemp(dir=self._place)))
            cluster.keys = keys
            try:
                cluster.scheduler()
                dying, frozen = cluster.worker(), cluster.worker()

                def start(address: str = cluster.address) -> subprocess.Popen[str]:
                    return self.start(archive, "--scheduler", address, **more)

                with held_at_a_commit(archive, start) as run:
                    dying.kill()
                    frozen.send_signal(signal.SIGSTOP)
                    cluster.worker()
                    if left:
                        run.send_signal(signal.SIGKILL)
                frozen.send_signal(signal.SIGCONT)
                if left:
                    run.communicate()
                else:
                    _end(run)
            finally:
                cluster.close()
        return archive, 3


def make_inbox(place: Path, documents: int) -> int:
    """Dossiers of one to three papers each, so many in all: pictures, PDFs of two pages, folders."""
    place.mkdir()
    made = number = 0
    while made < documents:
        number += 1
        dossier = place / f"H26.27-2401{number:02d}-{number:04d}"
        dossier.mkdir()
        for position in range(min(1 + number % 3, documents - made)):
            made += 1
            kind = KINDS[made % len(KINDS)]
            page = jpeg(kind, made, "office" if made % 3 else "clean")
            name = dossier / f"{position + 1:02d}"
            if made % 5 == 0:
                name.with_suffix(".pdf").write_bytes(pdf_of(page, jpeg(KINDS[0], made)))
            else:
                name.mkdir()
                (name / "1.jpg").write_bytes(page)
    old = time.time() - 60
    for path in (place, *place.rglob("*")):
        os.utime(path, (old, old))
    return made


def _wait(run: subprocess.Popen[str], seconds: float) -> None:
    """So long, or until it ends."""
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _end(run: subprocess.Popen[str]) -> int:
    out, err = run.communicate()
    assert run.returncode == 0, (run.returncode, out, err)
    return 0


def contents(archive: Path) -> dict[str, Any]:
    """All that a run makes, but for what varies; of pictures the streams as they stand in the
    files."""
    rows = {
        name: sorted(
            json.dumps(
                {key: value for key, value in row.items() if key not in VARYING},
                sort_keys=True,
                default=str,
            )
            for row in table(archive, name)
        )
        for name in ("documents", "pages", "fields", "matches")
    }
    streams = [
        [path.name, picture]
        for path in sorted((archive / "documents").rglob("*.pdf"))
        for picture in _pictures(path)
    ]
    return {**rows, "pictures": streams}


def _pictures(path: Path) -> Iterator[str]:
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            yield sha256(page.resources["/XObject"]["/Im"].read_raw_bytes()).hexdigest()


def _checked(archive: Path) -> Iterator[str]:
    for words in (("verify",), ("index", "reconcile")):
        answer = sohoa(*words, "--archive", archive, "--json")
        if answer.code != 0:
            yield f"{' '.join(words)}: {answer.out}"


def _fits(name: str, words: str) -> bool:
    return any(word in name for word in words.split(","))


def main() -> int:
    """Go all ways; the summary goes to stdout as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.ways")
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", default="", help="ways that have a word in their name"
    )
    parser.add_argument("--profile", default="balanced", help="of the reader")
    given = parser.parse_args()
    ways: list[Way] = []
    with tempfile.TemporaryDirectory(prefix="sohoa-ways-") as place:
        here = Ways(Path(place), given.documents, given.seed, given.profile)
        going: dict[str, Callable[[], tuple[Path, int]]] = {
            "one worker": lambda: here.one(1),
            "two workers": lambda: here.one(2),
            "killed at random moments": lambda: here.killed(given.kills),
            "Ctrl-C, then SIGTERM, then one worker": here.interrupted,
            "a cluster over TLS, workers and client lost": here.on_cluster,
        }
        first: dict[str, Any] = {}
        wanted = [name for name in going if not given.only or _fits(name, given.only)]
        for name, go in ((name, going[name]) for name in wanted):
            archive, broken_off = go()
            way, found = Way(name, broken_off), contents(archive)
            first = first or found
            way.differences += [one for one in found if found[one] != first[one]]
            way.differences += _checked(archive)
            print(name, way.differences or "the same", file=sys.stderr, flush=True)
            ways.append(way)
        counts = {name: len(rows) for name, rows in first.items()}
    summary = {
        **counts,
        "ways": {way.name: way.differences for way in ways},
        "broken_off": sum(way.broken_off for way in ways),
    }
    print(json.dumps(summary, ensure_ascii=False, indent=1))
    return 1 if any(way.differences for way in ways) else 0


if __name__ == "__main__":
    sys.exit(main())
