"""Receiving: bytes into originals/, ordinals into the ledger,
what can't be filed into quarantine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import InputError
from pipeline.ingest.inbox.folder import clean_name
from pipeline.ingest.inbox.inspect import reasons_to_look
from pipeline.ledger import LedgerDocument
from pipeline.plan.contradictions import NUMBER_TAKEN, SHEET_COUNT
from pipeline.plan.guard import failure_of
from pipeline.runner.context import RunContext
from pipeline.runner.duplicates import Duplicate, DuplicateTold, tell_duplicate
from pipeline.runner.intake.apart import look_at
from pipeline.runner.intake.originals import keep
from pipeline.runner.intake.quarantine import (
    quarantine_document,
    quarantine_refusal,
    refusal_of,
)
from schemas.received.source import FileInspection, InboxDossier, SourceFile
from schemas.states import DocumentState, ItemState
from schemas.tables.rows import EventRow
from schemas.work import Contradiction, DossierFacts, Failure, ReceivedDocument


@dataclass(frozen=True, slots=True)
class StackPart:
    """Pages of a stack that make a document, and the files that hold them, which are received
    already.

    `pages` name the position of a file in `files` and the page's index in it.
    """

    files: tuple[SourceFile, ...]
    pages: tuple[tuple[int, int], ...]

    @property
    def key(self) -> str:
        """The document's bytes and its pages in them (counted from 1): what makes it the same
        document again."""
        alone = len(self.files) == 1
        pages = [
            str(index + 1) if alone else f"{position + 1}.{index + 1}"
            for position, index in self.pages
        ]
        return f"{source_sha256(self.files)}#{','.join(pages)}"


@dataclass(frozen=True, slots=True)
class Offer:
    """A document offered for filing: where its files lie, or its part of a stack.

    `number` is the one that its separator sheet gives it; `contradictions` are known already;
    `facts` is what is said of this paper, where that is more than what is known of its dossier.
    """

    name: str
    files: tuple[str, ...] = ()
    part: StackPart | None = None
    number: int | None = None
    contradictions: tuple[Contradiction, ...] = ()
    facts: DossierFacts | None = None


@dataclass(frozen=True, slots=True)
class OfferedDossier:
    """A dossier offered for filing."""

    name: str
    code: str
    documents: tuple[Offer, ...]
    procedure_code: str | None = None


def item_of_offer(offer: Offer) -> str:
    """An offer's name in the tally until it is received."""
    return f"offered:{offer.name}"


def offer_dossier(dossier: InboxDossier) -> OfferedDossier:
    """An inbox dossier as an offer."""
    return OfferedDossier(
        dossier.name,
        dossier.code,
        tuple(Offer(d.name, d.files) for d in dossier.documents),
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document's bytes in originals/, and what inspection said (a Failure, where it refused)."""

    files: tuple[SourceFile, ...]
    pages: tuple[tuple[int, int], ...]
    signed: bool
    failure: Failure | None
    review_reasons: tuple[str, ...] = ()


def receive(
    dossier: OfferedDossier,
    context: RunContext,
    seen: set[str],
    events: Callable[[EventRow], None],
) -> Iterator[ReceivedDocument]:
    """Receive a dossier's documents; yields those to be worked on, in order.

    The others (already filed, the same bytes twice, broken) are settled here. `seen` holds the ids
    that this call has met.
    """
    kept = list(_keep_all(dossier, context))
    pages = sum(len(one.pages) for _, one in kept)
    counted = _sheet_count(dossier.code, pages, context)
    for offer, one in kept:
        entry = _register(dossier, offer, one, counted, context)
        document, count = entry.received, len(one.pages)
        document_id = document.document_id
        if document_id in seen:
            item = f"{document_id}={offer.name}"
            context.tally.put(item, dossier.code, ItemState.SKIPPED, count)
            twice = Duplicate.SAME_FILE
            tell_duplicate(document_id, offer.name, twice, context, events)
            continue
        seen.add(document_id)
        if _is_settled(entry, offer, one, context, events):
            continue
        key = _source_key(offer, one.files)
        alike = context.ledger.documents.same_bytes_elsewhere(key, dossier.code)
        for other in alike:
            tell_duplicate(other, document_id, Duplicate.SAME_BYTES, context, events)
        if entry.state == DocumentState.QUARANTINED:
            context.ledger.documents.mark_waiting([document_id], context.batch_id)
        context.tally.put(document_id, dossier.code, ItemState.WAITING, count)
        yield document


def _keep_all(
    dossier: OfferedDossier, context: RunContext
) -> Iterator[tuple[Offer, _Kept]]:
    """Keep the bytes of each document; one that can't be received is refused."""
    for offer in dossier.documents:
        context.tally.documents.pop(item_of_offer(offer), None)
        try:
            yield offer, _keep(offer, context)
        except InputError as error:
            refusal = refusal_of(
                error, offer.name, offer.files, dossier.code, error.item
            )
            quarantine_refusal(refusal, context)


def _is_settled(
    entry: LedgerDocument,
    offer: Offer,
    kept: _Kept,
    context: RunContext,
    events: Callable[[EventRow], None],
) -> bool:
    """Whether nothing is to be done: the document is filed, or stands in quarantine for good."""
    document = entry.received
    if entry.state == DocumentState.DISPOSED:
        _put(entry, ItemState.SKIPPED, context)
        told = DuplicateTold(document.document_id, offer.name, Duplicate.DISPOSED)
        context.tally.duplicates.append(told.as_json())
        return True
    if entry.state == DocumentState.DONE:
        _put(entry, ItemState.SKIPPED, context)
        if offer.name != document.source_name:
            tell_duplicate(
                document.document_id, offer.name, Duplicate.FILED, context, events
            )
        return True
    if entry.state == DocumentState.QUARANTINED and not entry.transient:
        _put(entry, ItemState.QUARANTINED, context)
        return True
    if kept.failure is not None:
        quarantine_document(document, kept.failure, context)
        return True
    return False


def _put(entry: LedgerDocument, state: ItemState, context: RunContext) -> None:
    document = entry.received
    context.tally.put(
        document.document_id, document.dossier_code, state, entry.page_count
    )


def _keep(offer: Offer, context: RunContext) -> _Kept:
    if offer.part is not None:
        own_names = tuple(
            replace(one, name=f"{offer.name}/{one.name}") for one in offer.part.files
        )
        return _Kept(own_names, offer.part.pages, signed=False, failure=None)
    files: list[SourceFile] = []
    looks: list[FileInspection | Failure] = []
    for position, path in enumerate(offer.files):
        original = keep(Path(path), context)
        look = _inspect(original.path, position, offer, context)
        looks.append(look)
        kind = None if isinstance(look, Failure) else look.media_type
        name = _file_name(offer, Path(path).name)
        facts = (original.sha256, original.size, kind)
        files.append(SourceFile(str(original.path), name, *facts))
    return _sum_up(tuple(files), looks, context.settings.limits.max_pages)


def _sum_up(
    files: tuple[SourceFile, ...], looks: Sequence[FileInspection | Failure], most: int
) -> _Kept:
    """Kept files by what their first look says; the first failure counts."""
    failure = next((one for one in looks if isinstance(one, Failure)), None)
    sound = [one for one in looks if not isinstance(one, Failure)]
    pages = tuple(
        (position, index)
        for position, one in enumerate(looks)
        if not isinstance(one, Failure)
        for index in range(one.page_count)
    )
    if failure is None and len(pages) > most:
        failure = Failure(
            "too_many_pages",
            "more pages than the limit allows",
            "raise limits.max_pages",
            "ingest",
        )
    signed = any(one.signed for one in sound)
    return _Kept(files, pages, signed, failure, reasons_to_look(sound))


def _file_name(offer: Offer, name: str) -> str:
    """A file's name for people: loose images are named after the first of them, and lie beside it,
    not in it."""
    folder, slash, first = offer.name.rpartition("/")
    if len(offer.files) == 1:
        return offer.name
    return (
        f"{folder}{slash}{name}"
        if first == clean_name(Path(offer.files[0]).name)
        else f"{offer.name}/{name}"
    )


def _inspect(
    path: Path, position: int, offer: Offer, context: RunContext
) -> FileInspection | Failure:
    try:
        return look_at(path, context)
    except InputError as error:
        page = position + 1 if len(offer.files) > 1 else error.page
        return replace(failure_of(error, "ingest"), page=page)


def _source_key(offer: Offer, files: Sequence[SourceFile]) -> str:
    """What makes a document the same document again: its bytes, and in a stack the pages."""
    return source_sha256(files) if offer.part is None else offer.part.key


def source_sha256(files: Sequence[SourceFile]) -> str:
    """A single file's SHA-256; for several, the SHA-256 of their hashes in page order,
    a line each."""
    return sha256_of_all([one.sha256 for one in files])


def sha256_of_all(hashes: Sequence[str]) -> str:
    """`source_sha256` of files with these hashes."""
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("".join(f"{one}\n" for one in hashes).encode()).hexdigest()


def _register(
    dossier: OfferedDossier,
    offer: Offer,
    kept: _Kept,
    counted: tuple[Contradiction, ...],
    context: RunContext,
) -> LedgerDocument:
    facts = offer.facts or context.known.of(dossier.code)
    if dossier.procedure_code and not facts.procedure_code:
        facts = replace(facts, procedure_code=dossier.procedure_code)
    document = ReceivedDocument(
        document_id="",
        dossier_code=dossier.code,
        ordinal=0,
        dossier_folder=context.ledger.dossiers.folder(dossier.code),
        source_name=offer.name,
        source_sha256=source_sha256(kept.files),
        files=kept.files,
        pages=kept.pages,
        signed=kept.signed,
        facts=facts,
        review_reasons=kept.review_reasons,
    )
    entry = context.ledger.documents.add(
        document,
        _source_key(offer, kept.files),
        len(kept.pages),
        context.batch_id,
        offer.number,
    )
    if entry.state in (DocumentState.DONE, DocumentState.DISPOSED):
        return entry
    taken = _number_taken(entry, offer.number)
    current = replace(
        entry.received,
        files=kept.files,
        pages=kept.pages,
        facts=facts,
        review_reasons=kept.review_reasons,
        contradictions=(*offer.contradictions, *taken, *counted),
    )
    if current != entry.received:
        context.ledger.documents.refresh(current)
    return replace(entry, received=current)


def _number_taken(
    entry: LedgerDocument, number: int | None
) -> tuple[Contradiction, ...]:
    """Another document of the dossier has the number that the separator sheet gives this one."""
    document = entry.received
    if number is None or document.ordinal == number:
        return ()
    return (
        Contradiction(NUMBER_TAKEN, str(number), f"{document.dossier_code}.{number}"),
    )


def _sheet_count(
    dossier_code: str, pages: int, context: RunContext
) -> tuple[Contradiction, ...]:
    sheets = context.known.sheets.get(dossier_code)
    if sheets is None or sheets <= pages <= 2 * sheets:
        return ()
    return (Contradiction(SHEET_COUNT, str(pages), str(sheets)),)
