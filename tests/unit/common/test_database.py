"""How SQLite files are opened to write: as their file system allows."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.common import database
from pipeline.common.database import connect_to_write, is_on_share

PATIENCE = 5.0


def mounted_as(kind: str, place: Path) -> str:
    """Lines of mountinfo: the file system that a place lies on is of this kind."""
    device = place.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    return (
        "22 27 0:21 / /proc rw,relatime - proc proc rw\n"
        f"30 1 {number} / /srv/kho rw shared:1 master:2 - {kind} server:/kho rw,vers=4.2\n"
    )


@pytest.fixture
def lies_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def tell(kind: str) -> Path:
        mounts = tmp_path / "mountinfo"
        mounts.write_text(mounted_as(kind, tmp_path), encoding="utf-8")
        monkeypatch.setattr(database, "MOUNTS", mounts)
        return tmp_path / "a.sqlite"

    return tell


def pragma(db: sqlite3.Connection, name: str) -> object:
    return db.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.parametrize("kind", ["nfs4", "nfs", "cifs", "9p", "fuse.sshfs", "fuse"])
def test_on_a_share_the_journal_is_a_file(lies_on, kind: str) -> None:
    with closing(connect_to_write(lies_on(kind), PATIENCE, "NORMAL")) as db:
        assert (pragma(db, "journal_mode"), pragma(db, "synchronous")) == (
            "truncate",
            2,
        )


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "tmpfs", "fuseblk"])
def test_on_a_disk_of_this_machine_readers_do_not_wait(lies_on, kind: str) -> None:
    path = lies_on(kind)
    with closing(connect_to_write(path, PATIENCE, "NORMAL")) as db:
        assert (pragma(db, "journal_mode"), pragma(db, "synchronous")) == ("wal", 1)
    with closing(connect_to_write(path, PATIENCE)) as db:
        assert pragma(db, "synchronous") == 2


def test_what_was_written_on_a_disk_is_there_on_a_share(lies_on) -> None:
    path = lies_on("ext4")
    with closing(connect_to_write(path, PATIENCE)) as db:
        db.execute("CREATE TABLE t (a)")
        db.execute("INSERT INTO t VALUES (1)")
    lies_on("nfs4")
    with closing(connect_to_write(path, PATIENCE)) as db:
        assert pragma(db, "journal_mode") == "truncate"
        assert db.execute("SELECT a FROM t").fetchall() == [(1,)]


def test_a_machine_that_does_not_tell_is_taken_at_its_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MOUNTS", tmp_path / "none")
    assert not is_on_share(tmp_path)
    (tmp_path / "mountinfo").write_text("22 27 0:21 / /proc rw - proc proc rw\n")
    monkeypatch.setattr(database, "MOUNTS", tmp_path / "mountinfo")
    assert not is_on_share(tmp_path)
