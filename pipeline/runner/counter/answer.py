"""What the counter answers: the contract's JSON of one call."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.messages import localized
from pipeline.runner.context import RunContext
from pipeline.store.parquet import ParquetStore
from pipeline.store.typed import read_rows
from schemas.answers.work import (
    CounterDocument,
    CounterDone,
    CounterField,
    CounterMatch,
    RefusedFile,
)
from schemas.states import ItemState
from schemas.tables.rows import DocumentRow, FieldRow, MatchRow


def in_force(store: ParquetStore, document_ids: Collection[str]) -> set[str]:
    """These documents, each replaced one's place taken by the better scan of it."""
    found: set[str] = set()
    wanted = set(document_ids)
    while wanted:
        columns = ["document_id", "superseded_by"]
        rows = store.read("documents", columns, wanted).to_pylist()
        found |= {row["document_id"] for row in rows if row["superseded_by"] is None}
        wanted = {row["superseded_by"] for row in rows if row["superseded_by"]}
    return found


def counter_answer(
    code: str, context: RunContext, seen: set[str], seconds: float
) -> CounterDone:
    """The contract's JSON answer of `counter`; `seen`: the documents that the call met."""
    shown = in_force(context.store, seen)
    documents = read_rows(context.store, "documents", DocumentRow, shown)
    fields = read_rows(context.store, "fields", FieldRow, shown)
    matches = read_rows(context.store, "matches", MatchRow, shown)
    states = context.tally.documents.items()
    done = {item for item, (_, state, _) in states if state == ItemState.DONE}
    answers = []
    for one in sorted(documents, key=lambda row: row.ordinal):
        its_fields = [row for row in fields if row.document_id == one.document_id]
        its_matches = [row for row in matches if row.document_id == one.document_id]
        had = one.document_id not in done
        answers.append(_document_json(one, its_fields, its_matches, already_had=had))
    unsigned = [one for one in documents if one.awaits_signature is not None]
    return {
        "dossier_code": code,
        "documents": answers,
        "quarantined": _list_quarantined(context, seen),
        "signatures": context.tally.signatures,
        "contradictions": context.tally.contradictions,
        "waiting_for_signature": len(unsigned),
        "seconds": round(seconds, 3),
    }


def _document_json(
    row: DocumentRow,
    fields: Sequence[FieldRow],
    matches: Sequence[MatchRow],
    *,
    already_had: bool,
) -> CounterDocument:
    return {
        "document_id": row.document_id,
        "ordinal": row.ordinal,
        "document_type": row.document_type,
        "kind": row.kind,
        "pdf_path": row.pdf_path,
        "pdf_sha256": row.pdf_sha256,
        "source_sha256": row.source_sha256,
        "page_count": row.page_count,
        "status": row.status,
        "review_reasons": list(row.review_reasons or ()),
        "signature_level": row.signature_level,
        "signature_verdict": row.signature_verdict,
        "withdrawn_on": row.withdrawn_on,
        "already_had": already_had,
        "fields": [_field_json(one) for one in fields],
        "matches": [_match_json(one) for one in matches],
    }


def _field_json(row: FieldRow) -> CounterField:
    return {
        "role": row.role,
        "role_index": row.role_index,
        "name": row.name,
        "value": row.value,
        "raw_value": row.raw_value,
        "confidence": row.confidence,
        "page": row.page,
        "method": row.method,
        "handwritten": row.handwritten,
        "needs_review": row.needs_review,
        "box": None if row.x0 is None else [row.x0, row.y0, row.x1, row.y1],
    }


def _match_json(row: MatchRow) -> CounterMatch:
    return {
        "role": row.role,
        "role_index": row.role_index,
        "outcome": row.outcome,
        "citizen_id": row.citizen_id,
        "probability": row.probability,
        "explanation": row.explanation,
    }


def _list_quarantined(context: RunContext, seen: set[str]) -> list[RefusedFile]:
    lang = context.settings.lang
    found: list[RefusedFile] = []
    for entry in context.ledger.documents.list_quarantined():
        if entry.received.document_id in seen and entry.code:
            message, remedy = localized(
                entry.code, entry.message or "", entry.remedy, lang, entry.values
            )
            found.append(
                {
                    "file": entry.received.source_name,
                    "code": entry.code,
                    "message": message,
                    "remedy": remedy,
                }
            )
    for one in context.ledger.refusals.list_standing():
        if one.entry in context.tally.refused:
            message, remedy = localized(
                one.code, one.message, one.remedy, lang, one.values
            )
            found.append(
                {
                    "file": one.name,
                    "code": one.code,
                    "message": message,
                    "remedy": remedy,
                }
            )
    return found
