"""What a page's answer becomes: checked, typed twice where numbers are, taken into the record."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.review.apply import decide
from pipeline.review.decision import OK, UNDONE, Decision, DecisionKind, Subject
from pipeline.review.open_items.items import ReviewItem
from pipeline.review.refusals import DecisionsRefused
from pipeline.serve.accounts.sessions import Session
from pipeline.serve.accounts.users import Right
from pipeline.serve.items.keyings import Keying, Look
from pipeline.serve.site import Site

_OVERTAKEN = {"review_stale", "review_disposed"}
"""Refusals after which the item is not as it was shown."""
TYPED_TWICE = {"citizen_id", "old_id", "amount"}
_LONGEST_VALUE = 500
_LONGEST_PAUSE = 600.0
"""Seconds: a longer time with an item was not spent on it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to an item: the value as typed and, where need be, why."""

    value: str
    because: str | None = None
    seconds: float = 0.0


def paper_of(item: ReviewItem) -> str:
    """What a lease is held on."""
    return f"{item.subject.kind is DecisionKind.QUARANTINE}|{item.subject.item}"


def is_typed_twice(site: Site, item: ReviewItem) -> bool:
    """Whether two people type this item's value."""
    subject = item.subject
    return (
        subject.kind is DecisionKind.FIELD
        and subject.name in TYPED_TWICE
        and site.keys_twice()
    )


def look_at(site: Site, item: ReviewItem) -> Look:
    """Whose turn it is with an item that is typed twice."""
    return (Look.FIRST, Look.SECOND, Look.THIRD)[min(len(site.keyings.of(item.key)), 2)]


def may_have(
    site: Site, session: Session, item: ReviewItem, typed: tuple[str, ...]
) -> bool:
    """Whether somebody may be handed an item that `typed` have typed already.

    Nobody is second to themselves. The third look is another person's, where there is one.
    """
    if session.who not in typed:
        return True
    reviewers = {one.login for one in site.users.list() if one.may(Right.REVIEW)}
    return len(typed) >= 2 and reviewers <= set(typed)


def answer_item(site: Site, session: Session, item: ReviewItem, answer: Answer) -> str:
    """Take an answer; gives what came of it: `taken`, `typed` (a second look follows) or `differs`
    (a third look follows).

    Raises:
        UsageError: the value does not fit, the item was changed or decided by somebody else.
        StorageError: nothing was changed.
    """
    _require_value(answer)
    if not is_typed_twice(site, item):
        _decide(site, session, item, answer)
        return "taken"
    return _answer_number(site, session, item, answer)


def _answer_number(
    site: Site, session: Session, item: ReviewItem, answer: Answer
) -> str:
    value = item.found or "" if answer.value == OK else answer.value
    digits = "".join(value.split())
    typed = site.keyings.of(item.key)
    mine = Keying(session.who, session.user.name, digits)
    if not typed or (len(typed) == 1 and typed[0].value != digits):
        site.keyings.add(item.key, mine)
        session.done.append(("keying", item.key))
        _count(site, session, item, answer)
        return "differs" if typed else "typed"
    _decide(site, session, item, Answer(digits, answer.because, answer.seconds))
    kind = item.subject.kind
    for one in (*typed[:2], mine)[:2]:
        agreed = int(one.value == digits)
        site.keyings.count(one.login, one.name, kind, keyed=1, agreed=agreed)
    site.keyings.forget(item.key)
    return "taken"


def _decide(site: Site, session: Session, item: ReviewItem, answer: Answer) -> None:
    of_paper = item.subject.kind is not DecisionKind.QUARANTINE
    seen = item.version if of_paper else None
    decision = Decision(item.subject, answer.value, answer.because, seen)
    if not of_paper:
        # What is settled is gone from quarantine: it can't be taken back.
        apply_decision(site, session, decision)
        site.queue.settle(item.subject.item)
    else:
        try:
            events = apply_decision(site, session, decision, item.subject.item)
        except DecisionsRefused as refused:
            if refused.code in _OVERTAKEN:
                site.queue.renew(item.subject.item)
            raise
        session.done.append(("decision", item.key, *events))
    _count(site, session, item, answer)


def apply_decision(
    site: Site, session: Session, decision: Decision, document_id: str | None = None
) -> tuple[str, ...]:
    """Take one decision into the record, and the document's items anew into the queue; gives the
    ids of its events."""
    applied = decide(
        site.folder.root,
        site.settings,
        [decision],
        actor=session.user.name,
        register=site.register,
    )
    if document_id is not None:
        commit = int(applied.events[0].partition("-")[0]) if applied.events else None
        site.queue.renew(document_id, commit)
    return applied.events


def _count(site: Site, session: Session, item: ReviewItem, answer: Answer) -> None:
    seconds = min(max(answer.seconds, 0.0), _LONGEST_PAUSE)
    kind = item.subject.kind
    site.keyings.count(
        session.who, session.user.name, kind, seconds=seconds, decisions=1
    )


def _require_value(answer: Answer) -> None:
    if not answer.value.strip() or len(answer.value) > _LONGEST_VALUE:
        raise UsageError(
            "no_value",
            "no value was given",
            item="value",
            remedy="type what stands on the paper, or skip the item",
        )


def take_back(site: Site, session: Session) -> str:
    """Undo the session's last decision; gives the item's key.

    Raises:
        UsageError: `nothing_to_undo`; or the record has gone on since.
    """
    if not session.done:
        raise UsageError(
            "nothing_to_undo",
            "there is no decision of this sitting to undo",
            item="undo",
            remedy="earlier decisions: on the dossier's page",
        )
    what, key, *events = session.done[-1]
    if what == "keying":
        site.keyings.forget(key, session.who)
    subject = Subject.parse(key)
    document_id = subject.item if subject else None
    for event_id in reversed(events):
        undoing = Decision(Subject(DecisionKind.UNDO, event_id), UNDONE)
        apply_decision(site, session, undoing, document_id)
    session.done.pop()
    return key
