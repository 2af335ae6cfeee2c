"""Putting aside what could not be filed: bytes, reason, ledger row, count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.audit import PROGRAM
from pipeline.common.clock import now, stamp
from pipeline.errors import InputError
from pipeline.ledger import Attempt
from pipeline.messages import localized
from pipeline.runner.context import RunContext
from pipeline.runner.intake.originals import keep
from schemas.received.naming import safe_file_name
from schemas.received.source import Refusal, SourceFile
from schemas.states import AttemptState, ItemState
from schemas.tables.rows import make_event
from schemas.work import Failure, ReceivedDocument

_CONTRARY = {"separator_without_pages", "duplicate_dossier"}
"""Refusals of what contradicts itself: they stand in `events`, too."""


def quarantine_document(
    document: ReceivedDocument, failure: Failure, context: RunContext
) -> None:
    """A received document failed: all its files are kept together, the reason names the page at
    fault."""
    entry = f"{document.dossier_folder}.{document.ordinal}"
    at_fault = _file_at_fault(document, failure.page)
    files = [(one.name, Path(one.path)) for one in document.files]
    reason = _reason(failure, at_fault.name, at_fault.sha256, context)
    context.folder.put_in_quarantine(entry, files, reason)
    keep_failed_attempt(document, failure, context)
    context.ledger.documents.mark_quarantined(document.document_id, failure, entry)
    place, pages = (document.document_id, document.dossier_code), len(document.pages)
    context.tally.put(*place, ItemState.QUARANTINED, pages)
    context.log(f"quarantine: {document.document_id}: {failure.code}")


def _file_at_fault(document: ReceivedDocument, page: int | None) -> SourceFile:
    """The file that a page stands in; of a broken file, which has no pages, the number is its
    own."""
    files, pages = document.files, document.pages
    if page is not None and 0 < page <= len(pages):
        return files[pages[page - 1][0]]
    return files[page - 1] if page is not None and page <= len(files) else files[0]


def keep_failed_attempt(
    document: ReceivedDocument, failure: Failure, context: RunContext
) -> None:
    """Keep in the ledger that a document failed at a stage, this time."""
    context.ledger.attempts.add(
        Attempt(
            document.document_id,
            failure.stage,
            AttemptState.FAILED,
            context.settings.digest(),
            context.batch_id,
            code=failure.code,
            message=failure.message,
            result=failure.detail,
        )
    )


def refusal_of(
    error: InputError,
    name: str,
    files: Sequence[str],
    dossier_code: str | None,
    at_fault: str | None,
) -> Refusal:
    """The refusal of an inbox entry that an error was met on."""
    return Refusal(
        name,
        tuple(files),
        error.code,
        error.message,
        error.remedy or "",
        dossier_code,
        error.transient,
        at_fault,
        error.values,
    )


def quarantine_refusal(
    refusal: Refusal, context: RunContext, received: Sequence[SourceFile] = ()
) -> str:
    """An inbox entry that never became a document; gives the quarantine entry's id.

    Its bytes are kept from `refusal.files`, or are `received` already.
    """
    name, code = refusal.name, refusal.dossier_code
    failure = _failure_of(refusal)
    kept = _keep_refused(refusal, context, received)
    entry = _entry_of(refusal, context.inbox, kept.sha256)
    context.tally.refused.add(entry)
    new = context.ledger.refusals.add(
        entry, context.inbox, name, code, failure, context.batch_id
    )
    if new or not (context.folder.quarantine / entry / "reason.json").exists():
        reason = _reason(failure, name, kept.sha256, context)
        listing = None if kept.files else kept.list_unread(name)
        context.folder.put_in_quarantine(entry, kept.files, reason, listing)
        context.log(f"quarantine: {name}: {failure.code}")
    if new and refusal.code in _CONTRARY:
        detail = {"code": refusal.code, "dossier_code": code, **refusal.values}
        event = make_event(stamp(now()), PROGRAM, "refusal", name, detail)
        context.tally.events.append(event)
    context.tally.put(f"refused:{name}", code or name, ItemState.QUARANTINED, 0)
    return entry


def _failure_of(refusal: Refusal) -> Failure:
    return Failure(
        refusal.code,
        refusal.message,
        refusal.remedy,
        "ingest",
        None,
        refusal.transient,
        refusal.at_fault,
        values=refusal.values,
    )


@dataclass(frozen=True, slots=True)
class _KeptRefusal:
    """The bytes of a refused entry: (name, place) of each file, the first one's hash, and which
    could not be read."""

    files: tuple[tuple[str, Path], ...]
    sha256: str | None
    unread: tuple[str, ...] = ()

    def list_unread(self, name: str) -> str:
        """What was seen, where no bytes could be had."""
        return (
            "\n".join([f"no bytes could be received of: {name}", *self.unread]) + "\n"
        )


def _keep_refused(
    refusal: Refusal, context: RunContext, received: Sequence[SourceFile]
) -> _KeptRefusal:
    if received:
        files = tuple((Path(one.name).name, Path(one.path)) for one in received)
        return _KeptRefusal(files, received[0].sha256)
    kept: list[tuple[str, Path]] = []
    hashes: list[str] = []
    unread: list[str] = []
    for path in map(Path, refusal.files):
        try:
            original = keep(path, context)
        except InputError as error:
            unread.append(f"{path.name}: {error.code}")
            continue
        kept.append((path.name, original.path))
        hashes.append(original.sha256)
    return _KeptRefusal(tuple(kept), hashes[0] if hashes else None, tuple(unread))


def _entry_of(refusal: Refusal, inbox: str, sha256: str | None) -> str:
    """The same refusal of the same bytes in the same inbox is the same entry."""
    facts = f"{inbox}\n{refusal.name}\n{refusal.code}\n{sha256}"
    mark = hashlib.sha256(facts.encode()).hexdigest()[:10]
    return f"{safe_file_name(refusal.name, 120)}-{mark}"


def _reason(
    failure: Failure, source: str, sha256: str | None, context: RunContext
) -> dict[str, object]:
    message, remedy = localized(
        failure.code,
        failure.message,
        failure.remedy,
        context.settings.lang,
        failure.values,
    )
    return {
        "code": failure.code,
        "message": message,
        "remedy": remedy,
        "source": source,
        "sha256": sha256,
        "stage": failure.stage,
        "page": failure.page,
        "transient": failure.transient,
        "at": stamp(now()),
        "batch": context.batch_id,
        "detail": failure.detail,
    }
