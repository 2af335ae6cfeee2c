"""Contradictions that wait for a person: which papers, and both sides."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipeline.plan.contradictions import CONTRADICTIONS, FOUND
from pipeline.store.record import RecordStore, Snapshot
from pipeline.store.typed import read_rows
from schemas.answers.work import ContradictionJson
from schemas.states import RecordStatus
from schemas.work import Contradiction


@dataclass(frozen=True, slots=True)
class _Waiting:
    document_id: str
    review_reasons: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class _Noted:
    item: str
    detail: str


@dataclass(frozen=True, slots=True)
class OpenContradiction:
    """A contradiction of a document that nobody has decided about."""

    document_id: str
    contradiction: Contradiction

    @property
    def sides(self) -> str:
        """Both sides, for people: what was found, and what stands against it."""
        return f"{self.contradiction.found} / {self.contradiction.against}"

    def as_json(self) -> ContradictionJson:
        """As answers of run, counter and status show it."""
        one = self.contradiction
        return {
            "document_id": self.document_id,
            "code": one.code,
            "found": one.found,
            "against": one.against,
        }


def open_contradictions(
    store: RecordStore | Snapshot, document_ids: Collection[str] | None = None
) -> list[OpenContradiction]:
    """Those on file (or among these documents), in the order of the documents."""
    where = {"status": {RecordStatus.NEEDS_REVIEW.value}}
    rows = read_rows(store, "documents", _Waiting, document_ids, where)
    waiting = {row.document_id: set(row.review_reasons or ()) for row in rows}
    return contradictions_of(
        store,
        {one: codes for one, codes in waiting.items() if codes & set(CONTRADICTIONS)},
    )


def contradictions_of(
    store: RecordStore | Snapshot, reasons: Mapping[str, Collection[str]]
) -> list[OpenContradiction]:
    """The contradictions of documents that wait for these reasons."""
    if not reasons:
        return []
    where = {"item": list(reasons), "action": [FOUND]}
    found: dict[OpenContradiction, None] = {}
    for row in read_rows(store, "events", _Noted, where=where):
        one = Contradiction(**json.loads(row.detail))
        if one.code in reasons[row.item]:
            found[OpenContradiction(row.item, one)] = None
    return sorted(found, key=lambda one: one.document_id)
