"""`done`: all papers of a session filed, once, whatever broke off the call before."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.config import Settings
from pipeline.desk.kept.journal import Journal
from pipeline.desk.kept.session import Confirmation, DeskPaper
from pipeline.executor import Executor
from pipeline.open_archive import Archive
from pipeline.review.apply import decide
from pipeline.review.decision import Decision, DecisionKind, Subject
from pipeline.review.refusals import DecisionsRefused
from pipeline.runner.counter import ClerkPapers, file_papers
from pipeline.runner.intake.receiving import sha256_of_all
from pipeline.runner.progress import Silent
from schemas.answers.work import ConfirmRefused, CounterDocument, SessionAnswer


def file_session(
    archive: Archive, journal: Journal, settings: Settings, executor: Executor
) -> SessionAnswer:
    """File a session's papers and take what was confirmed into the record; gives the counter's
    answer.

    Papers that a call filed before it was broken off are told as that call would have told them.

    Raises:
        DigitizationError: as `run_counter`.
    """
    session = journal.session
    papers = [_clerk_papers(journal, paper, settings) for paper in session.standing]
    answer = file_papers(
        archive,
        session.dossier_code,
        session.procedure_code,
        papers,
        Silent(),
        executor,
    )
    by_bytes = {sha256_of_all(paper.sha256): paper for paper in session.standing}
    refused: list[ConfirmRefused] = []
    for document in answer["documents"]:
        paper = by_bytes.get(document["source_sha256"])
        if paper is None:
            continue
        document["paper"] = paper.number
        document["already_had"] = paper.had is not None
        mine = [
            one for one in session.confirmed if one.field.startswith(f"{paper.number}:")
        ]
        refused += _confirm(archive, document, mine, settings, session.operator)
    reused = list(session.reused)
    return {"session": session.id, **answer, "not_confirmed": refused, "reused": reused}


def _clerk_papers(
    journal: Journal, paper: DeskPaper, settings: Settings
) -> ClerkPapers:
    place = journal.paper_folder(paper.number)
    files = tuple(place / "files" / name for name in paper.files)
    return ClerkPapers(
        files,
        paper.document_type,
        paper.kind,
        place / "work",
        settings.digest(),
        paper.names[0],
    )


def subject_of(document_id: str, field: str) -> Subject:
    """What a confirmation is about: `1:subject.1.birth_date`, `1:number`."""
    *person, name = field.partition(":")[2].split(".")
    if not person:
        return Subject(DecisionKind.FIELD, document_id, name=name)
    return Subject(DecisionKind.FIELD, document_id, person[0], int(person[1]), name)


def _confirm(
    archive: Archive,
    document: CounterDocument,
    said: Sequence[Confirmation],
    settings: Settings,
    operator: str,
) -> list[ConfirmRefused]:
    """Take what a clerk said of values into the record; gives what was refused and why.

    One that stands already changes nothing.
    """
    refused: list[ConfirmRefused] = []
    for one in said:
        subject = subject_of(document["document_id"], one.field)
        decision = Decision(subject, one.value, one.because)
        try:
            decide(archive.folder.root, settings, [decision], actor=operator)
        except DecisionsRefused as error:
            refused.append(
                {"field": one.field, "code": error.code, "message": error.message}
            )
        else:
            _tell_confirmed(document, subject, one.value)
    return refused


def _tell_confirmed(document: CounterDocument, subject: Subject, value: str) -> None:
    """The answer has the value as it stands in the record now."""
    for field in document["fields"]:
        of_it = (field["role"], field["role_index"], field["name"])
        if of_it == (subject.role, subject.role_index, subject.name):
            field["value"], field["needs_review"] = value, False
            field["method"] = "person"
