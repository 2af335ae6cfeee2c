"""Papers that say otherwise than others of their dossier: found and marked at their commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.common.clock import now, stamp
from pipeline.ledger import Ledger
from pipeline.plan.contradictions import StatedFact, differing_facts
from pipeline.plan.rows import contradiction_event
from pipeline.store.record import RecordStore
from pipeline.store.typed import read_rows
from schemas.states import RecordStatus
from schemas.tables.rows import FieldRow
from schemas.work import Contradiction, DocumentRows, ReceivedDocument


def find_differing(
    papers: Sequence[tuple[ReceivedDocument, DocumentRows]],
    ledger: Ledger,
    store: RecordStore,
) -> dict[str, tuple[Contradiction, ...]]:
    """Which of some papers just made say otherwise than others of their dossiers, on file or
    made with them; by document id."""
    by_dossier: dict[str, list[tuple[ReceivedDocument, DocumentRows]]] = {}
    for document, rows in sorted(papers, key=lambda paper: paper[0].ordinal):
        by_dossier.setdefault(document.dossier_code, []).append((document, rows))
    known = {code: ledger.documents.done_of(code) for code in by_dossier}
    ids = {one for documents in known.values() for one in documents}
    filed = _filed_facts(store, ids)
    found: dict[str, tuple[Contradiction, ...]] = {}
    for code, made in by_dossier.items():
        fields: dict[str, Sequence[StatedFact | FieldRow]] = {
            one: filed.get(one, ()) for one in known[code]
        }
        fields |= {document.document_id: rows.fields for document, rows in made}
        found |= differing_facts(fields, [document.document_id for document, _ in made])
    return found


def _filed_facts(store: RecordStore, ids: set[str]) -> dict[str, list[StatedFact]]:
    """The facts of documents on file, by document."""
    filed: dict[str, list[StatedFact]] = {}
    for row in read_rows(store, "fields", StatedFact, ids) if ids else ():
        filed.setdefault(row.document_id, []).append(row)
    return filed


def mark_rows(rows: DocumentRows, found: Sequence[Contradiction]) -> DocumentRows:
    """A document's rows with further reasons for a review, and the events that keep both sides."""
    if not found:
        return rows
    row, at = rows.document, stamp(now())
    reasons = dict.fromkeys([*row.review_reasons, *(one.code for one in found)])
    events = (contradiction_event(at, row.document_id, one) for one in found)
    return replace(
        rows,
        document=replace(
            row, status=RecordStatus.NEEDS_REVIEW.value, review_reasons=tuple(reasons)
        ),
        events=(*rows.events, *events),
    )
