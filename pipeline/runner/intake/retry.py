"""Documents in quarantine, looked at again from their kept bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import InputError
from pipeline.ingest.inbox.inspect import reasons_to_look
from pipeline.ledger import LedgerDocument
from pipeline.plan.guard import failure_of
from pipeline.runner.context import RunContext
from pipeline.runner.intake.apart import look_at
from pipeline.runner.intake.originals import make_sound
from pipeline.runner.intake.quarantine import quarantine_document
from schemas.received.source import FileInspection, SourceFile
from schemas.states import ItemState
from schemas.work import Failure, ReceivedDocument


def receive_again(
    standing: Sequence[LedgerDocument], context: RunContext
) -> Iterator[ReceivedDocument]:
    """Those that pass inspection now are made waiting and yielded; the others stay, with the
    present reason."""
    for entry in standing:
        gone = make_sound(entry.received, entry.quarantine, context)
        if gone is not None:
            _stays(entry, gone, context)
            continue
        try:
            document = _inspect(entry.received, context)
        except InputError as error:
            quarantine_document(entry.received, failure_of(error, "ingest"), context)
            continue
        context.ledger.documents.refresh(document)
        context.ledger.documents.mark_waiting([document.document_id], context.batch_id)
        context.tally.put(
            document.document_id,
            document.dossier_code,
            ItemState.WAITING,
            len(document.pages),
        )
        yield document


def _stays(entry: LedgerDocument, failure: Failure, context: RunContext) -> None:
    """It stays as it lies there: its bytes can't be put aside anew."""
    document = entry.received
    context.ledger.documents.mark_quarantined(
        document.document_id, failure, entry.quarantine or ""
    )
    context.tally.put(
        document.document_id,
        document.dossier_code,
        ItemState.QUARANTINED,
        len(document.pages),
    )
    context.log(f"quarantine: {document.document_id}: {failure.code}")


def _inspect(document: ReceivedDocument, context: RunContext) -> ReceivedDocument:
    files: list[SourceFile] = []
    pages: list[tuple[int, int]] = []
    looks: list[FileInspection] = []
    for position, file in enumerate(document.files):
        look = look_at(Path(file.path), context)
        files.append(replace(file, media_type=look.media_type))
        pages += [(position, index) for index in range(look.page_count)]
        looks.append(look)
    if "#" in document.source_name:
        # From a stack: only its own pages, fixed when the stack was split.
        return replace(document, files=tuple(files))
    return replace(
        document,
        files=tuple(files),
        pages=tuple(pages),
        signed=any(look.signed for look in looks),
        review_reasons=reasons_to_look(looks),
    )
