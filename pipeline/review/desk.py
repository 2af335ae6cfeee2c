"""The working state of one call: decisions are checked against it, change it, and leave events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pipeline.common.clock import stamp
from pipeline.review.changes.cells import (
    DecisionEvent,
    RowChange,
    add_row,
    apply_change,
    edit,
    event_row,
)
from pipeline.review.changes.outcome import changes_of, outcome_of
from pipeline.review.changes.replacement import check_replacement
from pipeline.review.changes.undo import History, plan_undo
from pipeline.review.checks.rules import Checked, Knowledge, check, normal_form
from pipeline.review.checks.values import WrongValue
from pipeline.review.decision import Decision, DecisionKind, Subject
from pipeline.review.paper import PaperRows
from pipeline.review.refusals import RefusedDecision, missing_document
from pipeline.store.record import StoreChange
from schemas.tables.disposal import Disposal
from schemas.tables.rows import EventRow

# Values before the persons that they name.
_ORDER = (
    DecisionKind.FIELD,
    DecisionKind.MATCH,
    DecisionKind.DOCUMENT,
    DecisionKind.WITHDRAW,
    DecisionKind.SUPERSEDE,
)


_CELLS = (DecisionKind.FIELD, DecisionKind.MATCH)


@dataclass(slots=True)
class ReviewDesk:
    """Papers with what is known beside them, and what decisions have made of them so far.

    `commit` is the number that the change will have: events are named after it; `gone` says of
    papers that are not there by which disposal they went, None where there never was one.
    """

    papers: dict[str, PaperRows]
    history: History
    known: Knowledge
    actor: str
    at: datetime
    commit: int
    gone: Mapping[str, Disposal | None] = field(default_factory=dict)
    events: list[EventRow] = field(default_factory=list)
    refusals: list[RefusedDecision] = field(default_factory=list)
    changed: dict[str, set[str]] = field(default_factory=dict)
    """By document, the tables that changed."""
    unchanged: int = 0

    def take(self, decisions: Iterable[Decision]) -> None:
        """Check all decisions and make those that hold; `refusals` has the others."""
        wanted = list(decisions)
        undone = [one for one in wanted if one.subject.kind is DecisionKind.UNDO]
        # The last one first, so that each finds the state that it is to take back.
        for decision in sorted(undone, key=self._place_of, reverse=True):
            self._undo(decision)
        rest = [one for one in wanted if one.subject.kind is not DecisionKind.UNDO]
        rest.sort(key=lambda one: _ORDER.index(one.subject.kind))
        drafts = self._drafts(rest)
        for decision in rest:
            self._decide(decision, drafts)

    def _place_of(self, decision: Decision) -> tuple[int, int]:
        event = self.history.find(decision.subject.item)
        return (0, 0) if event is None else event.order

    def change(self) -> StoreChange:
        """What the store is to take in."""
        replaced: dict[str, Mapping[str, Sequence[Mapping[str, Any]]]] = {
            document_id: {
                name: self.papers[document_id].tables[name] for name in sorted(tables)
            }
            for document_id, tables in self.changed.items()
        }
        return StoreChange(append={"events": self.events}, replace_documents=replaced)

    def note(
        self,
        subject: Subject,
        item: str,
        changes: Sequence[RowChange],
        **detail: object,
    ) -> None:
        """Leave an event."""
        event_id = self.next_event()
        at = stamp(self.at)
        self.events.append(
            event_row(event_id, at, self.actor, subject, item, changes, **detail)
        )

    def next_event(self) -> str:
        """The id of the next event."""
        return f"{self.commit}-{len(self.events) + 1}"

    def _drafts(self, decisions: Sequence[Decision]) -> dict[str, PaperRows]:
        """Copies of the papers with all values and links of these decisions, so that they are
        checked beside one another; what is no value is left for the check to say."""
        ids = {one.subject.item for one in decisions} & self.papers.keys()
        drafts = {document_id: self.papers[document_id].copy() for document_id in ids}
        for decision in decisions:
            paper = drafts.get(decision.subject.item)
            if paper is not None and decision.subject.kind in _CELLS:
                _draft(decision, paper, self.known)
        return drafts

    def _decide(self, decision: Decision, drafts: Mapping[str, PaperRows]) -> None:
        subject = decision.subject
        paper = self.papers.get(subject.item)
        if paper is None:
            self.refusals.append(missing_document(subject, self.gone.get(subject.item)))
            return
        if subject.kind is DecisionKind.SUPERSEDE:
            checked = check_replacement(
                decision, paper, self.papers.get(decision.value)
            )
        else:
            checked = check(decision, drafts[subject.item], self.known, paper)
        if isinstance(checked, RefusedDecision):
            self.refusals.append(checked)
            return
        changes = changes_of(
            checked, paper, self.actor, self.at.date(), self.next_event()
        )
        if not changes:
            self.unchanged += 1
        elif decision.seen not in (None, paper.version(subject)):
            self.refusals.append(RefusedDecision(subject, "review_stale"))
        else:
            self._make(subject, changes, **_event_detail(checked))

    def _undo(self, decision: Decision) -> None:
        subject = decision.subject
        changes = plan_undo(subject, self.history)
        if isinstance(changes, RefusedDecision):
            self.refusals.append(changes)
        elif not changes:
            self.unchanged += 1
        else:
            event_id = self.next_event()
            if self._make(
                subject, changes, undoes=subject.item, because=decision.because
            ):
                document_id = str(changes[0].key["document_id"])
                done = DecisionEvent(
                    event_id, document_id, subject, changes, subject.item
                )
                self.history = self.history.plus(done)

    def _make(
        self, subject: Subject, changes: Sequence[RowChange], **detail: object
    ) -> bool:
        """Make the changes and leave an event; False where what they change stands no longer."""
        document_id = str(changes[0].key["document_id"])
        paper = self.papers.get(document_id)
        if paper is None:  # what was decided then went with its paper
            self.refusals.append(missing_document(subject, self.gone.get(document_id)))
            return False
        if not all(apply_change(one, paper) for one in changes):
            self.refusals.append(RefusedDecision(subject, "review_changed_since"))
            return False
        self.changed.setdefault(document_id, set()).update(one.table for one in changes)
        self.note(subject, document_id, changes, **detail)
        return True


def _draft(decision: Decision, paper: PaperRows, known: Knowledge) -> None:
    """Put the value or link into a draft, where it has one."""
    subject = decision.subject
    if subject.role is not None and not paper.has_person(subject):
        return
    try:
        value = normal_form(decision, paper, known)
    except WrongValue:
        return
    if subject.kind is DecisionKind.FIELD:
        table, cells = "fields", {"value": value, "needs_review": False}
    else:
        table = "matches"
        cells = {"citizen_id": value, "outcome": outcome_of(value)}
    row = paper.row(subject)
    change = add_row(table, subject, cells) if row is None else edit(table, row, cells)
    if change is not None:
        apply_change(change, paper)


def _event_detail(checked: Checked) -> dict[str, object]:
    """What the event says beside the changes."""
    decision = checked.decision
    return {
        "typed": decision.value,
        "rests_on": list(checked.rests_on),
        "against": list(checked.against),
        "because": (decision.because or "").strip(),
    }
