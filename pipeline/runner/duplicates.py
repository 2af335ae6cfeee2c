"""What is there already, told in the answer of a call and as an event. For a second scan of a sheet
in its own dossier a person is asked, too (runner/dossiers)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.common.clock import now, stamp
from pipeline.runner.context import RunContext
from schemas.tables.rows import EventRow, make_event


class Duplicate(StrEnum):
    """How something offered is there already."""

    FILED = "already filed"
    DISPOSED = "filed once, and removed on a decision"
    SAME_FILE = "the same file twice"
    SAME_BYTES = "the same bytes in another dossier"
    SCANNED_AGAIN = "another scan of the same sheet"
    SAME_SHEET = "another scan of the same sheet, in another dossier"


@dataclass(frozen=True, slots=True)
class DuplicateTold:
    """A document on file, `known`, is what was offered as another name, or as the document that it
    became."""

    known: str
    offered_as: str
    why: Duplicate

    def as_json(self) -> dict[str, str]:
        """As answers show it."""
        return {"document_id": self.known, **self._detail}

    def event(self, actor: str) -> EventRow:
        """The event that keeps it."""
        return make_event(
            stamp(now()), actor, "duplicate check", self.known, self._detail
        )

    @property
    def _detail(self) -> dict[str, str]:
        return {"why": self.why.value, "offered_as": self.offered_as}


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
    told = DuplicateTold(known, offered_as, why)
    context.tally.duplicates.append(told.as_json())
    events(told.event(context.actor))
