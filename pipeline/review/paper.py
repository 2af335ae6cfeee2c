"""What is on record of one document: the rows that decisions read and change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.review.decision import DecisionKind, Subject
from pipeline.store.record import Snapshot
from schemas.tables.rows import FIELD_KEY, MATCH_KEY

Row = dict[str, Any]
TABLES = ("documents", "fields", "matches")
KEYS: dict[str, tuple[str, ...]] = {
    "documents": ("document_id",),
    "fields": FIELD_KEY,
    "matches": MATCH_KEY,
}
"""Columns that name what a decision is about."""

_SEEN: dict[str, tuple[str, ...]] = {
    "documents": ("document_type", "status", "review_reasons"),
    "fields": ("value", "raw_value", "needs_review", "decided_in"),
    "matches": ("outcome", "citizen_id", "candidate_ids", "decided_in"),
}
_TABLE_OF = {
    DecisionKind.DOCUMENT: "documents",
    DecisionKind.FIELD: "fields",
    DecisionKind.MATCH: "matches",
}


@dataclass(slots=True)
class PaperRows:
    """One document's rows by table; decisions change them in place."""

    tables: dict[str, list[Row]]

    @property
    def document(self) -> Row:
        """The document's own row."""
        return self.tables["documents"][0]

    def copy(self) -> PaperRows:
        """The same rows, to be changed apart from these."""
        return PaperRows(
            {name: [dict(row) for row in rows] for name, rows in self.tables.items()}
        )

    def row(self, subject: Subject) -> Row | None:
        """The row that a subject names; None where there is none."""
        match subject.kind:
            case DecisionKind.FIELD:
                return self.field(subject)
            case DecisionKind.MATCH:
                return self.match(subject)
            case _:
                return self.document

    def version(self, subject: Subject) -> str | None:
        """The version of that row, as review items bear it."""
        row, table = self.row(subject), _TABLE_OF.get(subject.kind)
        return None if row is None or table is None else row_version(table, row)

    def field(self, subject: Subject) -> Row | None:
        """The field that a subject names. Where a paper states one fact twice: the one in doubt."""
        named = [
            row
            for row in self.tables["fields"]
            if (row["role"], row["role_index"], row["name"])
            == (subject.role, subject.role_index, subject.name)
        ]
        return next(
            (row for row in named if row["needs_review"]), named[0] if named else None
        )

    def match(self, subject: Subject) -> Row | None:
        """The match of the person that a subject names."""
        person = (subject.role, subject.role_index)
        return next(
            (
                one
                for one in self.tables["matches"]
                if (one["role"], one["role_index"]) == person
            ),
            None,
        )

    def has_person(self, subject: Subject) -> bool:
        """Whether the paper names this person at all."""
        person = (subject.role, subject.role_index)
        rows = (*self.tables["fields"], *self.tables["matches"])
        return any((row["role"], row["role_index"]) == person for row in rows)

    def reading(self, subject: Subject, name: str) -> Reading | None:
        """What the paper says of the person that a subject names; None where it is silent."""
        person = (subject.role, subject.role_index)
        for row in self.tables["fields"]:
            same = (row["role"], row["role_index"]) == person and row["name"] == name
            if same and row["value"]:
                return Reading(row["value"], not row["needs_review"])
        return None


@dataclass(frozen=True, slots=True)
class Reading:
    """A value on a paper; `sure` where nobody is asked about it."""

    value: str
    sure: bool


def papers_of(
    snapshot: Snapshot, document_ids: Collection[str]
) -> dict[str, PaperRows]:
    """The papers with these ids; unknown ids are left out."""
    if not document_ids:
        return {}
    rows = {
        name: _by_document(snapshot.read(name, document_ids=document_ids).to_pylist())
        for name in TABLES
    }
    return {
        document_id: PaperRows(
            {name: found.get(document_id, []) for name, found in rows.items()}
        )
        for document_id in rows["documents"]
    }


def row_version(table: str, row: Mapping[str, Any]) -> str:
    """A short digest of what people decide about; another one after any decision."""
    text = json.dumps([row[name] for name in _SEEN[table]], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _by_document(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["document_id"], []).append(dict(row))
    return found
