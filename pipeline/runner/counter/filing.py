"""A clerk's papers through the same stages as a batch's, into one dossier."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from pipeline.common.files import sha256_of
from pipeline.errors import InputError, UsageError
from pipeline.executor import Executor, SerialExecutor
from pipeline.ingest.inbox.sources import list_given
from pipeline.ledger import Attempt
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.plan.pages import is_kept
from pipeline.runner.commit import work_folder
from pipeline.runner.context import KnownDossiers, RunContext
from pipeline.runner.counter.answer import counter_answer
from pipeline.runner.counter.request import (
    ClerkPapers,
    CounterRequest,
    check_code,
    check_files,
    check_kind,
    check_type,
)
from pipeline.runner.flow import page_item
from pipeline.runner.intake.quarantine import quarantine_refusal
from pipeline.runner.intake.receiving import (
    Offer,
    OfferedDossier,
    offer_dossier,
    receive,
)
from pipeline.runner.progress import Watcher
from pipeline.runner.session import Worker, open_session, preflight
from pipeline.runner.tables.known import load_known_dossier
from schemas.answers.work import CounterAnswer
from schemas.received.source import GivenPapers
from schemas.states import AttemptState, BatchKind, WorkStage
from schemas.work import DossierFacts, ReceivedDocument


@dataclass(frozen=True, slots=True)
class _Listed:
    """Papers, checked, and what lies in their files."""

    papers: ClerkPapers
    given: GivenPapers


def run_counter(
    request: CounterRequest, watcher: Watcher, executor: Executor | None = None
) -> CounterAnswer:
    """Digitize the given papers into their dossier; gives the contract's JSON answer.

    Raises:
        UsageError: a file that is not there, a bad code, an unknown type, no operator or key (exit
            2).
        MissingToolError: the engine is not installed (exit 4).
    """
    with open_archive(request.archive, request.settings, Access.WRITE) as archive:
        code, procedure = request.dossier_code, request.procedure_code
        return file_papers(
            archive, code, procedure, [request.papers], watcher, executor
        )


def file_papers(
    archive: Archive,
    dossier_code: str,
    procedure_code: str | None,
    papers: Sequence[ClerkPapers],
    watcher: Watcher,
    executor: Executor | None = None,
) -> CounterAnswer:
    """Digitize papers, each with what is said of it, into one dossier; see `run_counter`."""
    begun = time.perf_counter()
    code = check_code(dossier_code)
    listed = [_list(one, code, archive) for one in papers]
    preflight(archive, BatchKind.COUNTER)
    with open_session(archive, BatchKind.COUNTER, code, watcher) as context:
        context = replace(context, known=_find_known(context, code, procedure_code))
        seen = _work(code, listed, context, executor or SerialExecutor(), watcher)
        answer = counter_answer(code, context, seen, time.perf_counter() - begun)
    ignored = [name for one in listed for name in one.given.ignored]
    return {**answer, "ignored": len(ignored), "ignored_names": ignored[:20]}


def _work(
    code: str,
    listed: Sequence[_Listed],
    context: RunContext,
    executor: Executor,
    watcher: Watcher,
) -> set[str]:
    """Receive and digitize; gives the ids of all documents met.

    Raises:
        KeyboardInterrupt: a person broke it off; what was finished is committed.
    """
    worker = Worker(context, executor, watcher)
    refusals = [refusal for one in listed for refusal in one.given.refusals]
    for refusal in refusals:
        quarantine_refusal(refusal, context)
    offered = _offer(code, listed, context.known.of(code))
    worker.found = len(offered.documents) + len(refusals)
    context.ledger.batches.set_found(context.batch_id, worker.found)
    seen: set[str] = set()
    received = receive(offered, context, seen, worker.committer.add_event)
    with context.folder.counter_at_work():
        went_through = worker.work(_with_pages(received, listed, context))
    worker.close(went_through, interrupted=not went_through)
    if not went_through:
        raise KeyboardInterrupt
    return seen


def _list(papers: ClerkPapers, code: str, archive: Archive) -> _Listed:
    check_files(papers.files, archive.folder)
    kind, document_type = check_kind(papers.kind), check_type(papers.document_type)
    try:
        given = list_given(papers.files, code)
    except InputError as error:
        raise UsageError(
            error.code, error.message, item=error.item, remedy=error.remedy
        ) from error
    return _Listed(replace(papers, kind=kind, document_type=document_type), given)


def _find_known(
    context: RunContext, code: str, procedure_code: str | None
) -> KnownDossiers:
    known = load_known_dossier(context.store, code)
    facts = known.of(code)
    facts = replace(facts, procedure_code=procedure_code or facts.procedure_code)
    return replace(known, facts={code: facts})


def _offer(code: str, listed: Iterable[_Listed], facts: DossierFacts) -> OfferedDossier:
    documents = [
        replace(
            offer,
            name=one.papers.name or offer.name,
            facts=_facts_of(one.papers, facts),
        )
        for one in listed
        for offer in offer_dossier(one.given.dossier).documents
    ]
    return OfferedDossier(code, code, tuple(_with_own_names(documents)))


def _facts_of(papers: ClerkPapers, facts: DossierFacts) -> DossierFacts:
    return replace(
        facts,
        document_type=papers.document_type or facts.document_type,
        type_certain=papers.document_type is not None,
        kind=papers.kind or facts.kind,
        kind_open=papers.kind is None,
    )


def _with_own_names(documents: Iterable[Offer]) -> Iterator[Offer]:
    """Offers whose names are told apart: two scans may both be called 01.jpg."""
    names: set[str] = set()
    for offer in documents:
        name, number = offer.name, 2
        while name in names:
            name, number = _add_number(offer.name, number), number + 1
        names.add(name)
        yield replace(offer, name=name)


def _add_number(name: str, number: int) -> str:
    """`01 (2).jpg`; a dossier's code has dots that begin no ending."""
    path = PurePath(name)
    ending = path.suffix if path.suffix[1:].isalnum() else ""
    return f"{name.removesuffix(ending)} ({number}){ending}"


def _with_pages(
    received: Iterable[ReceivedDocument], listed: Iterable[_Listed], context: RunContext
) -> Iterator[ReceivedDocument]:
    """Documents to be worked on; pages that were read before are put where they belong."""
    digest = context.settings.digest()
    read_in = {
        one.given.dossier.documents[0].files: one.papers.read_in
        for one in listed
        if one.papers.read_in is not None
        and one.papers.read_under == digest
        and len(one.given.dossier.documents) == 1
    }
    places = {_hashes(files): place for files, place in read_in.items()}
    for document in received:
        place = places.get(tuple(file.sha256 for file in document.files))
        if place is not None:
            _adopt(document, place, digest, context)
        yield document


def _hashes(files: Iterable[str]) -> tuple[str, ...]:
    return tuple(sha256_of(Path(one)) for one in files)


def _adopt(
    document: ReceivedDocument, place: Path, digest: str, context: RunContext
) -> None:
    """Take over the pages of a document that were read before it was received."""
    work = work_folder(context, document)
    work.mkdir(parents=True, exist_ok=True)
    for number in range(1, len(document.pages) + 1):
        if not is_kept(place, number):
            continue
        for name in (f"p{number:05d}.img", f"p{number:05d}.json"):
            _link(place / name, work / name)
        item = page_item(document.document_id, number)
        context.ledger.attempts.add(
            Attempt(
                item,
                WorkStage.READ,
                AttemptState.DONE,
                digest,
                context.batch_id,
                0.0,
                result={},
            )
        )


def _link(source: Path, target: Path) -> None:
    """The same bytes under another name; copied where the two lie on different disks."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
