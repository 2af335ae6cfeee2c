"""How documents go from state to state.

    waiting → done           filed, signed, in the store
            → quarantined    with the code of the reason; `retry` makes it waiting again
                → settled    by a person (review apply): a better scan came, or nothing is to come
            done → disposed  removed on a decision, for good

A done document stays done, whatever comes in late; only `forget_done` and `mark_disposed` say
otherwise.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.ledger.connection import Connection
from schemas.codec import to_plain
from schemas.states import DocumentState
from schemas.work import Failure, ReceivedDocument

_FINAL = (DocumentState.DONE, DocumentState.DISPOSED)


@dataclass(frozen=True, slots=True)
class Transitions:
    """Changes of rows of `documents`."""

    _connection: Connection

    def refresh(self, received: ReceivedDocument) -> None:
        """Keep what the tables say now about a document that is not filed yet."""
        self._connection.change(
            "UPDATE documents SET received=? WHERE document_id=? AND state NOT IN (?,?)",
            (json.dumps(to_plain(received)), received.document_id, *_FINAL),
        )

    def plan_path(self, document_id: str, pdf_path: str) -> None:
        """Say where a file is about to be put, before it is: leftovers of a crash can then be
        found."""
        self._connection.change(
            "UPDATE documents SET pdf_path=? WHERE document_id=?",
            (pdf_path, document_id),
        )

    def mark_done(
        self, document_ids: Iterable[str], batch_id: str | None = None
    ) -> None:
        """These documents are in the store."""
        self._connection.change_many(
            "UPDATE documents SET state=?, code=NULL, message=NULL, remedy=NULL, quarantine=NULL, "
            "transient=0, batch_id=coalesce(?, batch_id) WHERE document_id=?",
            [(DocumentState.DONE, batch_id, one) for one in document_ids],
        )

    def forget_done(self, document_ids: Iterable[str]) -> None:
        """These are not in the store after all: they wait again, and a run over their papers makes
        them anew."""
        self._connection.change_many(
            "UPDATE documents SET state=? WHERE document_id=?",
            [(DocumentState.WAITING, one) for one in document_ids],
        )

    def mark_disposed(self, document_ids: Iterable[str]) -> None:
        """These were removed on a decision; what was kept to compare new papers with them goes,
        too."""
        which = "document_id IN (SELECT value FROM json_each(?))"
        ids = json.dumps(sorted(document_ids))
        with self._connection.transaction() as db:
            for table in ("sheets", "sheet_keys", "checks"):
                db.execute(f"DELETE FROM {table} WHERE {which}", (ids,))
            values = (DocumentState.DISPOSED, ids)
            db.execute(f"UPDATE documents SET state=? WHERE {which}", values)

    def mark_waiting(self, document_ids: Iterable[str], batch_id: str) -> None:
        """Try these again."""
        self._connection.change_many(
            "UPDATE documents SET state=?, batch_id=? WHERE document_id=? AND state!=?",
            [
                (DocumentState.WAITING, batch_id, one, DocumentState.DONE)
                for one in document_ids
            ],
        )

    def mark_quarantined(self, document_id: str, failure: Failure, entry: str) -> None:
        """This document failed; its bytes lie in quarantine/ENTRY."""
        self._connection.change(
            "UPDATE documents SET state=?, code=?, message=?, remedy=?, quarantine=?, transient=?, "
            "facts=? WHERE document_id=? AND state!=?",
            (
                DocumentState.QUARANTINED,
                failure.code,
                failure.message,
                failure.remedy,
                entry,
                failure.transient,
                json.dumps(failure.values),
                document_id,
                DocumentState.DONE,
            ),
        )


def settle_document(db: sqlite3.Connection, entry: str) -> bool:
    """Settle the document that stands in a quarantine entry; False where none does."""
    done = db.execute(
        "UPDATE documents SET state=? WHERE quarantine=? AND state!=?",
        (DocumentState.SETTLED, entry, DocumentState.DONE),
    )
    return done.rowcount > 0
