"""One archive mounted at two places, as by two machines: locks reach across, a second run is refused, a
clerk's call beside the run is kept, nothing is doubled."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from functools import partial
from pathlib import Path

import psutil
import pytest

from pipeline.store.parquet import ParquetStore
from tests.support.outside_tools import need
from tests.support.small_batches import make_inbox, slip
from tests.support.whole_commands import (
    OPERATOR,
    ROOT,
    Process,
    command,
    environment,
    held_at_a_commit,
    run_words,
    sohoa,
)

CODES = ["H26.27-240101-0001", "H26.27-240101-0002", "H26.27-240101-0003"]
QUICKLY = {"SOHOA_OCR__ENGINE": "asternet", "SOHOA_RUN__COMMIT_DOCUMENTS": "1"}


def namespace() -> list[str]:
    """What a command with mounts of its own begins with."""
    need("unshare", remedy="apt-get install util-linux")
    alone = ["unshare", "-m", *([] if os.geteuid() == 0 else ["-r"])]
    tried = subprocess.run([*alone, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("this machine's kernel lets nobody here mount anything")
    return alone


def on_another_machine(share: Path, at: Path, *words: object) -> list[str]:
    """A command in a mount namespace of its own, where the share lies at another place."""
    at.mkdir(exist_ok=True)
    mounted = 'mount --bind "$0" "$1" && shift && exec "$@"'
    return [*namespace(), "sh", "-c", mounted, str(share), str(at), *command(*words)]


def start_there(share: Path, at: Path) -> Process:
    words = run_words(at / "inbox", at / "kho")
    return subprocess.Popen(
        on_another_machine(share, at, *words, "--workers", "1"),
        cwd=ROOT,
        env=environment(**QUICKLY),
        text=True,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_run_here_while_another_machine_is_at_work(
    tmp_path: Path, archive: Path
) -> None:
    share, there = archive.parent, tmp_path.with_name(f"{tmp_path.name}-there")
    make_inbox(share / "inbox", CODES)
    old = share.stat().st_mtime - 60
    for path in (share / "inbox", *(share / "inbox").iterdir()):
        os.utime(path, (old, old))
    (share / "counter.png").write_bytes(slip("Giấy tại quầy"))
    # The write lock that stops its commits is taken here, its run lock there.
    with held_at_a_commit(archive, partial(start_there, share, there)) as run:
        workers = psutil.Process(run.pid).children(recursive=True)
        for one in workers:
            one.suspend()
    second = sohoa(*run_words(share / "inbox", archive), **QUICKLY)
    assert (second.code, second.json["error"]["code"]) == (5, "archive_busy")
    clerk = sohoa(
        *("counter", share / "counter.png", "--dossier", "H26.27-240101-0099"),
        *("--archive", archive, "--operator", OPERATOR, "--json"),
        **QUICKLY,
    )
    assert clerk.code == 0, clerk.err
    assert sohoa("status", "--archive", archive, "--json").json["state"] == "running"
    for one in workers:
        one.resume()
    out, err = run.communicate(timeout=600)
    assert run.returncode == 0, out + err
    again = sohoa(*run_words(share / "inbox", archive), **QUICKLY)
    assert again.json["documents"]["skipped"] == len(CODES)
    assert again.json["documents"]["done"] == 0
    ids = ParquetStore(archive / "store").read("documents")["document_id"].to_pylist()
    assert sorted(ids) == [f"{one}.1" for one in (*CODES, "H26.27-240101-0099")]
    with closing(sqlite3.connect(archive / "ledger.sqlite")) as ledger:
        states = ledger.execute("SELECT document_id, state FROM documents").fetchall()
    assert sorted(states) == [(one, "done") for one in sorted(ids)]
    for words in (("verify",), ("index", "reconcile")):
        answer = sohoa(*words, "--archive", archive, "--json")
        assert answer.code == 0, answer.out
