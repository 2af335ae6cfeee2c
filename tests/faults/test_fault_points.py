"""A batch and a person's decisions are killed at each named point, once, and called again: nothing is
lost, doubled or left half done. All passages and failing disks: `python -m tests.faults --full`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.whole_commands import ROOT, environment

POINTS = {
    "audit.write",
    "audit.written",
    "file.rename",
    "file.renamed",
    "file.sync",
    "file.synced",
    "file.write",
    "folder.sync",
    "folder.synced",
    "index.commit",
    "index.committed",
    "ledger.change",
    "ledger.commit",
    "ledger.committed",
    "original.place",
    "original.placed",
    "place.alto",
    "place.file",
    "placed",
    "quarantine.move",
    "quarantine.moved",
    "sign",
    "signed",
    "store.commit",
    "store.committed",
    "timestamp",
    "timestamped",
}


@pytest.mark.slow
def test_killed_at_each_point_and_called_again() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--random", "1"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads(done.stdout)
    assert set(summary["points"]) == POINTS
    assert summary["survived"] == summary["tried"] >= len(POINTS) + 2
    assert summary["bad"] == []
