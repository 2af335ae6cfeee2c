"""A batch is ended, or its disk fails, at a named point of its work; then the same command is given
again, and the archive is held against the inbox.

Each attempt is a fork of one process that has loaded the program and its models: so hundreds of
them take minutes. It runs outside pytest (`python -m tests.faults`): a fork of a test would be one
more test.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline import audit, registry
from pipeline.common.files import sha256_of
from pipeline.folder import ArchiveFolder
from pipeline.open_archive import open_archive
from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.checks.verify import verify
from pipeline.operations.upkeep.create import create_archive
from pipeline.review.apply import decide
from pipeline.review.decision import Decision, Subject
from tests.faults.trials import (
    Fault,
    Outcome,
    Trial,
    count_passages,
    meet_and_repeat,
)
from tests.support.small_batches import make_inbox, quick_settings, run_quickly

BROKEN = "H26.27-990101-0001"
"""A dossier that no run can file: its bytes stay in quarantine."""
ACTOR = "Lê Thị Kiểm"


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
        return count_passages(
            lambda: work(self.inbox, archive), self._place / "passages.json"
        )

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

        def call() -> None:
            work(self.inbox, archive)

        def again() -> list[str]:
            call()
            return self._problems(archive, decided=decided)

        try:
            return meet_and_repeat(trial, call, again, archive)
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
