"""kill -9 at every point of a decision on removing papers, and failing disks: the same command goes on,
or the next run does. All passages: `python -m tests.faults.disposals --full`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.disposal.removal import remove_decided
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.duplicates import Duplicate
from pipeline.store.parquet import ParquetStore
from tests.support.disposal import (
    TODAY,
    list_and_sign,
    make_old,
    settings_of,
)
from tests.support.small_batches import make_inbox, run_quickly
from tests.support.whole_commands import ROOT, environment

POINTS = {
    "audit.write",
    "disposal.mark",
    "disposal.marked",
    "disposal.remove",
    "disposal.removed",
    "index.commit",
    "ledger.commit",
    "original.place",
    "store.commit",
    "store.committed",
}
CODE = "H26.27-010101-0001"


@pytest.mark.slow
def test_killed_at_each_point_and_called_again() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.disposals"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads(done.stdout)
    assert set(summary["points"]) >= POINTS
    assert summary["survived"] == summary["tried"] >= 2 * len(POINTS)


def test_what_was_removed_is_not_taken_in_again(tmp_path: Path) -> None:
    """The paper lies in the inbox still, when the next night comes."""
    root = create_archive(tmp_path / "kho", development_keys=True).root
    inbox = make_inbox(tmp_path / "inbox", [CODE])
    run_quickly(inbox, root)
    make_old(root, CODE)
    listed = list_and_sign(root)
    answer = remove_decided(root, settings_of(root), listed.signed, TODAY)
    assert answer["removed"], answer
    again = run_quickly(inbox, root).answer
    assert again["documents"]["skipped"] == 1 and again["documents"]["done"] == 0
    assert [one["why"] for one in again["duplicates"]] == [Duplicate.DISPOSED]
    assert ParquetStore(root / "store").read("documents").num_rows == 0
    assert reconcile(root, settings_of(root), repair=False)["differences"] == []
