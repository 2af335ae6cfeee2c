"""Papers on file of the dossiers that a commit adds to: how they stand, what each says by itself,
and what was told of them already."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NotRequired, TypedDict, TypeVar

from pipeline.ledger import Ledger
from pipeline.plan.contradictions import FOUND
from pipeline.store.record import RecordStore
from pipeline.store.typed import read_rows
from schemas.tables.rows import DocumentRow, FieldRow, MatchRow
from schemas.work import Contradiction, DocumentRows

PERSONS_COMPARED = "persons compared"
"""The event that keeps how a person was decided before other papers of the dossier had a say."""
NUMBER = "citizen_id"
Person = tuple[str, int]
"""A person of a paper: the role, the number in it."""
R = TypeVar("R", FieldRow, MatchRow)


class MatchCells(TypedDict):
    """What a decision about a person is made of: columns of `matches`. Events of earlier versions
    name no register."""

    outcome: str
    citizen_id: str | None
    weight: float | None
    probability: float | None
    runner_up_weight: float | None
    explanation: str
    candidate_ids: Sequence[str]
    register_version: NotRequired[str | None]


class ComparedPerson(TypedDict):
    """The detail of an event PERSONS_COMPARED; `number_asked`: whether the person's number waited
    for somebody before."""

    role: str
    role_index: int
    before: MatchCells
    after: MatchCells
    number_asked: bool


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A paper on file that stands.

    `stands`: its rows; `own`: the same before other papers of the dossier had a say about its
    persons; `told`: the contradictions that its events name, decided or not.
    """

    stands: DocumentRows
    own: DocumentRows
    told: frozenset[Contradiction] = frozenset()


@dataclass(frozen=True, slots=True)
class _Event:
    item: str
    action: str
    detail: str


def load_filed(
    codes: Collection[str], made: Collection[str], ledger: Ledger, store: RecordStore
) -> dict[str, FiledPaper]:
    """The papers of some dossiers that are on file and stand, by document id; those that another
    scan replaces, or that were withdrawn, are held against nothing.

    Nothing is read for a dossier that is new.

    Args:
        codes: the dossiers.
        made: documents that are being filed now.
        ledger: says which papers a dossier has.
        store: has them.
    """
    known = [one for code in codes for one in ledger.documents.list_done(code)]
    ids = [one for one in known if one not in made]
    if not ids:
        return {}
    fields = _group(read_rows(store, "fields", FieldRow, ids))
    matches = _group(read_rows(store, "matches", MatchRow, ids))
    where = {"item": ids, "action": [FOUND, PERSONS_COMPARED]}
    events = read_rows(store, "events", _Event, where=where)
    found: dict[str, FiledPaper] = {}
    for row in read_rows(store, "documents", DocumentRow, ids):
        if not (row.superseded_by or row.withdrawn_on):
            one = row.document_id
            rows = DocumentRows(
                row, fields=fields.get(one, ()), matches=matches.get(one, ())
            )
            found[one] = _paper(rows, [event for event in events if event.item == one])
    return found


def _group(rows: Iterable[R]) -> dict[str, tuple[R, ...]]:
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.document_id, []).append(row)
    return {one: tuple(its) for one, its in found.items()}


def _paper(rows: DocumentRows, events: Sequence[_Event]) -> FiledPaper:
    told = frozenset(
        Contradiction(**json.loads(one.detail)) for one in events if one.action == FOUND
    )
    before: dict[Person, ComparedPerson] = {}
    for one in events:
        if one.action == PERSONS_COMPARED:
            said: ComparedPerson = json.loads(one.detail)
            before.setdefault((said["role"], said["role_index"]), said)
    return FiledPaper(rows, _by_itself(rows, before) if before else rows, told)


def _by_itself(
    rows: DocumentRows, before: Mapping[Person, ComparedPerson]
) -> DocumentRows:
    """The rows as they were before other papers had a say; what a person decided stays."""
    return replace(
        rows,
        matches=tuple(_own_match(one, before) for one in rows.matches),
        fields=tuple(_own_field(one, before) for one in rows.fields),
    )


def _own_match(one: MatchRow, before: Mapping[Person, ComparedPerson]) -> MatchRow:
    said = before.get((one.role, one.role_index))
    if said is None or one.decided_in:
        return one
    cells = said["before"]
    return replace(
        one,
        outcome=cells["outcome"],
        citizen_id=cells["citizen_id"],
        weight=cells["weight"],
        probability=cells["probability"],
        runner_up_weight=cells["runner_up_weight"],
        explanation=cells["explanation"],
        candidate_ids=tuple(cells["candidate_ids"]),
        register_version=cells.get("register_version"),
    )


def _own_field(one: FieldRow, before: Mapping[Person, ComparedPerson]) -> FieldRow:
    said = before.get((one.role or "", one.role_index or 0))
    if said is None or one.name != NUMBER or one.decided_in:
        return one
    return replace(one, needs_review=said["number_asked"])
