"""The outbox: each record waits here until the portal has acknowledged it. Kept in portal.sqlite
beside the ledger, mode 0600; every change is on disk before it is acted on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.common.clock import now, stamp
from pipeline.common.database import connect_to_read, connect_to_write
from pipeline.common.fault_points import reach
from pipeline.export.portal.records import canonical, make_record
from pipeline.trouble import storage_at
from schemas.answers.portal import PortalDossier, PortalRecord

_MODE = 0o600
_PATIENCE = 60.0
_LAYOUT = """
CREATE TABLE IF NOT EXISTS records (
  key TEXT PRIMARY KEY, dossier_code TEXT NOT NULL, revision INTEGER NOT NULL,
  said TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
  reason TEXT, made_at TEXT NOT NULL, settled_at TEXT,
  UNIQUE (dossier_code, revision));
CREATE INDEX IF NOT EXISTS records_by_state ON records (state, dossier_code, revision);
CREATE TABLE IF NOT EXISTS seen (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class RecordState(StrEnum):
    """Where a record stands."""

    WAITING = "waiting"
    SENT = "sent"
    """The portal has acknowledged it."""
    REFUSED = "refused"
    """The portal will not have it: a person looks."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record to be sent; `tries` counts the attempts so far."""

    key: str
    dossier_code: str
    body: str
    tries: int


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A record that did not arrive, and why."""

    dossier_code: str
    state: RecordState
    tries: int
    reason: str


class Outbox:
    """One connection to the outbox; every method is one transaction."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self._path, self._db = path, db

    @classmethod
    def to_write(cls, path: Path) -> Outbox:
        """Open it; a new file is made.

        Raises:
            StorageError: the file can't be written.
        """
        with storage_at(path):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, _MODE))
            db = connect_to_write(path, _PATIENCE)
            db.executescript(_LAYOUT)
        return cls(path, db)

    @classmethod
    def to_read(cls, path: Path) -> Outbox:
        """The same as it stands now, for whoever may only read the archive; an empty one where
        nothing was ever put aside.

        Raises:
            StorageError: the file can't be read.
        """
        db = sqlite3.connect(":memory:")
        with storage_at(path):
            if path.exists():
                with closing(connect_to_read(path, _PATIENCE)) as kept:
                    kept.backup(db)
        db.executescript(_LAYOUT)
        return cls(path, db)

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def add(
        self, dossiers: Iterable[PortalDossier], commit: int, seen: dict[str, str]
    ) -> int:
        """Put aside what is new or says something else than before; gives how many records.

        Args:
            dossiers: as the store has them now.
            commit: of the store; a record's revision is no less, so that revisions grow even where
                an outbox was lost.
            seen: what of the store they stand for, see `seen`.
        """
        with self._transaction():
            added = sum(self._add(one, commit) for one in dossiers)
            rows = seen.items()
            self._db.executemany("INSERT OR REPLACE INTO seen VALUES (?,?)", rows)
        return added

    def seen(self) -> dict[str, str]:
        """What of the store was looked at last."""
        return dict(self._db.execute("SELECT name, value FROM seen"))

    def preview(self, dossiers: Iterable[PortalDossier], commit: int) -> Iterator[str]:
        """The records that would wait: those that do, then the new ones. Changes nothing."""
        for (body,) in self._db.execute(
            "SELECT body FROM records WHERE state=? ORDER BY dossier_code, revision",
            (RecordState.WAITING,),
        ):
            yield body
        for one in dossiers:
            record = self._news(one, commit)
            if record is not None:
                yield canonical(asdict(record))

    def next_waiting(self, passed: set[str]) -> Waiting | None:
        """The next record to be sent: the earliest that waits of a dossier not in `passed`."""
        for row in self._db.execute(
            "SELECT key, dossier_code, body, tries FROM records "
            "WHERE state=? ORDER BY dossier_code, revision",
            (RecordState.WAITING,),
        ):
            if row[1] not in passed:
                return Waiting(*row)
        return None

    def settle(self, key: str, state: RecordState, reason: str | None = None) -> None:
        """A record was acknowledged, or refused, or stays waiting after a try."""
        settled = None if state is RecordState.WAITING else stamp(now())
        with self._transaction():
            self._db.execute(
                "UPDATE records SET state=?, reason=?, settled_at=?, tries=tries+1 WHERE key=?",
                (state, reason, settled, key),
            )

    def try_refused_again(self) -> int:
        """What was refused waits again, unless a later record of its dossier was acknowledged."""
        with self._transaction():
            done = self._db.execute(
                "UPDATE records SET state=? WHERE state=? AND NOT EXISTS (SELECT 1 FROM records "
                "AS later WHERE later.dossier_code=records.dossier_code AND "
                "later.revision>records.revision AND later.state=?)",
                (RecordState.WAITING, RecordState.REFUSED, RecordState.SENT),
            )
        return done.rowcount

    def counts(self) -> dict[RecordState, int]:
        """How many records stand where."""
        rows = self._db.execute("SELECT state, count(*) FROM records GROUP BY state")
        return {**dict.fromkeys(RecordState, 0), **{RecordState(k): n for k, n in rows}}

    def troubles(self, most: int) -> list[Undelivered]:
        """Records that were tried and did not arrive, the refused ones first."""
        rows = self._db.execute(
            "SELECT dossier_code, state, tries, reason FROM records "
            "WHERE state!=? AND reason IS NOT NULL ORDER BY state, dossier_code LIMIT ?",
            (RecordState.SENT, most),
        )
        return [
            Undelivered(code, RecordState(state), *rest) for code, state, *rest in rows
        ]

    def _add(self, one: PortalDossier, commit: int) -> int:
        record = self._news(one, commit)
        if record is None:
            return 0
        said, body = canonical(asdict(one)), canonical(asdict(record))
        self._db.execute(
            "INSERT INTO records (key, dossier_code, revision, said, body, state, made_at) "
            "VALUES (?,?,?,?,?,?,?)",
            (
                record.key,
                one.dossier_code,
                record.revision,
                said,
                body,
                RecordState.WAITING,
                stamp(now()),
            ),
        )
        return 1

    def _news(self, one: PortalDossier, commit: int) -> PortalRecord | None:
        """The record of a dossier; None where the last one said the same."""
        last = self._db.execute(
            "SELECT revision, said FROM records WHERE dossier_code=? "
            "ORDER BY revision DESC LIMIT 1",
            (one.dossier_code,),
        ).fetchone()
        revision, said = (0, None) if last is None else last
        if said == canonical(asdict(one)):
            return None
        return make_record(one, max(revision + 1, commit))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with storage_at(self._path):
            reach("outbox.change")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                reach("outbox.commit")
                self._db.execute("COMMIT")
                reach("outbox.committed")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
