"""Decisions taken back: the state before is restored as a new event, and nothing is erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.review.changes.cells import DecisionEvent, RowChange, read_event
from pipeline.review.decision import DecisionKind, Subject
from pipeline.review.refusals import RefusedDecision
from pipeline.store.record import Snapshot


@dataclass(frozen=True, slots=True)
class History:
    """The decisions about some documents, in the order in which they were taken."""

    events: tuple[DecisionEvent, ...]

    def find(self, event_id: str) -> DecisionEvent | None:
        """The decision with this id."""
        return next((one for one in self.events if one.event_id == event_id), None)

    def plus(self, event: DecisionEvent) -> History:
        """With one more decision at the end."""
        return History((*self.events, event))

    def about(self, changes: Sequence[RowChange]) -> list[DecisionEvent]:
        """The decisions that touch the same cells."""
        return [
            one
            for one in self.events
            if any(mine.touches(theirs) for mine in one.changes for theirs in changes)
        ]


def history_of(snapshot: Snapshot, event_ids: Collection[str]) -> History:
    """All decisions about the documents that these decisions are about."""
    if not event_ids:
        return History(())
    named = snapshot.read("events", ["item"], where={"event_id": event_ids})["item"]
    rows = snapshot.read("events", where={"item": set(named.to_pylist())}).to_pylist()
    found = [one for row in rows if (one := read_event(row)) is not None]
    return History(tuple(sorted(found, key=lambda one: one.order)))


def plan_undo(
    subject: Subject, history: History
) -> tuple[RowChange, ...] | RefusedDecision:
    """The changes that take a decision back; () where it is taken back already."""
    event = history.find(subject.item)
    if event is None:
        return RefusedDecision(subject, "review_unknown_event")
    if event.subject.kind is DecisionKind.QUARANTINE:
        return RefusedDecision(subject, "review_settled_for_good")
    about = history.about(event.changes)
    latest = about[-1]
    if latest is event or _find_standing(about)[-1:] == [event]:
        return tuple(change.reversed() for change in reversed(event.changes))
    if latest.undoes == event.event_id:
        return ()
    return RefusedDecision(
        subject, "review_overtaken", facts={"event": latest.event_id}
    )


def _find_standing(events: Iterable[DecisionEvent]) -> list[DecisionEvent]:
    """The decisions that are in force, or would be if later ones were undone."""
    stack: list[DecisionEvent] = []
    taken_back: dict[str, DecisionEvent] = {}
    for event in events:
        again = taken_back.pop(event.undoes or "", None)
        if again is not None:
            stack.append(again)
        elif event.undoes is not None and stack and stack[-1].event_id == event.undoes:
            taken_back[event.event_id] = stack.pop()
        else:
            stack.append(event)
    return stack
