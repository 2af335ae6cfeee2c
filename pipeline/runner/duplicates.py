"""What is there already, told in the answer of a call and as an event; nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from pipeline.common.clock import now, stamp
from pipeline.runner.context import RunContext
from schemas.tables.rows import EventRow, make_event


class Duplicate(StrEnum):
    """How something offered is there already."""

    FILED = "already filed"
    SAME_FILE = "the same file twice"
    SAME_BYTES = "the same bytes in another dossier"
    SCANNED_AGAIN = "another scan of the same sheet"
    SAME_SHEET = "another scan of the same sheet, in another dossier"


def tell_duplicate(
    known: str,
    offered_as: str,
    why: Duplicate,
    context: RunContext,
    events: Callable[[EventRow], None],
) -> None:
    """Tell that a document on file, `known`, is what was offered under another name.

    Args:
        known: its document id.
        offered_as: a name in the inbox, or the id of the document that it became.
        why: how they are the same.
        context: the call.
        events: takes the event.
    """
    told = {"why": why.value, "offered_as": offered_as}
    context.tally.duplicates.append({"document_id": known, **told})
    events(make_event(stamp(now()), context.actor, "duplicate check", known, told))
