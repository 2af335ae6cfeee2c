"""What typists typed of numbers, before a decision: the second does not see the first's value.

Kept in review.sqlite beside the ledger, mode 0600. It is no part of the record: were it lost, the
numbers in it would be typed once more.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.common.clock import now, stamp
from pipeline.trouble import storage_at

_MODE = 0o600
_LAYOUT = """
CREATE TABLE IF NOT EXISTS keyings (
  item TEXT NOT NULL, login TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (item, login));
CREATE TABLE IF NOT EXISTS work (
  login TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, day TEXT NOT NULL,
  decisions INTEGER NOT NULL, seconds REAL NOT NULL,
  keyed INTEGER NOT NULL, agreed INTEGER NOT NULL,
  PRIMARY KEY (login, kind, day));
"""


class Look(StrEnum):
    """Whose turn it is with a number."""

    FIRST = "first"
    SECOND = "second"
    """Without seeing what the first typed."""
    THIRD = "third"
    """They differ: somebody sees both and decides."""


@dataclass(frozen=True, slots=True)
class Keying:
    """What one typist typed."""

    login: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Work:
    """What one person did on one day, by kind of item. `agreed` of `keyed` numbers typed twice."""

    login: str
    name: str
    kind: str
    day: str
    decisions: int
    seconds: float
    keyed: int
    agreed: int


class Keyings:
    """Values typed and not yet decided, and everybody's figures."""

    FILE = "review.sqlite"

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, item: str) -> tuple[Keying, ...]:
        """What was typed for an item so far, in order."""
        with self._open_to_read() as db:
            rows = db.execute(
                "SELECT login, name, value FROM keyings WHERE item=? ORDER BY at, rowid",
                (item,),
            )
            return tuple(Keying(*row) for row in rows)

    def all(self) -> dict[str, tuple[str, ...]]:
        """For each item that was typed: the logins of those who did."""
        found: dict[str, tuple[str, ...]] = {}
        with self._open_to_read() as db:
            for item, login in db.execute(
                "SELECT item, login FROM keyings ORDER BY at, rowid"
            ):
                found[item] = (*found.get(item, ()), login)
        return found

    def add(self, item: str, keying: Keying) -> None:
        """Keep what somebody typed; typing again replaces it."""
        with self._open_to_write() as db:
            db.execute(
                "INSERT OR REPLACE INTO keyings VALUES (?,?,?,?,?)",
                (item, keying.login, keying.name, keying.value, stamp(now())),
            )

    def forget(self, item: str, login: str | None = None) -> None:
        """An item was decided, or somebody takes back what they typed."""
        with self._open_to_write() as db:
            if login is None:
                db.execute("DELETE FROM keyings WHERE item=?", (item,))
            else:
                db.execute(
                    "DELETE FROM keyings WHERE item=? AND login=?", (item, login)
                )

    def count(
        self,
        login: str,
        name: str,
        kind: str,
        *,
        seconds: float = 0.0,
        decisions: int = 0,
        keyed: int = 0,
        agreed: int = 0,
    ) -> None:
        """Add to somebody's figures of today."""
        with self._open_to_write() as db:
            db.execute(
                "INSERT INTO work VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (login, kind, day) DO "
                "UPDATE SET decisions=decisions+excluded.decisions, "
                "seconds=seconds+excluded.seconds, keyed=keyed+excluded.keyed, "
                "agreed=agreed+excluded.agreed",
                (
                    login,
                    name,
                    kind,
                    stamp(now())[:10],
                    decisions,
                    seconds,
                    keyed,
                    agreed,
                ),
            )

    def work(self, since: str) -> tuple[Work, ...]:
        """Everybody's figures from a day (`YYYY-MM-DD`) on, newest first."""
        with self._open_to_read() as db:
            rows = db.execute(
                "SELECT login, name, kind, day, decisions, seconds, keyed, agreed FROM work "
                "WHERE day>=? ORDER BY day DESC, name, kind",
                (since,),
            )
            return tuple(Work(*row) for row in rows)

    @contextmanager
    def _open_to_read(self) -> Iterator[sqlite3.Connection]:
        if not self._path.exists():
            with closing(sqlite3.connect(":memory:")) as db:
                db.executescript(_LAYOUT)
                yield db
            return
        with closing(sqlite3.connect(self._path, timeout=60)) as db:
            yield db

    @contextmanager
    def _open_to_write(self) -> Iterator[sqlite3.Connection]:
        with storage_at(self._path):
            if not self._path.exists():
                os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT, _MODE))
            with closing(sqlite3.connect(self._path, timeout=60)) as db, db:
                db.executescript(_LAYOUT)
                yield db
