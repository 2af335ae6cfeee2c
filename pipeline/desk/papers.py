"""`add`, `result` and `confirm`: papers handed in, read at once, and what a clerk says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.desk.answers import (
    failed_paper,
    field_name,
    paper_answer,
    refused_file,
    tell,
)
from pipeline.desk.desk import Desk
from pipeline.desk.kept.journal import Journal
from pipeline.desk.kept.session import Confirmation, DeskPaper
from pipeline.desk.kept.tally import DayLine, DeskAct, note
from pipeline.desk.pages.extending import extend_paper
from pipeline.desk.pages.preview import Preview
from pipeline.desk.pages.reading import PaperToRead, kept_preview, read_papers
from pipeline.desk.pages.receiving import (
    Received,
    Said,
    drop_paper,
    no_such_paper,
    paper_files,
    receive_files,
)
from pipeline.desk.pages.scanning import ScanRequest, scanned_pages
from pipeline.errors import InputError, StorageError, TransientInputError, UsageError
from pipeline.extract.types import document_types
from pipeline.open_archive import Access, open_archive
from pipeline.review.checks.values import WrongValue, normal_value
from pipeline.runner.context import KnownDossiers
from pipeline.runner.counter.request import check_files, check_kind, check_type
from pipeline.runner.intake.receiving import sha256_of_all
from pipeline.runner.tables.known import load_known_dossier
from schemas.answers.desk import (
    AddAnswer,
    ConfirmAnswer,
    PaperAnswer,
    RefusedFile,
    Told,
)
from schemas.received.source import Refusal
from schemas.states import DocumentState
from schemas.work import DossierFacts, Failure


@dataclass(frozen=True, slots=True)
class AddRequest:
    """Files, and what is said of them. `instead_of`: the number of the paper that they replace,
    `behind`: of the one whose further pages they are."""

    files: tuple[Path, ...]
    document_type: str | None = None
    kind: str | None = None
    instead_of: int | None = None
    behind: int | None = None


def add_papers(desk: Desk, journal: Journal, request: AddRequest) -> AddAnswer:
    """Take papers into a session and read them; gives what they say and what to scan again.

    Raises:
        UsageError: the session is over, a file that is not there, an unknown type.
        StorageError: this machine's disk fails.
    """
    require_open(journal)
    said = Said(check_type(request.document_type), check_kind(request.kind))
    check_files(request.files, desk.folder)
    if (
        request.instead_of is not None
        and journal.session.paper(request.instead_of) is None
    ):
        raise no_such_paper("--instead")
    if request.behind is not None:
        received = extend_paper(
            journal, request.behind, request.files, desk.settings.limits
        )
    else:
        received = receive_files(
            journal, request.files, said, request.instead_of, desk.settings.limits
        )
    answers, refused, warnings = _read(desk, journal, received)
    _note(desk, journal, request, len(answers), len(refused))
    return AddAnswer(
        session=journal.session.id,
        papers=tuple(answers),
        refused=tuple(refused),
        ignored=received.ignored,
        warnings=tuple(warnings),
    )


def scan_papers(
    desk: Desk, journal: Journal, scan: ScanRequest, said: AddRequest
) -> AddAnswer:
    """Take a paper from the scanner; each page is read while the next one is scanned.

    Args:
        desk: the desk.
        journal: of the session.
        scan: how.
        said: of the paper; its `files` are not used.

    Raises:
        MissingToolError: `no_scan_program`.
        TransientInputError: `scan_failed`, where no page came at all.
    """
    require_open(journal)
    answer: AddAnswer | None = None
    with TemporaryDirectory(dir=journal.folder, prefix=".scan-") as name:
        try:
            for path in scanned_pages(scan, Path(name)):
                behind = (
                    answer.papers[0].paper if answer and answer.papers else said.behind
                )
                again = replace(
                    said,
                    files=(path,),
                    behind=behind,
                    instead_of=said.instead_of if behind is None else None,
                )
                answer = add_papers(desk, journal, again)
                path.unlink(missing_ok=True)
        except TransientInputError as error:
            if answer is None:
                raise
            refusal = Refusal("scan", (), error.code, error.message, error.remedy or "")
            refusal = replace(refusal, values=error.values)
            told = refused_file(refusal, desk.settings.lang)
            answer = replace(answer, refused=(*answer.refused, told))
    if answer is None:
        raise AssertionError("a scan without a page has failed")
    return answer


def require_open(journal: Journal) -> None:
    """Raises UsageError `session_over` where nothing can be added any more."""
    if journal.session.stand.is_over:
        raise session_over(journal.session.id)


def session_over(session: str) -> UsageError:
    """What is told where nothing can be added to a session, or it can't be dropped any more."""
    return UsageError(
        "session_over",
        "this dossier is done or cancelled: nothing can be changed",
        item=session,
        remedy="begin again with: sohoa desk start --dossier CODE",
    )


def _note(
    desk: Desk, journal: Journal, request: AddRequest, papers: int, refused: int
) -> None:
    session = journal.session
    if request.instead_of is not None and papers:
        line = DayLine(
            session.id, DeskAct.RESCAN, session.operator, rescans=1, desk=session.desk
        )
        note(desk.state.days, line)
    if refused:
        line = DayLine(
            session.id,
            DeskAct.REFUSED,
            session.operator,
            refused=refused,
            desk=session.desk,
        )
        note(desk.state.days, line)


def _read(
    desk: Desk, journal: Journal, received: Received
) -> tuple[list[PaperAnswer], list[RefusedFile], list[Told]]:
    lang = desk.settings.lang
    refused = [refused_file(one, lang) for one in received.refused]
    facts, warnings = _facts(desk, journal, received)
    to_read: list[PaperToRead] = []
    for paper in received.papers:
        try:
            to_read.append(_look_at(desk, journal, paper, facts))
        except InputError as error:
            drop_paper(journal, paper)
            refused.append(refused_file(_refusal(paper, error), lang))
    previews, away = _previews(desk, journal, to_read)
    warnings += away
    answers: list[PaperAnswer] = []
    for one in to_read:
        answer = _answer(journal, one, previews[one.paper.number], lang)
        if isinstance(answer, PaperAnswer):
            answers.append(answer)
        else:
            refused.append(answer)
    return answers, refused, warnings


def _previews(
    desk: Desk, journal: Journal, papers: Sequence[PaperToRead]
) -> tuple[dict[int, Preview | Failure], list[Told]]:
    """What each paper says, by its number; a warning where nobody can be looked up."""
    path = desk.settings.register_path or None
    away: list[Told] = []
    if path is not None and desk.register() is None:
        path = None
        away.append(tell("register_away", desk.settings.lang))
    with desk.folder.counter_at_work():
        return read_papers(journal, papers, desk.settings, desk.executor, path), away


def _look_at(
    desk: Desk, journal: Journal, paper: DeskPaper, facts: DossierFacts
) -> PaperToRead:
    files = paper_files(journal, paper, desk.settings)
    known = journal.session.paper(paper.number) or paper
    return PaperToRead(known, files, _facts_of(paper, facts))


def _answer(
    journal: Journal, one: PaperToRead, preview: Preview | Failure, lang: str
) -> PaperAnswer | RefusedFile:
    """What a paper says; one that can't be read is taken out again."""
    if isinstance(preview, Failure):
        drop_paper(journal, one.paper)
        return failed_paper(one.paper, preview, lang)
    return paper_answer(journal, one.paper, preview, one.files.signed, lang)


def _refusal(paper: DeskPaper, error: InputError) -> Refusal:
    return Refusal(
        paper.names[0],
        (),
        error.code,
        error.message,
        error.remedy or "",
        values=error.values,
    )


def _facts(
    desk: Desk, journal: Journal, received: Received
) -> tuple[DossierFacts, list[Told]]:
    """What the archive's tables say of the dossier, and which papers it has already; where the
    archive is out of reach, what the code says."""
    session = journal.session
    try:
        with open_archive(desk.archive, desk.settings, Access.READ) as archive:
            known = load_known_dossier(archive.store, session.dossier_code)
            for paper in received.papers:
                key = sha256_of_all(paper.sha256)
                entry = archive.ledger.documents.with_bytes(session.dossier_code, key)
                if entry is not None and entry.state == DocumentState.DONE:
                    had = replace(paper, had=entry.received.document_id)
                    journal.write(journal.session.with_paper(had), "had")
        warnings: list[Told] = []
    except (UsageError, StorageError, OSError):
        known = KnownDossiers()
        warnings = [tell("archive_away", desk.settings.lang)]
    facts = known.of(session.dossier_code)
    return replace(
        facts, procedure_code=session.procedure_code or facts.procedure_code
    ), warnings


def _facts_of(paper: DeskPaper, facts: DossierFacts) -> DossierFacts:
    return replace(
        facts,
        document_type=paper.document_type or facts.document_type,
        type_certain=paper.document_type is not None,
        kind=paper.kind or facts.kind,
        kind_open=paper.kind is None,
    )


def confirm_value(
    desk: Desk, journal: Journal, field: str, value: str, because: str | None = None
) -> ConfirmAnswer:
    """Keep what a clerk says of a value; it is taken into the record with the paper.

    Args:
        desk: the desk.
        journal: of the session.
        field: as the answers name it, or a value's name alone where only one paper has it.
        value: as typed; `ok` for what was read.
        because: the clerk's reason, where something speaks against it.

    Raises:
        UsageError: `no_such_field`, `wrong_value`.
    """
    require_open(journal)
    name, preview, position = _find(desk, journal, field)
    row = preview.rows.fields[position]
    document_type = preview.rows.document.document_type
    normal = (
        row.value
        if value == "ok"
        else _normal(document_type, row.name, row.role, value)
    )
    if normal is None:
        raise _wrong_value()
    said = Confirmation(name, normal, because)
    journal.write(journal.session.with_confirmation(said), "confirm")
    return ConfirmAnswer(journal.session.id, name, normal, row.value)


def _wrong_value() -> UsageError:
    return UsageError(
        "wrong_value",
        "the value does not fit this field",
        item="VALUE",
        remedy="type it again as it stands on the paper",
    )


def _normal(document_type: str, name: str, role: str | None, value: str) -> str:
    types = document_types()
    kind = types.kind_of(document_type, name, of_person=role is not None)
    try:
        if kind is None:
            return " ".join(value.split())
        return normal_value(value, kind, name, types.vocabulary)
    except WrongValue as error:
        raise _wrong_value() from error


def _find(desk: Desk, journal: Journal, field: str) -> tuple[str, Preview, int]:
    """The value that is meant: its whole name, the preview of its paper, its place there."""
    found = []
    for paper in journal.session.standing:
        preview = kept_preview(journal, paper, desk.settings)
        if preview is None:
            continue
        for position, row in enumerate(preview.rows.fields):
            name = field_name(paper.number, row)
            if field in (name, name.partition(":")[2], row.name):
                found.append((name, preview, position))
    exact = [one for one in found if one[0] == field]
    if len(exact or found) != 1:
        raise UsageError(
            "no_such_field",
            "no paper has this field, or several have",
            item="FIELD",
            remedy="name it as add has answered, for instance 1:subject.1.birth_date",
        )
    return (exact or found)[0]
