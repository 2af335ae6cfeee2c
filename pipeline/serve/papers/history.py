"""What happened to a dossier, in words: its events, and which decisions can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.review.changes.cells import read_event
from pipeline.review.decision import OK, DecisionKind, Subject
from pipeline.serve.papers.documents import Row
from pipeline.serve.texts import PageWords
from pipeline.store.disposals import disposal_facts, disposals_in
from schemas.archive import ReceivedVerdict
from schemas.tables.disposal import Disposal

_UNTOLD = {"changes", "item", "what", "rests_on"}
"""Parts of a decision's detail that its changes and its item say already."""
_TOLD = (
    "value",
    "citizen_id",
    "outcome",
    "document_type",
    "superseded_by",
    "withdrawn_on",
)
_SHOWN_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as the history shows it.

    `facts` are its detail, name by name; `undo` the decision's id where it can be taken back.
    """

    at: str
    actor: str
    action: str
    item: str
    facts: tuple[tuple[str, str], ...]
    undo: str | None


def tell_history(events: Sequence[Row], words: PageWords) -> list[Happening]:
    """Events in words, the newest first."""
    open_ids = _find_standing(events)
    return [
        Happening(
            row["at"],
            row["actor"],
            words.of("actions", row["action"]),
            row["item"],
            tuple(_facts(row, words)),
            row["event_id"] if row["event_id"] in open_ids else None,
        )
        for row in sorted(events, key=lambda row: str(row["at"]), reverse=True)
    ]


def _find_standing(events: Sequence[Row]) -> set[str]:
    """Ids of the decisions that were not taken back."""
    found = [one for row in events if (one := read_event(row)) is not None]
    taken_back = {one.undoes for one in found}
    return {
        one.event_id
        for one in found
        if one.event_id not in taken_back
        and one.subject.kind is not DecisionKind.QUARANTINE
    }


def _facts(row: Row, words: PageWords) -> Iterator[tuple[str, str]]:
    for disposal in disposals_in((row,)):
        yield from _disposal_facts(disposal, words)
        return
    detail: str | None = row["detail"]
    try:
        found: Any = json.loads(detail or "null")
    except ValueError:
        found = detail
    if isinstance(found, dict):
        subject = Subject.parse(str(found.get("item", "")))
        if subject is not None:
            yield "", _about(subject, words)
        for name, value in found.items():
            if name not in _UNTOLD:
                yield words.of("details", name), _word_value(name, value, words)
        field = subject.name if subject is not None else None
        yield from _changes(found.get("changes", ()), field or "", words)
    elif found is not None:
        yield "", _word_value("reasons", found, words)


def _disposal_facts(disposal: Disposal, words: PageWords) -> Iterator[tuple[str, str]]:
    """Whose decision it was, and what went."""
    facts = disposal_facts(disposal)
    yield words.of("details", "signer"), facts["signer"]
    yield words.of("details", "decision"), f"{facts['decision']}…"
    ids = ", ".join(one.document_id for one in disposal.papers)
    yield words.of("details", "documents"), ids


def _about(subject: Subject, words: PageWords) -> str:
    """What a decision was about: `Mẹ: Ngày sinh`, `Mẹ: Công dân`."""
    what = (
        words.field(subject.name) if subject.name else words.of("kinds", subject.kind)
    )
    role = words.role(subject.role, subject.role_index)
    return f"{role}: {what}" if role else what


def _changes(
    changes: Sequence[Mapping[str, Any]], field: str, words: PageWords
) -> Iterator[tuple[str, str]]:
    """What a decision changed, cell by cell: `16/05/2009 → 17/05/2009`; `field` names the value."""
    for one in changes:
        before, after = one.get("before") or {}, one.get("after") or {}
        for name in _TOLD:
            if name in before or name in after:
                label = (
                    words.field(field) if name == "value" else words.of("details", name)
                )
                old, new = (
                    _word_value(name, side.get(name), words) for side in (before, after)
                )
                yield label, f"{old} → {new}"


def _word_value(name: str, value: object, words: PageWords) -> str:
    if isinstance(value, list):
        return ", ".join(_word_value(name, one, words) for one in value)
    text = "–" if value is None else str(value)
    if name == "typed" and text == OK:
        return words("kept_as_it_is")
    if name in ("against", "reasons"):
        return words.reason(text)
    if name == "verdict":
        return _verdict(text, words)
    if name == "signatures":
        signed = [one.rpartition(": ") for one in text.split("; ")]
        return "; ".join(
            f"{who}{colon}{_verdict(told, words)}" for who, colon, told in signed
        )
    if name == "outcome":
        return words.of("outcomes", text)
    return text[:_SHOWN_DIGITS] + "…" if name == "sha256" else words.day(text)


def _verdict(text: str, words: PageWords) -> str:
    """What was found of a signature; what is no verdict stays as it was written."""
    known = text in set(ReceivedVerdict)
    return words.reason(ReceivedVerdict(text).review_reason) if known else text
