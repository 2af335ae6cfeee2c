"""Batches: one row a call of run, retry or counter; a run that is called again goes on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.common.clock import now, stamp
from pipeline.ledger.connection import Connection
from schemas.answers.work import RunAnswer
from schemas.states import BatchKind, BatchState

_COLUMNS = (
    "batch_id, kind, inbox, state, operator, found, started_at, ended_at, summary"
)
_WAITING = "waiting:"
"""Before the batch's name, in `meta`."""


@dataclass(frozen=True, slots=True)
class LedgerBatch:
    """A batch's row."""

    batch_id: str
    kind: BatchKind
    inbox: str
    state: BatchState
    operator: str | None
    found: int
    started_at: str
    ended_at: str | None
    summary: RunAnswer | None
    """The JSON answer of the latest call that came to its end."""


@dataclass(frozen=True, slots=True)
class Batches:
    """The rows of `batches`."""

    _connection: Connection

    def open(self, kind: BatchKind, inbox: str, operator: str | None) -> str:
        """The id of the unfinished run of this inbox, or of a new batch."""
        with self._connection.transaction() as db:
            unfinished = (
                _find_unfinished_run(db, inbox) if kind == BatchKind.RUN else None
            )
            if unfinished is not None:
                db.execute(
                    "UPDATE batches SET state=?, operator=?, started_at=?, ended_at=NULL "
                    "WHERE batch_id=?",
                    (BatchState.RUNNING, operator, stamp(now()), unfinished),
                )
                return unfinished
            return _add(db, kind, inbox, operator)

    def set_found(self, batch_id: str, documents: int) -> None:
        """How many documents the batch is about."""
        self._connection.change(
            "UPDATE batches SET found=? WHERE batch_id=?", (documents, batch_id)
        )

    def keep_waiting(self, batch_id: str, documents: int) -> None:
        """How many documents the call at work has still before it: for whoever asks meanwhile, or
        after its process was killed."""
        self._connection.change(
            "INSERT OR REPLACE INTO meta VALUES (?,?)",
            (_WAITING + batch_id, str(documents)),
        )

    def still_waiting(self, batch_id: str) -> int | None:
        """What `keep_waiting` kept last; None where it never did."""
        row = self._connection.row(
            "SELECT value FROM meta WHERE key=?", (_WAITING + batch_id,)
        )
        return None if row is None else int(row[0])

    def close(
        self, batch_id: str, state: BatchState, summary: Mapping[str, object]
    ) -> None:
        """End a call, with its JSON answer."""
        self._connection.change(
            "UPDATE batches SET state=?, ended_at=?, summary=? WHERE batch_id=?",
            (state, stamp(now()), json.dumps(summary), batch_id),
        )

    def get(self, batch_id: str) -> LedgerBatch | None:
        """One batch."""
        return self._first("batch_id=?", batch_id)

    def latest(self) -> LedgerBatch | None:
        """The latest run that had something to do, else the latest run, or (without any run) the
        latest batch of all."""
        return self._first("1")

    def empty_since(self, batch: LedgerBatch) -> str | None:
        """The latest run after this one that came to its end and found nothing."""
        row = self._connection.row(
            "SELECT batch_id FROM batches WHERE kind=? AND found=0 AND state=? "
            "AND (started_at, batch_id)>(?, ?) ORDER BY started_at DESC, batch_id DESC",
            (BatchKind.RUN, BatchState.COMPLETE, batch.started_at, batch.batch_id),
        )
        return None if row is None else str(row[0])

    def retries_since(self, batch: LedgerBatch) -> list[LedgerBatch]:
        """The calls of `retry` after this batch began, the oldest first."""
        rows = self._connection.rows(
            f"SELECT {_COLUMNS} FROM batches WHERE kind=? AND (started_at, batch_id)>(?, ?) "
            "ORDER BY started_at, batch_id",
            (BatchKind.RETRY, batch.started_at, batch.batch_id),
        )
        return [_read(*row) for row in rows]

    def _first(self, where: str, *values: str) -> LedgerBatch | None:
        row = self._connection.row(
            f"SELECT {_COLUMNS} FROM batches WHERE {where} "
            "ORDER BY kind=? DESC, (found=0 AND state=?), started_at DESC, batch_id DESC",
            (*values, BatchKind.RUN, BatchState.COMPLETE),
        )
        return None if row is None else _read(*row)

    def find_unfinished(self, since: str) -> set[str]:
        """Runs that did not come to their end, and counter calls begun after `since` that may still
        be at work."""
        rows = self._connection.rows(
            "SELECT batch_id FROM batches WHERE state!=? AND (kind=? OR kind=? AND started_at>?)",
            (BatchState.COMPLETE, BatchKind.RUN, BatchKind.COUNTER, since),
        )
        return {row[0] for row in rows}


def _find_unfinished_run(db: sqlite3.Connection, inbox: str) -> str | None:
    row = db.execute(
        "SELECT batch_id FROM batches WHERE kind=? AND inbox=? AND state!=? "
        "ORDER BY started_at DESC",
        (BatchKind.RUN, inbox, BatchState.COMPLETE),
    ).fetchone()
    return None if row is None else str(row[0])


def _add(
    db: sqlite3.Connection, kind: BatchKind, inbox: str, operator: str | None
) -> str:
    moment = stamp(now())
    (count,) = db.execute("SELECT count(*) FROM batches").fetchone()
    batch_id = f"{kind}-{moment[:10].replace('-', '')}-{count + 1:05d}"
    db.execute(
        "INSERT INTO batches (batch_id, kind, inbox, state, operator, started_at) "
        "VALUES (?,?,?,?,?,?)",
        (batch_id, kind, inbox, BatchState.RUNNING, operator, moment),
    )
    return batch_id


def _read(
    batch_id: str,
    kind: str,
    inbox: str,
    state: str,
    operator: str | None,
    found: int,
    started_at: str,
    ended_at: str | None,
    summary: str | None,
) -> LedgerBatch:
    return LedgerBatch(
        batch_id,
        BatchKind(kind),
        inbox,
        BatchState(state),
        operator,
        found,
        started_at,
        ended_at,
        json.loads(summary) if summary else None,
    )
