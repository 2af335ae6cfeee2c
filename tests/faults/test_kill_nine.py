"""kill -9 at different points of a run, then the same command: everything done once, nothing twice, nothing lost."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter

import psutil
import pytest
from integration_support import OPERATOR, ROOT, command, environment, sohoa, table

# A run that kills itself right after, or right before, one step of the commit.
SUICIDE = """
import os, signal, sys
from pipeline.index.parquet import ParquetStore
from pipeline.ledger import Ledger

def dying(kind, name, after):
    real = getattr(kind, name)
    def replaced(self, *args, **kwargs):
        change = args[0] if args else None
        if name == "commit" and not change.append.get("documents"):
            return real(self, *args, **kwargs)
        if after:
            real(self, *args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(kind, name, replaced)

where = sys.argv.pop(1)
dying(*{"files_moved": (ParquetStore, "commit", False), "store_committed": (ParquetStore, "commit", True),
        "ledger_marked": (Ledger, "mark_done", True)}[where])
from cli.app import main
main()
"""


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
        line, cwd=ROOT, env=environment(SOHOA_RUN__COMMIT_DOCUMENTS="2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def pages_read(archive):
    with sqlite3.connect(archive / "ledger.sqlite", timeout=60) as db:
        found = db.execute("SELECT count(*) FROM attempts WHERE stage='read' AND state='done'").fetchone()[0]
    db.close()
    return found


def family(process):
    return psutil.Process(process.pid).children(recursive=True)


def all_gone(processes):
    """Workers notice that their parent is gone and end by themselves."""
    while any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in processes):
        psutil.wait_procs(processes, timeout=1)


@pytest.mark.slow
def test_a_run_killed_at_four_points_ends_as_if_nothing_had_happened(archive, filled, inbox, register):
    run = start(inbox, archive, register)
    while pages_read(archive) < 2:
        assert run.poll() is None, run.communicate()
    children = family(run)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    all_gone(children)
    read_before = pages_read(archive)
    assert read_before >= 2

    for where in ("files_moved", "store_committed", "ledger_marked"):
        run = start(inbox, archive, register, where)
        run.communicate()
        assert run.returncode == -signal.SIGKILL, where

    answer = sohoa(*words(inbox, archive, register))
    assert answer.code == 0, answer.err
    documents = answer.json["documents"]
    assert documents["found"] == documents["done"] + documents["skipped"] == 5
    assert documents["skipped"] >= 2, "what a killed run had committed is not done again"

    assert_same_as_an_undisturbed_run(archive, filled[0])
    assert sohoa("verify", "--archive", archive, "--json").code == 0
    assert sohoa("index", "reconcile", "--archive", archive, "--json").json["differences"] == []
    assert not [p for p in (archive / "work").rglob("*") if p.is_file()]
    with sqlite3.connect(archive / "ledger.sqlite") as db:
        attempts = db.execute("SELECT item, count(*) FROM attempts WHERE stage='read' GROUP BY item").fetchall()
    db.close()
    assert Counter(count for _, count in attempts) == {1: 6}, "no page that was read is read again"


def assert_same_as_an_undisturbed_run(archive, undisturbed):
    """Same documents, pages, fields and matches, but for times, hashes of signed bytes and the batch's name."""
    varying = {"digitized_at", "pdf_sha256", "pdf_bytes", "alto_sha256", "batch_id", "seconds"}

    def plain(place, name):
        rows = [{k: v for k, v in row.items() if k not in varying} for row in table(place, name)]
        return sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)

    for name in ("documents", "pages", "fields", "matches"):
        assert plain(archive, name) == plain(undisturbed, name), name
    keys = Counter((row["document_id"], row["page"]) for row in table(archive, "pages"))
    assert set(keys.values()) == {1}


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
    assert list((archive / "work").iterdir()) == []
