"""The ledger: what is known of every item, in SQLite (WAL), so that a run can stop at any point and
go on.

Tables: `batches`, `dossiers` (folder names, sheet counts), `documents` (one row a document:
ordinal, bytes, state), `attempts` (one row per item, stage and attempt), `refusals` (inbox entries
that never became documents), `stacks` (how a stack was split). A document's states:

    waiting → done           filed, signed, in the store
            → quarantined    with the code of the reason; `retry` makes it waiting again
                → settled    by a person (review apply): a better scan came, or nothing is to come

The store is the record. Where both disagree after a crash, the runner believes the store (see
`recover`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.common.clock import now, stamp
from pipeline.trouble import storage_at
from schemas.codec import from_plain, to_plain
from schemas.naming import safe_file_name
from schemas.source import StackSplit
from schemas.work import Failure, ReceivedDocument

FORMAT = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS batches (
  batch_id TEXT PRIMARY KEY, kind TEXT NOT NULL, inbox TEXT NOT NULL, state TEXT NOT NULL,
  operator TEXT, found INTEGER NOT NULL DEFAULT 0,
  started_at TEXT NOT NULL, ended_at TEXT, summary TEXT);
CREATE TABLE IF NOT EXISTS dossiers (dossier_code TEXT PRIMARY KEY, folder TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS documents (
  document_id TEXT PRIMARY KEY, dossier_code TEXT NOT NULL, ordinal INTEGER NOT NULL,
  source_key TEXT NOT NULL, source_name TEXT NOT NULL, received TEXT NOT NULL,
  page_count INTEGER NOT NULL, state TEXT NOT NULL, batch_id TEXT NOT NULL, pdf_path TEXT,
  code TEXT, message TEXT, remedy TEXT, quarantine TEXT,
  transient INTEGER NOT NULL DEFAULT 0,
  UNIQUE (dossier_code, ordinal), UNIQUE (dossier_code, source_key));
CREATE INDEX IF NOT EXISTS documents_by_state ON documents (state, batch_id);
CREATE INDEX IF NOT EXISTS documents_by_source ON documents (source_key);
CREATE TABLE IF NOT EXISTS attempts (
  item TEXT NOT NULL, stage TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL,
  digest TEXT NOT NULL, batch_id TEXT NOT NULL, at TEXT NOT NULL, seconds REAL,
  code TEXT, message TEXT, result TEXT,
  PRIMARY KEY (item, stage, attempt));
CREATE TABLE IF NOT EXISTS refusals (
  entry TEXT PRIMARY KEY, inbox TEXT NOT NULL, name TEXT NOT NULL, dossier_code TEXT,
  code TEXT NOT NULL, message TEXT NOT NULL, remedy TEXT, batch_id TEXT NOT NULL,
  transient INTEGER NOT NULL, standing INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS stacks (sha256 TEXT PRIMARY KEY, split TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class LedgerDocument:
    """A document's row."""

    received: ReceivedDocument
    state: str
    batch_id: str
    page_count: int
    code: str | None
    message: str | None
    remedy: str | None
    quarantine: str | None
    transient: bool
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A standing refusal's row."""

    entry: str
    name: str
    code: str
    message: str
    remedy: str | None
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch's row."""

    batch_id: str
    kind: str
    inbox: str
    state: str
    operator: str | None
    found: int
    started_at: str
    ended_at: str | None
    summary: dict[str, Any] | None


class Ledger:
    """One connection to the ledger; every method is one transaction."""

    def __init__(self, path: Path) -> None:
        self._path, self._facts = path, "facts"
        with storage_at(path):
            self._open()

    @classmethod
    def to_read(cls, path: Path) -> Ledger:
        """A connection that changes nothing: for whoever may only read the archive.

        SQLite needs a place for its lock file beside a ledger in WAL mode; where it gets none,
        nobody writes through this folder either, and the ledger is read as it stands.
        """
        ledger = cls.__new__(cls)
        ledger._path = path
        with storage_at(path):
            path.open("rb").close()
            for options in ("mode=ro", "immutable=1"):
                ledger._db = sqlite3.connect(
                    f"{path.absolute().as_uri()}?{options}", timeout=600.0, uri=True
                )
                try:
                    ledger._facts = "facts" if ledger._has_facts("documents") else "NULL"
                    return ledger
                except sqlite3.OperationalError:
                    ledger._db.close()
                    if options == "immutable=1":
                        raise
        return ledger

    def _open(self) -> None:
        self._db = sqlite3.connect(self._path, timeout=600.0, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)
        self._add_columns()
        self._db.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?)", (str(FORMAT),))

    def _add_columns(self) -> None:
        """Columns that ledgers of earlier versions lack."""
        for table in ("documents", "refusals"):
            if not self._has_facts(table):
                self._db.execute(f"ALTER TABLE {table} ADD COLUMN facts TEXT")

    def _has_facts(self, table: str) -> bool:
        return "facts" in {row[1] for row in self._db.execute(f"PRAGMA table_info({table})")}

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with storage_at(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk may have rolled it back already
                    self._db.execute("ROLLBACK")
                raise

    # Batches

    def open_batch(self, kind: str, inbox: str, operator: str | None) -> str:
        """The id of the unfinished batch of this kind and inbox, or of a new one."""
        with self._transaction() as db:
            row = db.execute(
                "SELECT batch_id FROM batches WHERE kind=? AND inbox=? AND state!='complete' ORDER "
                "BY started_at DESC",
                (kind, inbox),
            ).fetchone()
            if row and kind == "run":
                db.execute(
                    "UPDATE batches SET state='running', operator=?, started_at=?, ended_at=NULL "
                    "WHERE batch_id=?",
                    (operator, stamp(now()), row[0]),
                )
                return str(row[0])
            moment = stamp(now())
            (count,) = db.execute("SELECT count(*) FROM batches").fetchone()
            batch_id = f"{kind}-{moment[:10].replace('-', '')}-{count + 1:05d}"
            db.execute(
                "INSERT INTO batches (batch_id, kind, inbox, state, operator, started_at) VALUES "
                "(?,?,?,?,?,?)",
                (batch_id, kind, inbox, "running", operator, moment),
            )
            return batch_id

    def set_found(self, batch_id: str, documents: int) -> None:
        """How many documents the batch is about."""
        with self._transaction() as db:
            db.execute("UPDATE batches SET found=? WHERE batch_id=?", (documents, batch_id))

    def close_batch(self, batch_id: str, state: str, summary: dict[str, Any]) -> None:
        """End a call: state is complete, stopped, interrupted or deferred."""
        with self._transaction() as db:
            db.execute(
                "UPDATE batches SET state=?, ended_at=?, summary=? WHERE batch_id=?",
                (state, stamp(now()), json.dumps(summary), batch_id),
            )

    def batch(self, batch_id: str | None = None) -> BatchRow | None:
        """One batch, or the latest run, or (without any run) the latest of all."""
        where, values = ("batch_id=?", (batch_id,)) if batch_id else ("1", ())
        row = self._db.execute(
            "SELECT batch_id, kind, inbox, state, operator, found, started_at, ended_at, summary "
            "FROM batches "
            f"WHERE {where} ORDER BY kind='run' DESC, started_at DESC, batch_id DESC",
            values,
        ).fetchone()
        if row is None:
            return None
        name, kind, inbox, state, operator, found, started, ended, summary = row
        return BatchRow(
            name,
            kind,
            inbox,
            state,
            operator,
            found,
            started,
            ended,
            json.loads(summary) if summary else None,
        )

    def unfinished_batches(self, since: str) -> set[str]:
        """Runs that did not come to their end, and counter calls begun after `since` that may still
        be at work."""
        rows = self._db.execute(
            "SELECT batch_id FROM batches WHERE state!='complete' AND (kind='run' OR "
            "kind='counter' AND started_at>?)",
            (since,),
        )
        return {row[0] for row in rows}

    # Documents

    def dossier_folder(self, code: str) -> str:
        """The folder name of a dossier; two codes that look alike as file names get different
        folders."""
        with self._transaction() as db:
            row = db.execute("SELECT folder FROM dossiers WHERE dossier_code=?", (code,)).fetchone()
            if row:
                return str(row[0])
            folder, number = safe_file_name(code), 2
            while db.execute("SELECT 1 FROM dossiers WHERE folder=?", (folder,)).fetchone():
                folder, number = f"{safe_file_name(code)}~{number}", number + 1
            db.execute("INSERT INTO dossiers VALUES (?,?)", (code, folder))
            return folder

    def add_document(
        self, received: ReceivedDocument, source_key: str, page_count: int, batch_id: str
    ) -> LedgerDocument:
        """Register a document at the dossier's next ordinal, or give back the one with the same
        bytes.

        `received.ordinal` and `document_id` are filled in here. A document that waits is taken over
        by `batch_id`.
        """
        code = received.dossier_code
        with self._transaction() as db:
            known = self._find(db, "dossier_code=? AND source_key=?", (code, source_key))
            if known:
                if known[0].state == "waiting":
                    db.execute(
                        "UPDATE documents SET batch_id=? WHERE document_id=?",
                        (batch_id, known[0].received.document_id),
                    )
                    return replace(known[0], batch_id=batch_id)
                return known[0]
            (last,) = db.execute(
                "SELECT coalesce(max(ordinal), 0) FROM documents WHERE dossier_code=?", (code,)
            ).fetchone()
            full = replace(received, ordinal=last + 1, document_id=f"{code}.{last + 1}")
            db.execute(
                "INSERT INTO documents (document_id, dossier_code, ordinal, source_key, "
                "source_name, received, "
                "page_count, state, batch_id) VALUES (?,?,?,?,?,?,?,'waiting',?)",
                (
                    full.document_id,
                    code,
                    full.ordinal,
                    source_key,
                    full.source_name,
                    json.dumps(to_plain(full)),
                    page_count,
                    batch_id,
                ),
            )
        return LedgerDocument(full, "waiting", batch_id, page_count, None, None, None, None, False)

    def _find(
        self, db: sqlite3.Connection, where: str, values: Sequence[Any]
    ) -> list[LedgerDocument]:
        rows = db.execute(
            "SELECT received, state, batch_id, page_count, code, message, remedy, quarantine, "
            "transient, "
            f"{self._facts} FROM documents "
            f"WHERE {where} ORDER BY dossier_code, ordinal",
            values,
        )
        return [
            LedgerDocument(
                from_plain(ReceivedDocument, json.loads(received)),
                state,
                batch,
                count,
                code,
                message,
                remedy,
                entry,
                bool(transient),
                _facts(facts),
            )
            for (
                received,
                state,
                batch,
                count,
                code,
                message,
                remedy,
                entry,
                transient,
                facts,
            ) in rows
        ]

    def document(self, document_id: str) -> LedgerDocument | None:
        """One document."""
        found = self._find(self._db, "document_id=?", (document_id,))
        return found[0] if found else None

    def same_bytes_elsewhere(self, source_key: str, dossier_code: str) -> list[str]:
        """Ids of documents of other dossiers with the same bytes."""
        rows = self._db.execute(
            "SELECT document_id FROM documents WHERE source_key=? AND dossier_code!=? AND "
            "state!='quarantined'",
            (source_key, dossier_code),
        )
        return [row[0] for row in rows]

    def refresh(self, received: ReceivedDocument) -> None:
        """Keep what the tables say now about a document that is not filed yet."""
        with self._transaction() as db:
            db.execute(
                "UPDATE documents SET received=? WHERE document_id=? AND state!='done'",
                (json.dumps(to_plain(received)), received.document_id),
            )

    def quarantined(self, batch_id: str | None = None) -> list[LedgerDocument]:
        """Documents that stand in quarantine
        (one that a broken-off retry left waiting still does)."""
        standing = "(state='quarantined' OR state='waiting' AND quarantine IS NOT NULL)"
        if batch_id:
            return self._find(self._db, f"{standing} AND batch_id=?", (batch_id,))
        return self._find(self._db, standing, ())

    def plan_path(self, document_id: str, pdf_path: str) -> None:
        """Say where a file is about to be put, before it is: leftovers of a crash can then be
        found."""
        with self._transaction() as db:
            db.execute(
                "UPDATE documents SET pdf_path=? WHERE document_id=?", (pdf_path, document_id)
            )

    def unfinished_paths(self) -> list[str]:
        """Planned paths of documents that are not done."""
        rows = self._db.execute(
            "SELECT pdf_path FROM documents WHERE state!='done' AND pdf_path IS NOT NULL"
        )
        return [row[0] for row in rows]

    def mark_done(self, document_ids: Iterable[str], batch_id: str | None = None) -> None:
        """These documents are in the store."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE documents SET state='done', code=NULL, message=NULL, remedy=NULL, "
                "quarantine=NULL, "
                "transient=0, batch_id=coalesce(?, batch_id) WHERE document_id=?",
                [(batch_id, one) for one in document_ids],
            )

    def forget_done(self, document_ids: Iterable[str]) -> None:
        """These are not in the store after all: they wait again, and a run over their papers makes
        them anew."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE documents SET state='waiting' WHERE document_id=?",
                [(one,) for one in document_ids],
            )

    def mark_quarantined(self, document_id: str, failure: Failure, entry: str) -> None:
        """This document failed; its bytes lie in quarantine/ENTRY."""
        with self._transaction() as db:
            db.execute(
                "UPDATE documents SET state='quarantined', code=?, message=?, remedy=?, "
                "quarantine=?, transient=?, "
                "facts=? WHERE document_id=? AND state!='done'",
                (
                    failure.code,
                    failure.message,
                    failure.remedy,
                    entry,
                    failure.transient,
                    json.dumps(failure.values),
                    document_id,
                ),
            )

    def settle(self, entry: str) -> bool:
        """A person says that a quarantine entry needs no more:
        its document or refusal is settled."""
        with self._transaction() as db:
            first = db.execute(
                "UPDATE documents SET state='settled' WHERE quarantine=? AND state!='done'",
                (entry,),
            )
            second = db.execute(
                "UPDATE refusals SET standing=0 WHERE entry=? AND standing=1", (entry,)
            )
            return bool(first.rowcount or second.rowcount)

    def mark_waiting(self, document_ids: Iterable[str], batch_id: str) -> None:
        """Try these again."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE documents SET state='waiting', batch_id=? WHERE document_id=? AND "
                "state!='done'",
                [(batch_id, one) for one in document_ids],
            )

    def states(self, batch_id: str | None = None) -> dict[str, int]:
        """Documents by state."""
        where, values = ("WHERE batch_id=?", (batch_id,)) if batch_id else ("", ())
        return dict(
            self._db.execute(
                f"SELECT state, count(*) FROM documents {where} GROUP BY state", values
            )
        )

    def done_since(self, batch_id: str) -> int:
        """Documents that the batch's present call has made."""
        (count,) = self._db.execute(
            "SELECT count(DISTINCT item) FROM attempts, batches b WHERE b.batch_id=? AND "
            "attempts.batch_id=b.batch_id "
            "AND stage='make' AND attempts.state='done' AND at>=b.started_at",
            (batch_id,),
        ).fetchone()
        return int(count)

    def done_ids(self) -> set[str]:
        """Documents that the ledger holds for done."""
        return {
            row[0]
            for row in self._db.execute("SELECT document_id FROM documents WHERE state='done'")
        }

    def kept_files(self) -> Iterator[tuple[str, str]]:
        """(document, SHA-256 of a received file that it is made from), for all documents, whatever
        their state."""
        yield from self._db.execute(
            "SELECT document_id, json_extract(file.value, '$.sha256') FROM documents, "
            "json_each(documents.received, '$.files') AS file"
        )

    # Attempts

    def add_attempts(
        self,
        rows: Iterable[tuple[str, str, str, str, str, float | None, str | None, str | None, Any]],
    ) -> None:
        """Add (item, stage, state, digest, batch_id, seconds, code, message, result) rows at their
        next attempt."""
        moment = stamp(now())
        with self._transaction() as db:
            for item, stage, state, digest, batch_id, seconds, code, message, result in rows:
                db.execute(
                    "INSERT INTO attempts SELECT ?,?,coalesce(max(attempt),0)+1,?,?,?,?,?,?,?,? "
                    "FROM attempts "
                    "WHERE item=? AND stage=?",
                    (
                        item,
                        stage,
                        state,
                        digest,
                        batch_id,
                        moment,
                        seconds,
                        code,
                        message,
                        None if result is None else json.dumps(to_plain(result)),
                        item,
                        stage,
                    ),
                )

    def latest_result(self, item: str, stage: str) -> Any:
        """What the latest attempt at a stage left; None where there was none."""
        row = self._db.execute(
            "SELECT result FROM attempts WHERE item=? AND stage=? ORDER BY attempt DESC LIMIT 1",
            (item, stage),
        ).fetchone()
        return json.loads(row[0]) if row and row[0] else None

    def finished(
        self, items: Sequence[str], stage: str, digest: str, batch_id: str
    ) -> dict[str, Any]:
        """Results of the given items that this batch finished at this stage under the same
        digest."""
        found: dict[str, Any] = {}
        for start in range(0, len(items), 500):
            some = items[start : start + 500]
            marks = ",".join("?" * len(some))
            rows = self._db.execute(
                f"SELECT item, result FROM attempts WHERE item IN ({marks}) AND stage=? AND "
                "digest=? AND batch_id=? "
                "AND state='done' ORDER BY attempt",
                (*some, stage, digest, batch_id),
            )
            found.update((item, json.loads(result)) for item, result in rows)
        return found

    # Refusals and stacks

    def add_refusal(
        self,
        entry: str,
        inbox: str,
        name: str,
        dossier_code: str | None,
        failure: Failure,
        batch_id: str,
    ) -> bool:
        """Keep a refusal; True where it is new or stands again."""
        with self._transaction() as db:
            old = db.execute("SELECT standing FROM refusals WHERE entry=?", (entry,)).fetchone()
            db.execute(
                "INSERT OR REPLACE INTO refusals (entry, inbox, name, dossier_code, code, message, "
                "remedy, batch_id, "
                "transient, standing, facts) VALUES (?,?,?,?,?,?,?,?,?,1,?)",
                (
                    entry,
                    inbox,
                    name,
                    dossier_code,
                    failure.code,
                    failure.message,
                    failure.remedy,
                    batch_id,
                    failure.transient,
                    json.dumps(failure.values),
                ),
            )
            return old is None or not old[0]

    def settle_refusals(self, inbox: str, still: set[str]) -> list[str]:
        """Refusals of this inbox that are no more: their ids, now marked as settled."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT entry FROM refusals WHERE inbox=? AND standing=1", (inbox,)
            ).fetchall()
            gone = [row[0] for row in rows if row[0] not in still]
            db.executemany("UPDATE refusals SET standing=0 WHERE entry=?", [(one,) for one in gone])
            return gone

    def refusals(self) -> list[Refused]:
        """Standing refusals."""
        rows = self._db.execute(
            f"SELECT entry, name, code, message, remedy, {self._facts} FROM refusals WHERE "
            "standing=1 ORDER BY name"
        )
        return [
            Refused(entry, name, code, message, remedy, _facts(facts))
            for entry, name, code, message, remedy, facts in rows
        ]

    def stack_split(self, sha256: str) -> StackSplit | None:
        """How a stack was split before."""
        row = self._db.execute("SELECT split FROM stacks WHERE sha256=?", (sha256,)).fetchone()
        return from_plain(StackSplit, json.loads(row[0])) if row else None

    def keep_stack_split(self, sha256: str, split: StackSplit) -> None:
        """Remember how a stack was split."""
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO stacks VALUES (?,?)", (sha256, json.dumps(to_plain(split)))
            )


def _facts(kept: str | None) -> dict[str, str]:
    """The values of a reason; none where an earlier version wrote the row."""
    found: dict[str, str] = json.loads(kept) if kept else {}
    return found
