"""kill -9 at different points of a run, then the same command: everything done once, nothing twice,
nothing lost."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from functools import partial

import psutil
import pytest

from pipeline.common.logs import LOG_NAME
from tests.support.whole_commands import (
    OPERATOR,
    ROOT,
    attempts,
    command,
    environment,
    held_at_a_commit,
    sohoa,
    table,
)

# A run that kills itself right after, or right before, one step of the commit.
SUICIDE = """
import os, signal, sys
from pipeline.store.parquet import ParquetStore
from pipeline.ledger.documents import Documents

def dying(kind, name, after):
    real = getattr(kind, name)
    def replaced(self, *args, **kwargs):
        # A commit of documents; recovery at the start of a run marks documents without naming a batch.
        if not (args[0].append.get("documents") if name == "commit" else len(args) > 1):
            return real(self, *args, **kwargs)
        if after:
            real(self, *args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(kind, name, replaced)

where = sys.argv.pop(1)
dying(*{"files_moved": (ParquetStore, "commit", False), "store_committed": (ParquetStore, "commit", True),
        "ledger_marked": (Documents, "mark_done", True)}[where])
from cli.app import main
main()
"""


# By number alone: how much a commit takes must not depend on how long it took to make.
TWO_A_COMMIT = {
    "SOHOA_RUN__COMMIT_DOCUMENTS": "2",
    "SOHOA_RUN__COMMIT_SECONDS": "1000000",
}


def words(inbox, archive, register):
    return (
        "run",
        inbox,
        "--archive",
        archive,
        "--register",
        register,
        "--operator",
        OPERATOR,
        "--workers",
        "2",
        "--json",
    )


def start(inbox, archive, register, where=None):
    line = command(*words(inbox, archive, register))
    if where:
        line = [sys.executable, "-c", SUICIDE, where, *line[3:]]
    return subprocess.Popen(
        line,
        cwd=ROOT,
        env=environment(**TWO_A_COMMIT),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def family(process):
    return psutil.Process(process.pid).children(recursive=True)


def all_gone(processes):
    """Workers notice that their parent is gone and end by themselves."""
    while any(
        one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in processes
    ):
        psutil.wait_procs(processes, timeout=1)


@pytest.mark.slow
def test_a_run_killed_at_four_points_ends_as_if_nothing_had_happened(
    archive, filled, inbox, register
):
    with held_at_a_commit(archive, partial(start, inbox, archive, register)) as run:
        children = family(run)
        os.kill(run.pid, signal.SIGKILL)
        run.communicate()
    all_gone(children)
    assert attempts(archive, "read") >= 2

    for where in ("files_moved", "store_committed", "ledger_marked"):
        run = start(inbox, archive, register, where)
        run.communicate()
        assert run.returncode == -signal.SIGKILL, where

    answer = sohoa(*words(inbox, archive, register))
    assert answer.code == 0, answer.err
    documents = answer.json["documents"]
    assert documents["found"] == documents["done"] + documents["skipped"] == 5
    assert documents["skipped"] >= 4, (
        "what the runs had committed when they were killed is not done again"
    )

    assert_same_as_an_undisturbed_run(archive, filled[0])
    assert sohoa("verify", "--archive", archive, "--json").code == 0
    assert (
        sohoa("index", "reconcile", "--archive", archive, "--json").json["differences"]
        == []
    )
    assert kept_in_work(archive) <= {LOG_NAME}
    with sqlite3.connect(archive / "ledger.sqlite") as db:
        readings = db.execute(
            "SELECT item, count(*) FROM attempts WHERE stage='read' GROUP BY item"
        ).fetchall()
    db.close()
    assert Counter(count for _, count in readings) == {1: 6}, (
        "no page that was read is read again"
    )


def assert_same_as_an_undisturbed_run(archive, undisturbed):
    """Same documents, pages, fields and matches, but for times, hashes of signed bytes and the
    batch's name."""
    varying = {
        "digitized_at",
        "pdf_sha256",
        "pdf_bytes",
        "alto_sha256",
        "batch_id",
        "seconds",
    }

    def plain(place, name):
        rows = [
            {k: v for k, v in row.items() if k not in varying}
            for row in table(place, name)
        ]
        return sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)

    for name in ("documents", "pages", "fields", "matches"):
        assert plain(archive, name) == plain(undisturbed, name), name
    keys = Counter((row["document_id"], row["page"]) for row in table(archive, "pages"))
    assert set(keys.values()) == {1}


def kept_in_work(archive):
    """Names of the files that batches left; their logs stay for a while."""
    return {one.name for one in (archive / "work").rglob("*") if one.is_file()}


@pytest.mark.slow
def test_leftovers_of_a_crash_are_swept(filled, inbox, register, tmp_path):
    archive = shutil.copytree(filled[0], tmp_path / "kho")
    stray = archive / "store" / "documents" / "leftover.parquet"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"half a part")
    (archive / "work" / "r19990101-00001" / "D.1").mkdir(parents=True)
    answer = sohoa(*words(inbox, archive, register))
    assert answer.code == 0, answer.err
    assert not stray.exists()
    assert not (archive / "work" / "r19990101-00001").exists()
    assert kept_in_work(archive) == {LOG_NAME}
