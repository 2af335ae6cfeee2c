"""`start`, `person`, `have`, `cancel`, `day`: whose dossier it is, and how it stands."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypedDict

from pipeline.common.clock import now, stamp
from pipeline.desk.answers import tell
from pipeline.desk.desk import Desk, hold
from pipeline.desk.having import as_on_file, needed_papers, usable_documents
from pipeline.desk.kept.journal import Journal
from pipeline.desk.kept.session import DeskSession, Stand
from pipeline.desk.kept.spool import list_waiting
from pipeline.desk.kept.tally import DayLine, DeskAct, clerks_of, note, total_of
from pipeline.desk.papers import require_open, session_over
from pipeline.desk.person import doubts_about, read_person, register_says
from pipeline.desk.procedures import Procedure, load_procedures
from pipeline.errors import StorageError, UsageError
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.operations.finding.reusable import mask
from pipeline.plan.printed_codes import load_code_rules
from pipeline.runner.counter.request import check_code
from schemas.answers.desk import (
    CancelAnswer,
    DayAnswer,
    HaveAnswer,
    HavePaper,
    OnFile,
    PersonAnswer,
    ProcedureName,
    StartAnswer,
    Told,
)

_MAX_PROCEDURE = 120


class _Exported(TypedDict):
    """What is asked of a row of the one-stop export."""

    procedure_code: str | None
    online: bool | None


def start_session(desk: Desk, dossier: str, procedure: str | None) -> StartAnswer:
    """Begin a dossier, or go on with the one that this clerk has open.

    Raises:
        UsageError: `bad_dossier_code`, `no_operator`.
    """
    code = check_code(dossier)
    procedure = procedure.strip()[:_MAX_PROCEDURE] if procedure else None
    session = _with_procedure(desk.begin(code, procedure), procedure)
    exported, away = _read_exported(desk, code)
    wanted = session.procedure_code or (
        exported.get("procedure_code") if exported else None
    )
    procedures = load_procedures(desk.archive)
    known = procedures.named(wanted)
    like = procedures.like(wanted) if wanted and known is None else ()
    return StartAnswer(
        session=session.id,
        dossier_code=code,
        procedure_code=wanted,
        procedure_name=known.name if known else None,
        needs=procedures.needs(known) if known else None,
        warnings=(
            *away,
            *_start_warnings(desk, session, exported, wanted, known, like),
        ),
        nearest=tuple(ProcedureName(one.code, one.name) for one in like),
    )


def _with_procedure(journal: Journal, procedure: str | None) -> DeskSession:
    """The session, with the procedure that is named now."""
    if procedure is None or procedure == journal.session.procedure_code:
        return journal.session
    with hold(journal) as mine:
        named = replace(mine.session, procedure_code=procedure)
        return mine.write(named, "procedure")


def _start_warnings(
    desk: Desk,
    session: DeskSession,
    exported: _Exported | None,
    wanted: str | None,
    known: Procedure | None,
    like: Sequence[Procedure],
) -> Iterator[Told]:
    lang = desk.settings.lang
    if not load_code_rules().dossier.shape.fullmatch(session.dossier_code):
        yield tell("code_unusual", lang)
    if like:
        names = "; ".join(f"{one.code} {one.name}" for one in like)
        yield tell("procedure_like", lang, procedures=names)
    elif wanted is not None and known is None:
        yield tell("procedure_unlisted", lang)
    other = exported.get("procedure_code") if exported else None
    if other and wanted != other:
        yield tell("procedure_differs", lang, procedure=other)
    if exported and exported.get("online"):
        yield tell("dossier_online", lang)


def _read_exported(desk: Desk, code: str) -> tuple[_Exported | None, tuple[Told, ...]]:
    """The dossier's row of the one-stop export, and what is to be told where the archive is out of
    reach."""
    try:
        with open_archive(desk.archive, desk.settings, Access.READ) as archive:
            rows = archive.store.read(
                "one_stop", where={"dossier_code": {code}}
            ).to_pylist()
            return (rows[0] if rows else None), ()
    except (UsageError, StorageError, OSError):
        return None, (tell("archive_away", desk.settings.lang),)


def tell_person(desk: Desk, journal: Journal | None, given: bytes) -> PersonAnswer:
    """Read a card; the session remembers whose dossier it is.

    Raises:
        UsageError: `no_card`, `bad_card`, `session_over`.
    """
    person = read_person(given, desk.settings)
    register, lang = desk.register(), desk.settings.lang
    if journal is not None:
        require_open(journal)
        if journal.session.person != person:
            journal.write(replace(journal.session, person=person), "person")
    doubts = tuple(tell(code, lang) for code in doubts_about(person, register))
    unfit = {"card_number_unfit", "card_differs"}
    return PersonAnswer(
        session=journal.session.id if journal else None,
        citizen_id=person.citizen_id,
        old_id=person.old_id,
        full_name=person.full_name,
        birth_date=person.birth_date,
        gender=person.gender,
        address=person.address,
        issued_date=person.issued_date,
        consistent=not any(one.code in unfit for one in doubts),
        register=register_says(person, register),
        warnings=doubts,
    )


def have_papers(desk: Desk, journal: Journal) -> HaveAnswer:
    """What the procedure asks for, against what is on file for the citizen.

    Raises:
        UsageError: `no_archive`.
        StorageError: the archive can't be read, or the look can't be noted.
    """
    session, lang = journal.session, desk.settings.lang
    citizen = session.person.citizen_id if session.person else None
    with open_archive(desk.archive, desk.settings, Access.READ) as archive:
        papers, other, warnings = _on_file(desk, session, citizen, archive)
        if citizen is not None:
            at = f", desk {desk.name}" if desk.name else ""
            shown = len(other) + sum(len(paper.documents) for paper in papers)
            archive.note_look("lookup", mask(citizen), f"{shown} documents{at}")
    if citizen is None:
        warnings.append(tell("no_person_yet", lang))
    _keep_reused(journal, papers)
    return HaveAnswer(session.id, citizen, tuple(papers), tuple(other), tuple(warnings))


def _keep_reused(journal: Journal, papers: Sequence[HavePaper]) -> None:
    """The session remembers what is used again; what another call has added meanwhile stays."""
    reused = tuple(paper.document_type for paper in papers if paper.action == "reuse")
    if reused == journal.session.reused:
        return
    with hold(journal) as mine:
        if mine.session.stand is Stand.OPEN:
            mine.write(replace(mine.session, reused=reused), "have")


def _on_file(
    desk: Desk, session: DeskSession, citizen: str | None, archive: Archive
) -> tuple[list[HavePaper], list[OnFile], list[Told]]:
    where = {"dossier_code": {session.dossier_code}}
    rows = archive.store.read("one_stop", where=where).to_pylist()
    exported: dict[str, Any] = rows[0] if rows else {}
    procedures = load_procedures(desk.archive)
    procedure = procedures.named(
        session.procedure_code or exported.get("procedure_code")
    )
    usable = usable_documents(citizen, archive.store, desk.settings)
    if procedure is None:
        found = [as_on_file(row) for row in usable]
        return [], found, [tell("procedure_unlisted", desk.settings.lang)]
    papers = list(
        needed_papers(procedure, procedures, usable, bool(exported.get("online")))
    )
    named = {one.document_id for paper in papers for one in paper.documents}
    other = [as_on_file(row) for row in usable if row.document_id not in named]
    return papers, other, []


def cancel_session(desk: Desk, journal: Journal) -> CancelAnswer:
    """Drop a session and its papers; nothing of them was filed.

    Raises:
        UsageError: `session_over`: it is filed, or about to be.
    """
    session = journal.session
    if session.stand is not Stand.CANCELLED:
        if session.stand is not Stand.OPEN:
            raise session_over(session.id)
        papers = len(session.standing)
        over = session.over(Stand.CANCELLED, {"papers": papers}, stamp(now()))
        session = journal.rewrite(over, "cancel")
        note(
            desk.state.days,
            DayLine(session.id, DeskAct.CANCELLED, session.operator, desk=session.desk),
        )
    shutil.rmtree(journal.papers, ignore_errors=True)
    count = (session.answer or {}).get("papers", 0)
    return CancelAnswer(session.id, session.dossier_code, count)


def day_tally(desk: Desk, day: str | None) -> DayAnswer:
    """A day's figures at this desk.

    Raises:
        UsageError: `bad_day`.
    """
    try:
        wanted = date.fromisoformat(day) if day else now().date()
    except ValueError as error:
        raise UsageError(
            "bad_day", "not a day", item="--day", remedy="give it as 2026-11-29"
        ) from error
    days = desk.state.days
    standing = [one for one in desk.journals() if not one.session.stand.is_over]
    return DayAnswer(
        wanted.isoformat(),
        tuple(clerks_of(days, wanted, desk.name)),
        total_of(days, wanted, desk.name),
        len(standing),
        len(list_waiting(desk.state)),
    )
