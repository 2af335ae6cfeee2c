"""Refusals: inbox entries that never became documents, and stand until the inbox no longer shows
them or a person settles them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Set
from dataclasses import dataclass

from pipeline.ledger.connection import Connection, read_facts
from schemas.work import Failure


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
class Refusals:
    """The rows of `refusals`."""

    _connection: Connection

    def add(
        self,
        entry: str,
        inbox: str,
        name: str,
        dossier_code: str | None,
        failure: Failure,
        batch_id: str,
    ) -> bool:
        """Keep a refusal; True where it is new or stands again.

        Args:
            entry: the quarantine entry's id.
            inbox: where it was met.
            name: the inbox entry.
            dossier_code: the dossier that it claims, where that is known.
            failure: why.
            batch_id: the call that met it.
        """
        with self._connection.transaction() as db:
            old = db.execute(
                "SELECT standing FROM refusals WHERE entry=?", (entry,)
            ).fetchone()
            db.execute(
                "INSERT OR REPLACE INTO refusals (entry, inbox, name, dossier_code, batch_id, "
                "code, message, remedy, transient, facts, standing) VALUES (?,?,?,?,?,?,?,?,?,?,1)",
                (entry, inbox, name, dossier_code, batch_id, *_why(failure)),
            )
            return old is None or not old[0]

    def settle_missing(self, inbox: str, still: Set[str]) -> list[str]:
        """Refusals of this inbox that are not among those `still` met: their ids, now settled."""
        with self._connection.transaction() as db:
            rows = db.execute(
                "SELECT entry FROM refusals WHERE inbox=? AND standing=1", (inbox,)
            ).fetchall()
            gone = [row[0] for row in rows if row[0] not in still]
            for entry in gone:
                settle_refusal(db, entry)
            return gone

    def list_standing(self) -> list[Refused]:
        """Standing refusals, by name."""
        rows = self._connection.rows(
            f"SELECT entry, name, code, message, remedy, {self._connection.facts} FROM refusals "
            "WHERE standing=1 ORDER BY name"
        )
        return [
            Refused(entry, name, code, message, remedy, read_facts(facts))
            for entry, name, code, message, remedy, facts in rows
        ]


def settle_refusal(db: sqlite3.Connection, entry: str) -> bool:
    """Settle the refusal of a quarantine entry; False where none stands there."""
    done = db.execute(
        "UPDATE refusals SET standing=0 WHERE entry=? AND standing=1", (entry,)
    )
    return done.rowcount > 0


def _why(failure: Failure) -> tuple[object, ...]:
    return (
        failure.code,
        failure.message,
        failure.remedy,
        failure.transient,
        json.dumps(failure.values),
    )
