"""A batch is ended, or its disk fails, at a named point of its work; then the same command is given
again, and the archive is held against the inbox.

Each attempt is a fork of one process that has loaded the program and its models: so hundreds of
them take minutes. It runs outside pytest (`python -m tests.faults`): a fork of a test would be one
more test.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline import audit, registry
from pipeline.common import fault_points
from pipeline.common.files import sha256_of
from pipeline.errors import DigitizationError
from pipeline.folder import ArchiveFolder
from pipeline.open_archive import open_archive
from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.checks.verify import verify
from pipeline.operations.upkeep.create import create_archive
from pipeline.review.apply import decide
from pipeline.review.decision import Decision, Subject
from pipeline.trouble import machine_trouble
from tests.support.small_batches import make_inbox, quick_settings, run_quickly

BROKEN = "H26.27-990101-0001"
"""A dossier that no run can file: its bytes stay in quarantine."""
ACTOR = "Lê Thị Kiểm"


class Fault(StrEnum):
    """What happens at a point."""

    KILL = "kill"
    FULL = "ENOSPC"
    FAILED = "EIO"


_ERRORS = {Fault.FULL: errno.ENOSPC, Fault.FAILED: errno.EIO}


@dataclass(frozen=True, slots=True)
class Trial:
    """A fault at the `passage`th time (from 1) that a point is reached; point None: a kill after
    so many `seconds`."""

    point: str | None
    passage: int
    fault: Fault
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """For people."""
        where = (
            f"{self.point} #{self.passage}"
            if self.point
            else f"after {self.seconds:.2f} s"
        )
        return f"{self.fault} {where}"


@dataclass(slots=True)
class Outcome:
    """How a trial ended. `problems` is empty where nothing was lost, doubled or left half done."""

    trial: str
    met: bool
    problems: list[str] = field(default_factory=list)


Work = Callable[[Path, Path], None]


def file_inbox(inbox: Path, archive: Path) -> None:
    """The nightly command."""
    run_quickly(inbox, archive)


def decide_all(_: Path, archive: Path) -> None:
    """A person's decisions: each filed paper is all right, the broken one needs no more."""
    settings = quick_settings(archive)
    with open_archive(archive, settings) as opened:
        ids = opened.store.read("documents", ["document_id"]).column(0).to_pylist()
        entries = [one.name for one in opened.folder.quarantine.glob("[!.]*")]
    named = [(f"document|{one}", "ok") for one in sorted(ids)]
    named += [(f"quarantine|{one}", "settled") for one in entries]
    subjects = [(Subject.parse(subject), value) for subject, value in named]
    wanted = [
        Decision(subject, value) for subject, value in subjects if subject is not None
    ]
    decide(archive, settings, wanted, actor=ACTOR)


class Laboratory:
    """An inbox, an archive to copy, and what an undisturbed run makes of them."""

    def __init__(self, place: Path, documents: int) -> None:
        """Loads the models, so that forks need not."""
        self._place = place
        codes = [f"H26.27-240101-{number:04d}" for number in range(1, documents + 1)]
        self.inbox = make_inbox(place / "inbox", codes)
        (self.inbox / f"{BROKEN}.pdf").write_bytes(
            b"%PDF-1.7 and nothing that could be read"
        )
        old = time.time() - 60  # nothing is still being copied
        for path in (self.inbox, *self.inbox.iterdir()):
            os.utime(path, (old, old))
        self._new = create_archive(place / "new", development_keys=True).root
        registry.open_engine(quick_settings(self._new).ocr)
        self._filed = place / "filed"
        shutil.copytree(self._new, self._filed)
        self.passages = self._record(file_inbox, self._filed)
        self._expected = contents(self._filed)
        decided = Path(shutil.copytree(self._filed, place / "decided"))
        self.decision_passages = self._record(decide_all, decided)

    def _record(self, work: Work, archive: Path) -> Counter[str]:
        """How often each point is reached by an undisturbed call."""
        said = self._place / "passages.json"

        def count() -> None:
            reached: Counter[str] = Counter()
            fault_points.at_point = lambda point: reached.update([point])
            work(self.inbox, archive)
            said.write_text(json.dumps(reached))

        assert run_in_fork(count) == 0, "an undisturbed call failed"
        return Counter(json.loads(said.read_text()))

    def try_run(self, trial: Trial) -> Outcome:
        """A run that meets the fault, then the same command."""
        return self._try(trial, file_inbox, self._new, decided=False)

    def try_decisions(self, trial: Trial) -> Outcome:
        """Decisions that meet the fault, then the same ones again."""
        return self._try(trial, decide_all, self._filed, decided=True)

    def try_nothing(self) -> Outcome:
        """A kill that nobody makes good: it shows that what is lost is found."""

        def once(inbox: Path, archive: Path) -> None:
            if not any((archive / "originals").iterdir()):
                file_inbox(inbox, archive)

        trial = Trial("store.commit", 1, Fault.KILL)
        outcome = self._try(trial, once, self._new, decided=False)
        missed = [] if outcome.problems else ["a lost paper was not found"]
        return Outcome("a kill that nobody makes good", True, missed)

    def _try(
        self, trial: Trial, work: Work, template: Path, *, decided: bool
    ) -> Outcome:
        archive = self._place / "trial"
        shutil.copytree(template, archive, copy_function=shutil.copy2)
        try:
            first = run_in_fork(
                lambda: work_with_fault(trial, work, self.inbox, archive), trial.seconds
            )
            outcome = Outcome(trial.name, met=first != 0)
            if first == _DEFECT:
                outcome.problems.append("the call ended with a defect of the program")
            said = self._place / "problems.json"
            said.unlink(missing_ok=True)

            def again() -> None:
                try:
                    work(self.inbox, archive)
                    found = self._problems(archive, decided=decided)
                except Exception as error:
                    found = [f"given again it failed: {error!r}"]
                said.write_text(json.dumps(found, ensure_ascii=False))

            if run_in_fork(again) == 0:
                outcome.problems += json.loads(said.read_text())
            else:
                outcome.problems.append("given again it was killed")
            return outcome
        finally:
            shutil.rmtree(archive)

    def _problems(self, archive: Path, *, decided: bool) -> list[str]:
        """What is not as after an undisturbed call."""
        folder = ArchiveFolder(archive)
        found = [f"not kept: {one.name}" for one in self._lost(folder)]
        present = contents(archive)
        if not decided and present != self._expected:
            found.append(
                "documents, fields or counts differ from those of an undisturbed run"
            )
        if decided:
            found += [f"{one} stands twice, or not" for one in _decided_badly(archive)]
        answer = verify(archive, "en")
        found += [f"verify: {one['path']}: {one['code']}" for one in answer["failed"]]
        differences = reconcile(archive, quick_settings(archive), repair=False)[
            "differences"
        ]
        found += [f"reconcile: {one['item']}" for one in differences]
        if audit.broken_line(folder.audit_file) is not None:
            found.append("the audit trail is broken")
        entries = [one.name for one in folder.quarantine.glob("[!.]*")]
        if entries != ([] if decided else [f"{BROKEN}.1"]):
            found.append(f"in quarantine: {entries}")
        left = [
            one
            for one in folder.work.rglob("*")
            if one.is_file() and one.name != "log.jsonl"
        ]
        found += [f"left in work/: {one.name}" for one in left]
        return found

    def _lost(self, folder: ArchiveFolder) -> Iterator[Path]:
        for path in sorted(self.inbox.iterdir()):
            sha256 = sha256_of(path)
            kept = folder.original(sha256)
            if not kept.is_file() or sha256_of(kept) != sha256:
                yield path


def contents(archive: Path) -> dict[str, Any]:
    """What an archive says of its documents, but for times, hashes of signed bytes and names of
    batches: each document, page and field as often as it stands there."""
    folder = ArchiveFolder(archive)
    with open_archive(archive, quick_settings(archive)) as opened:
        documents = opened.store.read("documents").to_pylist()
        pages = opened.store.read("pages").to_pylist()
        fields = opened.store.read("fields").to_pylist()
    with closing(sqlite3.connect(folder.ledger_file)) as db:
        states = db.execute(
            "SELECT document_id, state FROM documents ORDER BY 1"
        ).fetchall()
    names = (
        "document_id",
        "source_sha256",
        "pdf_path",
        "text",
        "signature_level",
        "status",
    )
    return {
        "documents": sorted([row[name] for name in names] for row in documents),
        "pages": sorted(
            [row["document_id"], row["page"], row["image_sha256"]] for row in pages
        ),
        "fields": sorted(
            f"{row['document_id']} {row['name']} {row['value']}" for row in fields
        ),
        "states": [list(row) for row in states],
        "files": sorted(
            str(one.relative_to(archive)) for one in folder.documents.rglob("*.*")
        ),
    }


def _decided_badly(archive: Path) -> list[str]:
    """Documents whose decision is not recorded exactly once."""
    with open_archive(archive, quick_settings(archive)) as opened:
        events = opened.store.read("events").to_pylist()
        documents = opened.store.read(
            "documents", ["document_id", "status"]
        ).to_pylist()
    by_item = Counter(
        one["item"] for one in events if one["event_id"] and one["actor"] == ACTOR
    )
    return [
        row["document_id"]
        for row in documents
        if by_item[row["document_id"]] != 1 or row["status"] != "done"
    ]


_DEFECT = 99


def work_with_fault(trial: Trial, work: Work, inbox: Path, archive: Path) -> None:
    reached = 0

    def meet(point: str) -> None:
        nonlocal reached
        reached += point == trial.point
        if point != trial.point or reached != trial.passage:
            return
        if trial.fault is Fault.KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        number = _ERRORS[trial.fault]
        raise OSError(number, os.strerror(number))

    fault_points.at_point = meet
    try:
        work(inbox, archive)
    except Exception as error:
        foreseen = isinstance(error, DigitizationError) or machine_trouble(
            error, archive
        )
        os._exit(1 if foreseen else _DEFECT)
    if trial.fault is not Fault.KILL and reached >= trial.passage:
        os._exit(1)  # it went on, though the disk had failed once


def run_in_fork(work: Callable[[], None], seconds: float = 0.0) -> int:
    """Run in a process of its own; gives how it ended, negative where a signal did."""
    child = os.fork()
    if child == 0:
        code = _DEFECT
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    if seconds:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def fails_there(point: str) -> bool:
    """Whether a disk can fail at a point: those right after something was done are past it."""
    return not point.endswith("ed")


def every_trial(passages: Counter[str]) -> list[Trial]:
    """A fault of each kind at each passage of each point."""
    return [
        Trial(point, passage, fault)
        for point, count in sorted(passages.items())
        for passage in range(1, count + 1)
        for fault in Fault
        if fault is Fault.KILL or fails_there(point)
    ]


def some_trials(passages: Counter[str]) -> list[Trial]:
    """A kill at each point, in the middle of its passages."""
    return [
        Trial(point, (count + 1) // 2, Fault.KILL)
        for point, count in sorted(passages.items())
    ]


def random_trials(count: int, most_seconds: float, seed: int) -> list[Trial]:
    """Kills at random moments."""
    rng = random.Random(seed)
    return [
        Trial(None, 0, Fault.KILL, rng.uniform(0.01, most_seconds))
        for _ in range(count)
    ]


def summarize(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Counts, and the trials that something is wrong with."""
    bad = [asdict(one) for one in outcomes if one.problems]
    met = sum(one.met for one in outcomes)
    return {
        "tried": len(outcomes),
        "met": met,
        "survived": len(outcomes) - len(bad),
        "bad": bad,
    }
