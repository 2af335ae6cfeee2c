"""`python -m tests.faults.disposals`: a decision on removing papers is ended at every point of it, or
the disk fails there; then the same command is given again, or the next run begins first."""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline import audit
from pipeline.common.files import sha256_of
from pipeline.folder import ArchiveFolder
from pipeline.open_archive import Access, open_archive
from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.disposal.removal import list_disposed, remove_decided
from pipeline.runner.recovery import recover
from tests.faults.trials import (
    Outcome,
    Trial,
    count_passages,
    every_trial,
    meet_and_repeat,
    some_trials,
    summarize,
)
from tests.support.disposal import (
    TODAY,
    list_and_sign,
    make_old_archive,
    settings_of,
)

SIGNED = "signed.pdf"


def remove(archive: Path) -> None:
    """The command."""
    remove_decided(archive, settings_of(archive), archive.parent / SIGNED, TODAY)


def begin_run(archive: Path) -> None:
    """What each run does first."""
    with (
        open_archive(archive, settings_of(archive), Access.WRITE) as opened,
        opened.folder.run_lock(),
    ):
        recover(opened.folder, opened.ledger, opened.store, 90)


class DisposalLaboratory:
    """An archive with a signed list, and what an undisturbed call makes of it."""

    def __init__(self, place: Path) -> None:
        self._place = place
        root = make_old_archive(place / "made" / "kho").root
        list_and_sign(root)
        reconcile(root, settings_of(root), repair=True)  # makes the index
        self._before = contents(root)
        done = Path(shutil.copytree(place / "made", place / "done")) / "kho"
        self.passages = count_passages(lambda: remove(done), place / "said.json")
        self._expected = contents(done)
        assert self._expected != self._before

    def attempt(self, trial: Trial, *, run_first: bool) -> Outcome:
        """The command meets the fault; then what a person does."""
        place = Path(shutil.copytree(self._place / "made", self._place / "trial"))
        archive = place / "kho"

        def again() -> Iterator[str]:
            if run_first:
                begin_run(archive)
                yield from self._half_done(archive)
            remove(archive)
            yield from self._problems(archive)

        try:
            return meet_and_repeat(trial, lambda: remove(archive), again, archive)
        finally:
            shutil.rmtree(place)

    def _half_done(self, archive: Path) -> Iterator[str]:
        """After the beginning of a run all is as before the decision, or as after it."""
        present = contents(archive)
        known = [_recorded(one) for one in (self._before, self._expected)]
        if _recorded(present) not in known:
            yield "half done after the next run's beginning"

    def _problems(self, archive: Path) -> Iterator[str]:
        present = contents(archive)
        for name, expected in self._expected.items():
            if present[name] != expected:
                yield f"{name} differ from those of an undisturbed call"
        found = reconcile(archive, settings_of(archive), repair=False)
        yield from (f"reconcile: {one['item']}" for one in found["differences"])
        if audit.broken_line(archive / "audit.jsonl") is not None:
            yield "the audit trail is broken"


def contents(archive: Path) -> dict[str, Any]:
    """What is there, but for times."""
    folder = ArchiveFolder(archive)
    register = list_disposed(archive, settings_of(archive))["documents"]
    with open_archive(archive, settings_of(archive)) as opened:
        documents = opened.store.read("documents")["document_id"].to_pylist()
        pages = opened.store.read("pages")["document_id"].to_pylist()
        matches = opened.store.read("matches")["document_id"].to_pylist()
        indexed = sorted(opened.index.document_ids())
    with closing(sqlite3.connect(folder.ledger_file)) as db:
        states = db.execute("SELECT document_id, state FROM documents ORDER BY 1")
        prints = db.execute("SELECT document_id FROM sheets ORDER BY 1")
        ledger = [list(map(list, states)), list(map(list, prints))]
    return {
        "rows": [sorted(documents), sorted(pages), sorted(matches)],
        "ledger": ledger,
        "files": sorted(_hashes(folder.documents)),
        "originals": sorted(_hashes(folder.originals)),
        "register": [[one["document_id"], one["decision"]] for one in register],
        "indexed": indexed,
    }


def _recorded(found: dict[str, Any]) -> list[Any]:
    """What a run's beginning puts right; the decision itself may be kept before it is in force."""
    return [found[name] for name in ("rows", "ledger", "files", "register")]


def _hashes(folder: Path) -> Iterator[list[str]]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            yield [path.relative_to(folder).as_posix(), sha256_of(path)]


def main() -> int:
    """Try them; the summary goes to stdout as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.disposals")
    parser.add_argument("--full", action="store_true", help="every passage and fault")
    given = parser.parse_args()
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="sohoa-faults-") as place:
        laboratory = DisposalLaboratory(Path(place))
        pick = every_trial if given.full else some_trials
        for trial in pick(laboratory.passages):
            for run_first in (False, True):
                outcome = laboratory.attempt(trial, run_first=run_first)
                told = "; ".join(outcome.problems) or "well"
                print(outcome.trial, run_first, told, file=sys.stderr, flush=True)
                outcomes.append(outcome)
    summary = {"points": sorted(laboratory.passages), **summarize(outcomes)}
    print(json.dumps(summary, ensure_ascii=False, indent=1))
    return 1 if summary["bad"] else 0


if __name__ == "__main__":
    sys.exit(main())
