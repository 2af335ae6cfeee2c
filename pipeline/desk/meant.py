"""Which dossier a call means that does not name its session."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.desk.kept.journal import Journal
from pipeline.desk.kept.session import DeskSession
from pipeline.errors import UsageError


def meant_journal(journals: Sequence[Journal], clerk: str | None) -> Journal:
    """The only open dossier; where none is open, the one that was closed last: the same call again,
    after its answer was lost. What was put aside and is filed by itself meanwhile is in nobody's
    way.

    Args:
        journals: those that the call may mean.
        clerk: who calls, where the call says so. Then only this clerk's count. Else another clerk's
            dossier is never taken for the caller's: of dossiers that two clerks had under way side
            by side, none is meant.

    Raises:
        UsageError: `no_session`, `several_sessions`.
    """
    mine = [one for one in journals if clerk is None or one.session.operator == clerk]
    standing = [one for one in mine if not one.session.stand.is_over]
    over = [one for one in mine if one.session.stand.is_over]
    if len(standing) == 1:
        beside = [
            one for one in over if _side_by_side(one.session, standing[0].session)
        ]
        if beside:
            raise _several([*beside, *standing])
        return standing[0]
    if standing:
        raise _several(standing)
    if over:
        return max(over, key=lambda one: one.session.answered_at or "")
    raise no_session(None)


def _side_by_side(closed: DeskSession, standing: DeskSession) -> bool:
    """Whether another clerk's dossier was still open when this one was begun."""
    others = closed.operator != standing.operator
    return others and (closed.answered_at or "") >= standing.started_at


def _several(journals: Sequence[Journal]) -> UsageError:
    codes = ", ".join(dict.fromkeys(one.session.dossier_code for one in journals))
    return UsageError(
        "several_sessions",
        f"several dossiers are open at this desk: {codes}",
        item="--session",
        remedy="name the one that is meant: --session, --dossier or --operator",
        values={"codes": codes},
    )


def no_session(named: str | None) -> UsageError:
    """There is no such session."""
    return UsageError(
        "no_session",
        "there is no such session at this desk",
        item="--session" if named is None else f"--session {named[:40]}",
        remedy="begin with: sohoa desk start --dossier CODE",
    )


def another_clerks(session: DeskSession) -> UsageError:
    """A session is named by its number, and another clerk than its own."""
    return UsageError(
        "session_of_another",
        "another clerk has begun this dossier",
        item=f"--session {session.id}",
        remedy="leave --operator out, or cancel the dossier and begin it under your own name",
    )
