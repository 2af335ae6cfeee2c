"""`done`, and what waits: filed now, or kept sealed and filed by itself later."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.common.clock import now, stamp
from pipeline.common.locks import exclusive_lock
from pipeline.desk.answers import tell
from pipeline.desk.closing import file_session
from pipeline.desk.desk import Desk
from pipeline.desk.kept.journal import Journal, open_journal
from pipeline.desk.kept.sealing import DAMAGED
from pipeline.desk.kept.session import DeskSession, Stand
from pipeline.desk.kept.spool import (
    list_waiting,
    put_aside,
    set_aside_damaged,
    take_back,
)
from pipeline.desk.kept.tally import DayLine, DeskAct, note
from pipeline.desk.papers import session_over
from pipeline.desk.signing import to_sign
from pipeline.errors import DeferredError, DigitizationError, StorageError, UsageError
from pipeline.messages import localized
from pipeline.open_archive import Access, open_archive
from schemas.answers.desk import DeferredAnswer
from schemas.answers.work import SessionAnswer
from schemas.codec import to_plain

_LOGGER = logging.getLogger(__name__)
AWAY = {
    "archive_missing",
    "archive_empty",
    "no_archive",
    "register_missing",
    "settings_unreadable",
    "tsa_unreachable",
    "tsa_failed",
    "tsa_expired",
    "tsa_clock",
}
"""Codes of what comes back by itself: the archive, the time-stamper, the register out of reach."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What `done` answers, and its exit code: 0, 1 (something was refused), 3 (kept for later)."""

    answer: dict[str, Any]
    code: int


def close_session(desk: Desk, journal: Journal) -> Closed:
    """File all papers of a session; where the archive can't take them now, keep them sealed.

    Called again, it gives the same answer; broken off, it goes on where it was.

    Raises:
        UsageError: `no_papers`, `session_over` (cancelled), or what would stop any filing.
        StorageError: neither the archive nor this machine can keep the papers.
    """
    session = journal.session
    answered = _repeat_answer(desk, session)
    if answered is not None:
        return answered
    if session.stand is Stand.CANCELLED:
        raise session_over(session.id)
    if not session.standing:
        raise UsageError(
            "no_papers",
            "the session has no papers",
            item=session.id,
            remedy="add some with: sohoa desk add FILE, or cancel",
        )
    if session.stand is Stand.OPEN:
        session = journal.write(replace(session, stand=Stand.CLOSING), "done")
    try:
        if list_waiting(
            desk.state
        ):  # papers keep their order, and this may be one of them
            file_waiting(desk)
        return _repeat_answer(desk, session) or _file(desk, journal)
    except DigitizationError as error:
        if not _may_come_back(desk, error):
            raise
        # Put aside by another call meanwhile: there its papers are, and here they are gone.
        return _repeat_answer(desk, session) or _keep_sealed(desk, journal, error)


def _repeat_answer(desk: Desk, session: DeskSession) -> Closed | None:
    """What this call or another was told already."""
    journal = open_journal(desk.state.sessions, session.id)
    if journal is None or journal.session.stand not in (Stand.DONE, Stand.SPOOLED):
        return None
    return _read_closed(journal.session)


def _read_closed(session: DeskSession) -> Closed:
    answer = session.answer or {}
    if session.stand is not Stand.SPOOLED and (
        answer["quarantined"] or answer["signatures"]
    ):
        return Closed(answer, 1)
    later = session.stand is Stand.SPOOLED or answer["waiting_for_signature"]
    return Closed(answer, DeferredError.exit_code if later else 0)


def _file(desk: Desk, journal: Journal) -> Closed:
    with open_archive(desk.archive, desk.settings, Access.WRITE) as archive:
        answer = file_session(archive, journal, desk.settings, desk.executor)
    for one in answer["quarantined"]:
        if one["code"] in AWAY:
            raise DeferredError(one["code"], one["message"], remedy=one["remedy"])
    session = journal.session
    if answer["waiting_for_signature"]:
        to_sign(desk.state, session.operator)
    note(desk.state.days, _day_line(session, answer))
    journal.rewrite(session.over(Stand.DONE, dict(answer), stamp(now())), "done")
    shutil.rmtree(journal.papers, ignore_errors=True)
    return _read_closed(journal.session)


def _day_line(session: DeskSession, answer: SessionAnswer) -> DayLine:
    """A filed dossier in the day's figures."""
    documents = answer["documents"]
    return DayLine(
        session.id,
        DeskAct.FILED,
        session.operator,
        papers=len(documents),
        pages=sum(one["page_count"] for one in documents),
        results=sum(one["kind"] == "result" for one in documents),
        reused=len(session.reused),
        already_had=sum(one["already_had"] for one in documents),
        refused=len(answer["quarantined"]),
        seconds=answer["seconds"],
        desk=session.desk,
    )


def _may_come_back(desk: Desk, error: DigitizationError) -> bool:
    """Whether what stands in the way goes by itself."""
    if isinstance(error, (StorageError, DeferredError)):
        return True
    return error.code in AWAY and desk.is_known()


def _keep_sealed(desk: Desk, journal: Journal, error: DigitizationError) -> Closed:
    """Seal a session's papers. Raises the error itself where that can't be done either."""
    session, lang = journal.session, desk.settings.lang
    try:
        put_aside(journal, desk.state)
    except DigitizationError:
        _LOGGER.exception("can't be put aside: %s", session.id)
        raise error from None
    reason, _ = localized(error.code, error.message, error.remedy, lang, error.values)
    answer = DeferredAnswer(
        session.id, session.dossier_code, tell("saved_for_later", lang, reason=reason)
    )
    over = session.over(Stand.SPOOLED, to_plain(answer), stamp(now()))
    note(
        desk.state.days,
        DayLine(session.id, DeskAct.DEFERRED, session.operator, desk=session.desk),
    )
    journal.rewrite(over, "spooled")
    shutil.rmtree(journal.papers, ignore_errors=True)
    return _read_closed(journal.session)


def file_waiting(desk: Desk) -> int:
    """File what was put aside, the oldest first; gives how many were filed.

    Raises:
        DigitizationError: what stood in the way stands there still; the rest goes on waiting.
    """
    filed = 0
    with exclusive_lock(desk.state.root / ".spool.lock", 0o600):
        for place in list_waiting(desk.state):
            _file_sealed(desk, place)
            filed += 1
    return filed


def _file_sealed(desk: Desk, place: Path) -> None:
    try:
        journal = take_back(place, desk.state, desk.folder.require())
    except StorageError as error:
        if error.code == DAMAGED:
            set_aside_damaged(place)
            _LOGGER.error("can't be opened: %s", place.name)
            return
        raise
    if journal is None:
        set_aside_damaged(place)
        return
    session = journal.session
    own = desk.settings.model_copy(update={"operator": session.operator})
    try:
        _file(replace(desk, settings=own), journal)
    except DigitizationError as error:
        _keep_sealed(desk, journal, error)
        raise
    place.unlink(missing_ok=True)
