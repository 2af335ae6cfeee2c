"""The persons that wait for a decision: as the paper names them, beside the citizens that may be
meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.persons import person_query
from pipeline.match.explanation.beside import Beside, place_beside
from pipeline.match.register import Register
from pipeline.review.decision import DecisionKind, Subject
from pipeline.review.open_items.items import ReviewItem, ValuePlace
from pipeline.store.record import Snapshot
from pipeline.store.typed import read_rows
from schemas.linkage import PersonQuery

_PLACED_BY = ("full_name", "citizen_id", "old_id")
_Person = tuple[str, str | None, int | None]


@dataclass(frozen=True, slots=True)
class _Fact:
    document_id: str
    role: str | None
    role_index: int | None
    name: str
    value: str | None
    page: int | None
    x0: float | None
    y0: float | None
    x1: float | None
    y1: float | None


@dataclass(frozen=True, slots=True)
class PersonInDoubt:
    """A person of a paper, and the candidates that the register holds, best first; `place` is where
    the paper names the person."""

    read: PersonQuery
    candidates: tuple[Beside, ...]
    place: ValuePlace | None = None


def persons_in_doubt(
    items: Sequence[ReviewItem], snapshot: Snapshot, register: Register | None
) -> dict[str, PersonInDoubt]:
    """By the key of each match item, the person and the candidates; without a register there are
    none."""
    matches = [one for one in items if one.subject.kind is DecisionKind.MATCH]
    if not matches:
        return {}
    facts = _facts(snapshot, {one.subject.item for one in matches})
    named = [facts.get(_person(one.subject), {}) for one in matches]
    read = [_query(one, rows) for one, rows in zip(matches, named, strict=True)]
    if register is None:
        beside: list[tuple[Beside, ...]] = [()] * len(matches)
    else:
        asked = [
            (one, item.candidates) for one, item in zip(read, matches, strict=True)
        ]
        beside = place_beside(asked, register)
    return {
        item.key: PersonInDoubt(one, found, _place(rows))
        for item, one, found, rows in zip(matches, read, beside, named, strict=True)
    }


def _facts(snapshot: Snapshot, ids: set[str]) -> dict[_Person, dict[str, _Fact]]:
    facts: dict[_Person, dict[str, _Fact]] = {}
    for row in read_rows(snapshot, "fields", _Fact, ids):
        if row.role is not None and row.value:
            person = row.document_id, row.role, row.role_index
            facts.setdefault(person, {})[row.name] = row
    return facts


def _person(subject: Subject) -> _Person:
    return subject.item, subject.role, subject.role_index


def _query(item: ReviewItem, facts: Mapping[str, _Fact]) -> PersonQuery:
    known = {name: row.value for name, row in facts.items() if row.value}
    return person_query(item.subject.role or "", item.subject.role_index or 0, known)


def _place(facts: Mapping[str, _Fact]) -> ValuePlace | None:
    row = next((facts[name] for name in _PLACED_BY if name in facts), None)
    if row is None or row.page is None:
        return None
    box = (
        None
        if row.x0 is None
        else (row.x0, row.y0 or 0.0, row.x1 or 0.0, row.y1 or 0.0)
    )
    return ValuePlace(row.page, box)
