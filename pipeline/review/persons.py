"""The persons that wait for a decision: as the paper names them, beside the citizens that may be
meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.persons import person_query
from pipeline.match.beside import Beside, place_beside
from pipeline.match.register import Register
from pipeline.review.decision import DecisionKind
from pipeline.review.items import ReviewItem
from pipeline.store.record import Snapshot
from schemas.linkage import PersonQuery

_COLUMNS = ("document_id", "role", "role_index", "name", "value")
_Person = tuple[str, str | None, int | None]


@dataclass(frozen=True, slots=True)
class PersonInDoubt:
    """A person of a paper, and the candidates that the register holds, best first."""

    read: PersonQuery
    candidates: tuple[Beside, ...]


def persons_in_doubt(
    items: Sequence[ReviewItem], snapshot: Snapshot, register: Register | None
) -> dict[str, PersonInDoubt]:
    """By the key of each match item, the person and the candidates; without a register there are
    none."""
    matches = [one for one in items if one.subject.kind is DecisionKind.MATCH]
    if not matches:
        return {}
    facts = _facts(snapshot, {one.subject.item for one in matches})
    read = [_query(one, facts) for one in matches]
    if register is None:
        beside: list[tuple[Beside, ...]] = [()] * len(matches)
    else:
        asked = [(one, item.candidates) for one, item in zip(read, matches, strict=True)]
        beside = place_beside(asked, register)
    return {
        item.key: PersonInDoubt(one, found)
        for item, one, found in zip(matches, read, beside, strict=True)
    }


def _facts(snapshot: Snapshot, ids: set[str]) -> dict[_Person, dict[str, str]]:
    facts: dict[_Person, dict[str, str]] = {}
    table = snapshot.read("fields", _COLUMNS, ids)
    for document, role, index, name, value in zip(
        *(table[column].to_pylist() for column in _COLUMNS), strict=True
    ):
        if role is not None and value:
            facts.setdefault((document, role, index), {})[name] = value
    return facts


def _query(item: ReviewItem, facts: Mapping[_Person, Mapping[str, str]]) -> PersonQuery:
    subject = item.subject
    known = facts.get((subject.item, subject.role, subject.role_index), {})
    return person_query(subject.role or "", subject.role_index or 0, known)
