"""The pages of papers, read as soon as they are handed in and side by side; then what each paper
says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.common.files import write_synced
from pipeline.config import Settings
from pipeline.desk.kept.journal import Journal
from pipeline.desk.kept.session import DeskPaper
from pipeline.desk.pages.looking import read_and_look
from pipeline.desk.pages.preview import Preview, preview_paper
from pipeline.desk.pages.receiving import PaperFiles
from pipeline.executor import Answer, Call, Executor
from pipeline.plan.pages import is_kept
from pipeline.runner.flow import failure_of
from schemas.codec import from_plain, to_plain
from schemas.received.naming import safe_file_name
from schemas.work import (
    DocumentJob,
    DossierFacts,
    Failure,
    PageDone,
    PageJob,
    ReceivedDocument,
)

_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class PaperToRead:
    """A paper whose files were looked at."""

    paper: DeskPaper
    files: PaperFiles
    facts: DossierFacts


@dataclass(frozen=True, slots=True)
class _KeptPreview:
    """A preview on disk, and what it rests on."""

    of: list[str | None]
    preview: Preview


@dataclass(slots=True)
class _Open:
    job: DocumentJob
    missing: set[int]
    answer: Preview | Failure | None = None


@dataclass(slots=True)
class _Reading:
    """Papers being read: pages go out, come back, and the paper's preview follows."""

    settings: Settings
    open: dict[str, _Open] = field(default_factory=dict)

    def calls(self, jobs: Sequence[DocumentJob]) -> Iterator[Call[object]]:
        for job in jobs:
            work = Path(job.work)
            numbers = range(1, len(job.document.pages) + 1)
            missing = {number for number in numbers if not is_kept(work, number)}
            self.open[job.document.document_id] = _Open(job, set(missing))
            if not missing:
                yield Call(preview_paper, job, self.settings)
            for number in sorted(missing):
                yield Call(read_and_look, _page_job(job, number), self.settings)

    def done(self, call: Call[object], answer: Answer) -> list[Call[object]]:
        job = call.arguments[0]
        if isinstance(job, DocumentJob):
            state = self.open[job.document.document_id]
            state.answer = (
                answer if isinstance(answer, Preview) else failure_of(answer, None)
            )
            return []
        state = self.open[job.document_id]
        if not isinstance(answer, PageDone):
            state.answer = failure_of(answer, None)
            return []
        state.missing.discard(job.page)
        if state.missing or state.answer is not None:
            return []
        return [Call(preview_paper, state.job, self.settings)]


def _page_job(job: DocumentJob, number: int) -> PageJob:
    document = job.document
    position, index = document.pages[number - 1]
    file = document.files[position]
    return PageJob(
        document.document_id, number, file, index, job.work, document.source_name
    )


def read_papers(
    journal: Journal,
    papers: Sequence[PaperToRead],
    settings: Settings,
    executor: Executor,
    register: str | None,
) -> dict[int, Preview | Failure]:
    """Read papers; gives what each says, by its number.

    What was read before under the same settings is not read again.
    """
    digest = settings.digest()
    found: dict[int, Preview | Failure] = {}
    jobs = {}
    for one in papers:
        known = _read_kept(journal, one.paper, digest)
        if known is not None:
            found[one.paper.number] = known
        else:
            _forget_pages(journal, one.paper, digest)
            job = _job(journal, one, settings, register)
            jobs[job.document.document_id] = (one.paper, job)
    reading = _Reading(settings)
    executor.process(
        reading.calls([job for _, job in jobs.values()]), reading.done, lambda: False
    )
    for document_id, state in reading.open.items():
        paper, _ = jobs[document_id]
        if state.answer is not None:
            found[paper.number] = state.answer
        if isinstance(state.answer, Preview):
            _keep(journal, paper, digest, state.answer)
    return found


def _job(
    journal: Journal, one: PaperToRead, settings: Settings, register: str | None
) -> DocumentJob:
    session, paper = journal.session, one.paper
    document = ReceivedDocument(
        document_id=f"{session.id}/{paper.number}",
        dossier_code=session.dossier_code,
        dossier_folder=safe_file_name(session.dossier_code),
        ordinal=paper.number,
        source_name=paper.names[0],
        source_sha256=paper.sha256[0],
        files=one.files.files,
        pages=one.files.pages,
        signed=one.files.signed,
        facts=one.facts,
    )
    work = journal.paper_folder(paper.number) / "work"
    return DocumentJob(
        document, str(work), str(journal.folder), "desk", session.operator, "", register
    )


def _about(paper: DeskPaper, digest: str) -> list[str | None]:
    """What a kept preview rests on."""
    return [digest, paper.document_type, paper.kind, *paper.sha256]


def _keep(journal: Journal, paper: DeskPaper, digest: str, preview: Preview) -> None:
    content = to_plain(_KeptPreview(_about(paper, digest), preview))
    place = journal.paper_folder(paper.number)
    write_synced(place / "preview.json", json.dumps(content).encode(), _PRIVATE)
    write_synced(place / "digest", digest.encode(), _PRIVATE)


def _read_kept(journal: Journal, paper: DeskPaper, digest: str) -> Preview | None:
    try:
        place = journal.paper_folder(paper.number) / "preview.json"
        found = from_plain(_KeptPreview, json.loads(place.read_bytes()))
    except (OSError, ValueError):
        return None
    return found.preview if found.of == _about(paper, digest) else None


def _forget_pages(journal: Journal, paper: DeskPaper, digest: str) -> None:
    """Pages that were read under other settings are read anew."""
    place = journal.paper_folder(paper.number)
    try:
        same = (place / "digest").read_text() == digest
    except OSError:
        same = False
    if not same:
        for page in (place / "work").glob("p*"):
            page.unlink(missing_ok=True)
        write_synced(place / "digest", digest.encode(), _PRIVATE)


def kept_preview(
    journal: Journal, paper: DeskPaper, settings: Settings
) -> Preview | None:
    """What a paper says, where it was read."""
    return _read_kept(journal, paper, settings.digest())
