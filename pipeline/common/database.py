"""SQLite files of an archive, opened so that all who work on it see the same: processes of one
machine, and of several that have mounted one share."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
_SHARES = {
    *("nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "fuse", "ceph", "lustre"),
    *("gfs2", "ocfs2", "afs", "beegfs", "gpfs", "vboxsf", "prl_fs"),
}
"""File systems that other machines may have mounted, too. `fuse` stands for all of its kinds."""


def connect_to_write(
    path: Path, patience: float, synchronous: str = "FULL"
) -> sqlite3.Connection:
    """A connection for changes; its user begins the transactions.

    On a disk of this machine readers and a writer don't wait for one another (WAL). That mode has
    its index in memory that only processes of one machine share (https://sqlite.org/wal.html): of
    two machines each would lose what the other wrote. On a share the journal is a file beside it.

    Args:
        path: of the file, which is made where there is none.
        patience: seconds that one waits for another's transaction.
        synchronous: when a change on a disk of this machine is safe: `FULL` at its end, `NORMAL`
            soon after. On a share always at its end.
    """
    db = sqlite3.connect(path, timeout=patience, isolation_level=None)
    if is_on_share(path):
        db.execute("PRAGMA journal_mode=TRUNCATE")
        synchronous = "FULL"
    else:
        db.execute("PRAGMA journal_mode=WAL")
    db.execute(f"PRAGMA synchronous={synchronous}")
    return db


def connect_to_read(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that changes nothing, for whoever may only read.

    SQLite needs a place for its lock file beside one in WAL mode, and on a share the right to take
    back what a killed call left half done; where it gets neither, nobody writes through this folder
    either, and the file is read as it stands.
    """
    place = path.absolute().as_uri()
    for options in ("mode=ro", "mode=rw"):
        db = sqlite3.connect(f"{place}?{options}", timeout=patience, uri=True)
        try:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            db.close()
        else:
            return db
    return sqlite3.connect(f"{place}?immutable=1", uri=True)


def is_on_share(path: Path) -> bool:
    """Whether a file lies on a file system that other machines may have mounted, too; False where
    this machine does not tell."""
    device = path.stat().st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    for line in lines:
        place, _, source = line.partition(" - ")
        if place.split()[2] == wanted:
            return source.split()[0].partition(".")[0] in _SHARES
    return False
