"""Documents: one row each, with its ordinal in the dossier, which is never used again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.ledger.connection import read_facts
from pipeline.ledger.transitions import Transitions
from schemas.codec import from_plain, to_plain
from schemas.states import DocumentState
from schemas.work import ReceivedDocument

_STANDS = "(state=? OR state=? AND quarantine IS NOT NULL)"
_STANDING = (DocumentState.QUARANTINED, DocumentState.WAITING)
# Named one by one: an index answers that, however many are done.
_NOT_DONE = tuple(
    state
    for state in DocumentState
    if state not in (DocumentState.DONE, DocumentState.DISPOSED)
)
_UNFINISHED = f"state IN ({', '.join('?' * len(_NOT_DONE))})"


@dataclass(frozen=True, slots=True)
class LedgerDocument:
    """A document's row."""

    received: ReceivedDocument
    state: DocumentState
    batch_id: str
    page_count: int
    code: str | None = None
    message: str | None = None
    remedy: str | None = None
    quarantine: str | None = None
    transient: bool = False
    values: dict[str, str] = field(default_factory=dict)


class Documents(Transitions):
    """The rows of `documents`: what is known of each, and how they go from state to state."""

    def add(
        self,
        received: ReceivedDocument,
        source_key: str,
        page_count: int,
        batch_id: str,
        number: int | None = None,
    ) -> LedgerDocument:
        """Register a document, or give back the one with the same bytes.

        Its ordinal is the `number` that its separator sheet gives it where that is free, else the
        dossier's next one. `received.ordinal` and `document_id` are filled in here. A document that
        waits is taken over by `batch_id`.
        """
        code = received.dossier_code
        with self._connection.transaction() as db:
            known = self._find("dossier_code=? AND source_key=?", code, source_key)
            if known:
                return _take_over(db, known[0], batch_id)
            free = number is not None and _is_free(db, code, number)
            ordinal = number if number is not None and free else _next_ordinal(db, code)
            full = replace(received, ordinal=ordinal, document_id=f"{code}.{ordinal}")
            entry = LedgerDocument(full, DocumentState.WAITING, batch_id, page_count)
            _insert(db, entry, source_key)
        return entry

    def get(self, document_id: str) -> LedgerDocument | None:
        """One document."""
        return next(iter(self._find("document_id=?", document_id)), None)

    def with_bytes(self, dossier_code: str, source_key: str) -> LedgerDocument | None:
        """The document of a dossier that was made of these bytes."""
        found = self._find("dossier_code=? AND source_key=?", dossier_code, source_key)
        return next(iter(found), None)

    def list_quarantined(self, batch_id: str | None = None) -> list[LedgerDocument]:
        """Documents that stand in quarantine
        (one that a broken-off retry left waiting still does)."""
        if batch_id:
            return self._find(f"{_STANDS} AND batch_id=?", *_STANDING, batch_id)
        return self._find(_STANDS, *_STANDING)

    def same_bytes_elsewhere(self, source_key: str, dossier_code: str) -> list[str]:
        """Ids of documents of other dossiers with the same bytes."""
        return self._column(
            "SELECT document_id FROM documents WHERE source_key=? AND dossier_code!=? "
            "AND state NOT IN (?,?)",
            (
                source_key,
                dossier_code,
                DocumentState.QUARANTINED,
                DocumentState.DISPOSED,
            ),
        )

    def list_done(self, dossier_code: str) -> list[str]:
        """Documents of a dossier that are done, in the order of their ordinals."""
        return self._column(
            "SELECT document_id FROM documents WHERE dossier_code=? AND state=? ORDER BY ordinal",
            (dossier_code, DocumentState.DONE),
        )

    def list_planned(self, dossier_code: str) -> list[str]:
        """Documents of a dossier that are not done though a call was about to put them in their
        place."""
        return self._column(
            "SELECT document_id FROM documents WHERE dossier_code=? AND pdf_path IS NOT NULL "
            f"AND {_UNFINISHED}",
            (dossier_code, *_NOT_DONE),
        )

    def list_unfinished_paths(self) -> list[str]:
        """Planned paths of documents that are not done."""
        return self._column(
            f"SELECT pdf_path FROM documents WHERE {_UNFINISHED} AND pdf_path IS NOT NULL",
            _NOT_DONE,
        )

    def list_unfinished(self) -> list[str]:
        """Documents that are not done."""
        return self._column(
            f"SELECT document_id FROM documents WHERE {_UNFINISHED}", _NOT_DONE
        )

    def list_done_ids(self) -> set[str]:
        """Documents that the ledger holds for done."""
        return set(
            self._column(
                "SELECT document_id FROM documents WHERE state=?", (DocumentState.DONE,)
            )
        )

    def count_done(self) -> int:
        """How many documents the ledger holds for done."""
        row = self._connection.row(
            "SELECT count(*) FROM documents WHERE state=?", (DocumentState.DONE,)
        )
        return int(row[0]) if row else 0

    def is_done(self, document_id: str) -> bool:
        """Whether the ledger holds a document for done."""
        row = self._connection.row(
            "SELECT 1 FROM documents WHERE document_id=? AND state=?",
            (document_id, DocumentState.DONE),
        )
        return row is not None

    def list_kept_files(self) -> Iterator[tuple[str, str]]:
        """(document, SHA-256 of a received file that it is made from), for all documents, whatever
        their state; those that were disposed of need none."""
        yield from self._connection.rows(
            "SELECT document_id, json_extract(file.value, '$.sha256') FROM documents, "
            "json_each(documents.received, '$.files') AS file WHERE state!=?",
            (DocumentState.DISPOSED,),
        )

    def count_by_state(self, batch_id: str) -> dict[DocumentState, int]:
        """A batch's documents by state."""
        rows = self._connection.rows(
            "SELECT state, count(*) FROM documents WHERE batch_id=? GROUP BY state",
            (batch_id,),
        )
        return {DocumentState(state): count for state, count in rows}

    def _find(self, where: str, *values: str) -> list[LedgerDocument]:
        rows = self._connection.rows(
            "SELECT received, state, batch_id, page_count, code, message, remedy, quarantine, "
            f"transient, {self._connection.facts} FROM documents "
            f"WHERE {where} ORDER BY dossier_code, ordinal",
            values,
        )
        return [_read(*row) for row in rows]

    def _column(self, query: str, values: Sequence[str]) -> list[str]:
        return [row[0] for row in self._connection.rows(query, values)]


def _take_over(
    db: sqlite3.Connection, known: LedgerDocument, batch_id: str
) -> LedgerDocument:
    if known.state != DocumentState.WAITING:
        return known
    db.execute(
        "UPDATE documents SET batch_id=? WHERE document_id=?",
        (batch_id, known.received.document_id),
    )
    return replace(known, batch_id=batch_id)


def _is_free(db: sqlite3.Connection, dossier_code: str, ordinal: int) -> bool:
    taken = db.execute(
        "SELECT 1 FROM documents WHERE dossier_code=? AND ordinal=?",
        (dossier_code, ordinal),
    ).fetchone()
    return taken is None


def _next_ordinal(db: sqlite3.Connection, dossier_code: str) -> int:
    (last,) = db.execute(
        "SELECT coalesce(max(ordinal), 0) FROM documents WHERE dossier_code=?",
        (dossier_code,),
    ).fetchone()
    return int(last) + 1


def _insert(db: sqlite3.Connection, entry: LedgerDocument, source_key: str) -> None:
    received = entry.received
    db.execute(
        "INSERT INTO documents (document_id, dossier_code, ordinal, source_key, source_name, "
        "received, page_count, state, batch_id) VALUES (?,?,?,?,?,?,?,?,?)",
        (
            received.document_id,
            received.dossier_code,
            received.ordinal,
            source_key,
            received.source_name,
            json.dumps(to_plain(received)),
            entry.page_count,
            entry.state,
            entry.batch_id,
        ),
    )


def _read(
    received: str,
    state: str,
    batch_id: str,
    page_count: int,
    code: str | None,
    message: str | None,
    remedy: str | None,
    quarantine: str | None,
    transient: int,
    facts: str | None,
) -> LedgerDocument:
    return LedgerDocument(
        from_plain(ReceivedDocument, json.loads(received)),
        DocumentState(state),
        batch_id,
        page_count,
        code,
        message,
        remedy,
        quarantine,
        bool(transient),
        read_facts(facts),
    )
