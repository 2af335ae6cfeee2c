"""The same documents, read on one worker, on two, on a cluster that loses workers and client, after
kills and Ctrl-C: texts, fields, matches and pictures are the same. Sixty of them:
`python -m tests.faults.ways`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.whole_commands import ROOT, environment


@pytest.mark.slow
def test_whatever_way_a_batch_goes_the_record_is_the_same() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.faults.ways", "--documents", "5"),
            *("--kills", "1", "--profile", "fast"),
        ],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads(done.stdout)
    assert (summary["documents"], len(summary["ways"])) == (5, 5)
    assert summary["pages"] == summary["pictures"] > summary["documents"]
    assert summary["fields"] > 5 and summary["matches"] > 0
    assert summary["broken_off"] >= 5
    assert not any(summary["ways"].values())
