"""Attempts: one row per item, stage and attempt. An item is a document, or a page of one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.common.clock import now, stamp
from pipeline.ledger.connection import Connection
from schemas.codec import to_plain
from schemas.states import AttemptState, WorkStage

_AT_ONCE = 500
"""Items asked for in one query: SQLite takes no more than 999 values in some builds."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a stage of an item.

    `stage` is a WorkStage or the stage of a failure; `digest` is that of the settings; `result` is
    any plain value or record that the next call is to find.
    """

    item: str
    stage: str
    state: AttemptState
    digest: str
    batch_id: str
    seconds: float | None = None
    code: str | None = None
    message: str | None = None
    result: object = None


@dataclass(frozen=True, slots=True)
class Attempts:
    """The rows of `attempts`."""

    _connection: Connection

    def add(self, attempt: Attempt) -> None:
        """Keep an attempt as the item's next one at its stage."""
        with self._connection.transaction() as db:
            _insert(db, attempt, stamp(now()))

    def latest_result(self, item: str, stage: WorkStage) -> object:
        """What the latest attempt at a stage left, as plain values; None where there was none."""
        row = self._connection.row(
            "SELECT result FROM attempts WHERE item=? AND stage=? ORDER BY attempt DESC LIMIT 1",
            (item, stage),
        )
        return json.loads(row[0]) if row and row[0] else None

    def find_results(
        self, items: Sequence[str], stage: WorkStage, digest: str, batch_id: str
    ) -> dict[str, object]:
        """Results of the given items that this batch finished at this stage under the same
        digest."""
        found: dict[str, object] = {}
        for some in _portions(items):
            marks = ",".join("?" * len(some))
            rows = self._connection.rows(
                f"SELECT item, result FROM attempts WHERE item IN ({marks}) AND stage=? "
                "AND digest=? AND batch_id=? AND state=? ORDER BY attempt",
                (*some, stage, digest, batch_id, AttemptState.DONE),
            )
            found.update((item, json.loads(result)) for item, result in rows)
        return found

    def count_since_start(self, batch_id: str) -> int:
        """How many documents the batch's present call has made."""
        row = self._connection.row(
            "SELECT count(DISTINCT item) FROM attempts, batches b WHERE b.batch_id=? AND "
            "attempts.batch_id=b.batch_id AND stage=? AND attempts.state=? AND at>=b.started_at",
            (batch_id, WorkStage.MAKE, AttemptState.DONE),
        )
        return int(row[0]) if row else 0


def _portions(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def _insert(db: sqlite3.Connection, one: Attempt, at: str) -> None:
    db.execute(
        "INSERT INTO attempts SELECT ?,?,coalesce(max(attempt),0)+1,?,?,?,?,?,?,?,? "
        "FROM attempts WHERE item=? AND stage=?",
        (
            one.item,
            one.stage,
            one.state,
            one.digest,
            one.batch_id,
            at,
            one.seconds,
            one.code,
            one.message,
            None if one.result is None else json.dumps(to_plain(one.result)),
            one.item,
            one.stage,
        ),
    )
