"""The counter: one dossier's papers, now, in this process, beside a running batch."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.config import Settings
from pipeline.errors import InputError, UsageError
from pipeline.executor import SerialExecutor
from pipeline.extract.types import document_types
from pipeline.ingest.inbox.sources import list_given
from pipeline.messages import localized
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.runner.context import KnownDossiers, RunContext
from pipeline.runner.intake import offer_dossier, receive
from pipeline.runner.known import known_dossiers
from pipeline.runner.progress import Watcher
from pipeline.runner.quarantine import quarantine_refusal
from pipeline.runner.session import Worker, open_session, preflight
from pipeline.store.parquet import ParquetStore
from pipeline.store.typed import read_rows
from schemas.naming import normal_code
from schemas.rows import DocumentRow, FieldRow, MatchRow
from schemas.states import BatchKind, ItemState


@dataclass(frozen=True, slots=True)
class CounterRequest:
    """What the `counter` command asks for."""

    files: tuple[Path, ...]
    dossier_code: str
    archive: Path
    settings: Settings
    procedure_code: str | None = None
    document_type: str | None = None


def run_counter(request: CounterRequest, watcher: Watcher) -> dict[str, Any]:
    """Digitize the given papers into their dossier; gives the contract's JSON answer.

    Raises:
        UsageError: a file that is not there, a bad code, an unknown type, no operator or key (exit
            2).
        MissingToolError: the engine is not installed (exit 4).
    """
    begun = time.perf_counter()
    with open_archive(request.archive, request.settings, Access.WRITE) as archive:
        return _run_in(archive, request, watcher, begun)


def _run_in(
    archive: Archive, request: CounterRequest, watcher: Watcher, begun: float
) -> dict[str, Any]:
    code, kind = _checked(request)
    for path in request.files:
        archive.folder.require_apart(
            path,
            "paper_in_archive",
            "the paper",
            "copy the paper out of the archive; what stands in quarantine is tried again by: sohoa "
            "retry",
        )
    preflight(archive, BatchKind.COUNTER)
    try:
        given = list_given(request.files, code)
    except InputError as error:
        raise UsageError(error.code, error.message, item=error.item, remedy=error.remedy) from error
    with open_session(archive, BatchKind.COUNTER, code, watcher) as context:
        context = replace(context, known=_known(context, code, request.procedure_code, kind))
        worker = Worker(context, SerialExecutor(), watcher)
        for refusal in given.refusals:
            quarantine_refusal(refusal, context)
        worker.found = len(given.dossier.documents) + len(given.refusals)
        context.ledger.batches.set_found(context.batch_id, worker.found)
        seen: set[str] = set()
        went_through = worker.work(
            receive(offer_dossier(given.dossier), context, seen, worker.committer.add_event)
        )
        worker.close(went_through, interrupted=not went_through)
        if not went_through:
            raise KeyboardInterrupt
        answer = _answer(code, context, seen, time.perf_counter() - begun)
        return {**answer, "ignored": len(given.ignored), "ignored_names": list(given.ignored[:20])}


def _checked(request: CounterRequest) -> tuple[str, str | None]:
    try:
        code = normal_code(request.dossier_code)
    except ValueError as error:
        raise UsageError(
            "bad_dossier_code",
            f"not a dossier code: {error}",
            item=f"--dossier {request.dossier_code}",
            remedy="give the code as printed",
        ) from error
    for path in request.files:
        if not os.path.lexists(path):
            raise UsageError(
                "no_file", "there is no such file", item=path.name, remedy="check the path"
            )
    if request.document_type is None:
        return code, None
    kind = document_types().resolve(request.document_type)
    if kind is None:
        raise UsageError(
            "unknown_type",
            "no such document type",
            item="--type",
            remedy="give a code or a Vietnamese name from configs/document_types/",
        )
    return code, kind


def _known(
    context: RunContext, code: str, procedure_code: str | None, kind: str | None
) -> KnownDossiers:
    known = known_dossiers(context.store)
    facts = known.of(code)
    facts = replace(
        facts,
        procedure_code=procedure_code or facts.procedure_code,
        document_type=kind or facts.document_type,
        type_certain=kind is not None,
    )
    return replace(known, facts={code: facts})


def _in_force(store: ParquetStore, document_ids: Collection[str]) -> set[str]:
    """These documents, each replaced one's place taken by the better scan of it."""
    found: set[str] = set()
    wanted = set(document_ids)
    while wanted:
        columns = ["document_id", "superseded_by"]
        rows = store.read("documents", columns, wanted).to_pylist()
        found |= {row["document_id"] for row in rows if row["superseded_by"] is None}
        wanted = {row["superseded_by"] for row in rows if row["superseded_by"]}
    return found


def _answer(code: str, context: RunContext, seen: set[str], seconds: float) -> dict[str, Any]:
    shown = _in_force(context.store, seen)
    documents = read_rows(context.store, "documents", DocumentRow, shown)
    fields = read_rows(context.store, "fields", FieldRow, shown)
    matches = read_rows(context.store, "matches", MatchRow, shown)
    done = {
        item for item, (_, state, _) in context.tally.documents.items() if state == ItemState.DONE
    }
    answers = [
        {
            **_document_json(one),
            "already_had": one.document_id not in done,
            "withdrawn_on": one.withdrawn_on,
            "fields": [_field_json(row) for row in fields if row.document_id == one.document_id],
            "matches": [_match_json(row) for row in matches if row.document_id == one.document_id],
        }
        for one in sorted(documents, key=lambda row: row.ordinal)
    ]
    return {
        "dossier_code": code,
        "documents": answers,
        "quarantined": _quarantined(context, seen),
        "signatures": context.tally.signatures,
        "contradictions": context.tally.contradictions,
        "waiting_for_signature": sum(one.awaits_signature is not None for one in documents),
        "seconds": round(seconds, 3),
    }


def _document_json(row: DocumentRow) -> dict[str, Any]:
    return {
        "document_id": row.document_id,
        "ordinal": row.ordinal,
        "document_type": row.document_type,
        "pdf_path": row.pdf_path,
        "pdf_sha256": row.pdf_sha256,
        "page_count": row.page_count,
        "status": row.status,
        "review_reasons": list(row.review_reasons or ()),
        "signature_level": row.signature_level,
        "signature_verdict": row.signature_verdict,
        "withdrawn_on": row.withdrawn_on,
    }


def _field_json(row: FieldRow) -> dict[str, Any]:
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


def _match_json(row: MatchRow) -> dict[str, Any]:
    return {
        "role": row.role,
        "role_index": row.role_index,
        "outcome": row.outcome,
        "citizen_id": row.citizen_id,
        "probability": row.probability,
        "explanation": row.explanation,
    }


def _quarantined(context: RunContext, seen: set[str]) -> Sequence[dict[str, Any]]:
    lang = context.settings.lang
    found = []
    for entry in context.ledger.documents.quarantined():
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
    for one in context.ledger.refusals.standing():
        if one.entry in context.tally.refused:
            message, remedy = localized(one.code, one.message, one.remedy, lang, one.values)
            found.append({"file": one.name, "code": one.code, "message": message, "remedy": remedy})
    return found
