"""What is open: everything that waits for a person's decision, as of one snapshot of the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose
from pathlib import Path
from typing import Any

from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.open_archive import open_archive
from pipeline.plan.contradictions import CONTRADICTIONS
from pipeline.plan.open_contradictions import contradictions_of
from pipeline.review.decision import DecisionKind, Subject
from pipeline.review.paper import row_version
from pipeline.store.record import Snapshot
from schemas.states import MatchOutcome, RecordStatus

UNSURE, HANDWRITTEN, UNCLEAR = "field_unsure", "field_handwritten", "person_unclear"
ALIKE = "persons_alike"
"""Reasons of fields and of matches (ALIKE: the paper does not tell the best candidates apart);
those of documents and quarantine are their own codes."""

_DOCUMENT_COLUMNS = (
    "document_id",
    "dossier_code",
    "agency_code",
    "batch_id",
    "document_type",
    "pdf_path",
    "status",
    "review_reasons",
    "superseded_by",
)


@dataclass(frozen=True, slots=True)
class ValuePlace:
    """Where a value stands: page from 1, box in pixels of the unturned scan."""

    page: int
    box: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One thing to decide.

    `found` is what the machine read or took (a value, a type, a file's name); `reasons` are codes;
    `explanation` is the matching's own line, `sides` both sides of contradictions by their reason.
    `version` changes with the row that the item was made from. Facts of the document are None for
    entries of quarantine.
    """

    subject: Subject
    found: str | None
    reasons: tuple[str, ...]
    version: str
    candidates: tuple[str, ...] = ()
    explanation: str = ""
    sides: Mapping[str, str] = field(default_factory=dict)
    confidence: float | None = None
    place: ValuePlace | None = None
    dossier_code: str | None = None
    agency_code: str | None = None
    batch_id: str | None = None
    document_type: str | None = None
    pdf_path: str | None = None

    @property
    def key(self) -> str:
        """The name of its subject in tables."""
        return str(self.subject)


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items are wanted; None takes all."""

    kind: DecisionKind | None = None
    batch_id: str | None = None
    agency_code: str | None = None
    reason: str | None = None

    def takes(self, item: ReviewItem) -> bool:
        """Whether an item is wanted."""
        return (
            self.kind in (None, item.subject.kind)
            and self.batch_id in (None, item.batch_id)
            and self.agency_code in (None, item.agency_code)
            and (self.reason is None or self.reason in item.reasons)
        )


ALL = ItemFilter()


def open_items(archive: Path, wanted: ItemFilter = ALL) -> list[ReviewItem]:
    """All open items that are wanted: documents, matches, fields, matches that their papers alone
    can't settle (ALIKE), quarantine, each in the order of their ids.

    Raises:
        UsageError: this is no archive.
    """
    stored: list[ReviewItem] = []
    with open_archive(archive) as opened:
        if wanted.kind is not DecisionKind.QUARANTINE:
            stored = stored_items(opened.store.snapshot())
        items = [*stored, *quarantine_items(opened.folder)]
    return [one for one in items if wanted.takes(one)]


def stored_items(
    snapshot: Snapshot, document_ids: Collection[str] | None = None
) -> list[ReviewItem]:
    """The open items of the store, or of some documents; a paper that another one replaces asks for
    nothing."""
    unsure = {"status": {RecordStatus.NEEDS_REVIEW.value}}
    open_documents = snapshot.read(
        "documents", _DOCUMENT_COLUMNS, document_ids, where=unsure
    ).to_pylist()
    matches, fields = (
        snapshot.read(table, document_ids=document_ids, where=where).to_pylist()
        for table, where in (
            ("matches", {"outcome": {MatchOutcome.REVIEW.value}}),
            ("fields", {"needs_review": {True}}),
        )
    )
    ids = {row["document_id"] for row in (*matches, *fields)}
    documents = _documents(snapshot, ids)
    standing = [row for row in open_documents if not row["superseded_by"]]
    sides = _sides(snapshot, standing)
    items = [_document_item(row, sides.get(row["document_id"], {})) for row in standing]
    for make, rows in ((_match_item, matches), (_field_item, fields)):
        items += [
            make(row, documents[row["document_id"]])
            for row in rows
            if row["document_id"] in documents
        ]
    items.sort(key=lambda one: ALIKE in one.reasons)
    return items


def _documents(snapshot: Snapshot, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The papers that stand, by id."""
    rows = snapshot.read("documents", _DOCUMENT_COLUMNS, ids).to_pylist() if ids else []
    return {row["document_id"]: row for row in rows if not row["superseded_by"]}


def _sides(
    snapshot: Snapshot, documents: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, str]]:
    """Both sides of the contradictions of documents, by document and reason."""
    reasons = {
        row["document_id"]: codes
        for row in documents
        if (codes := set(row["review_reasons"] or ())) & set(CONTRADICTIONS)
    }
    found: dict[str, dict[str, str]] = {}
    for one in contradictions_of(snapshot, reasons):
        told = found.setdefault(one.document_id, {})
        code = one.contradiction.code
        told[code] = "; ".join(filter(None, (told.get(code), one.sides)))
    return found


def _document_item(row: Mapping[str, Any], sides: Mapping[str, str]) -> ReviewItem:
    return ReviewItem(
        Subject(DecisionKind.DOCUMENT, row["document_id"]),
        row["document_type"],
        tuple(row["review_reasons"] or ()),
        row_version("documents", row),
        sides=sides,
        **_facts(row),
    )


def _match_item(row: Mapping[str, Any], document: Mapping[str, Any]) -> ReviewItem:
    return ReviewItem(
        Subject(DecisionKind.MATCH, row["document_id"], row["role"], row["role_index"]),
        None,
        (ALIKE if _are_alike(row) else UNCLEAR,),
        row_version("matches", row),
        candidates=tuple(row["candidate_ids"] or ()),
        explanation=row["explanation"] or "",
        confidence=row["probability"],
        **_facts(document),
    )


def _are_alike(row: Mapping[str, Any]) -> bool:
    """Whether the two best candidates weigh the same: only another paper can tell them apart."""
    best, second = row["weight"], row["runner_up_weight"]
    return best is not None and second is not None and isclose(best, second)


def _field_item(row: Mapping[str, Any], document: Mapping[str, Any]) -> ReviewItem:
    return ReviewItem(
        Subject(
            DecisionKind.FIELD,
            row["document_id"],
            row["role"],
            row["role_index"],
            row["name"],
        ),
        row["value"] or row["raw_value"],
        (HANDWRITTEN if row["handwritten"] else UNSURE,),
        row_version("fields", row),
        confidence=row["confidence"],
        place=_place(row),
        **_facts(document),
    )


def _place(row: Mapping[str, Any]) -> ValuePlace | None:
    if row["page"] is None:
        return None
    box = None if row["x0"] is None else (row["x0"], row["y0"], row["x1"], row["y1"])
    return ValuePlace(row["page"], box)


def _facts(document: Mapping[str, Any]) -> dict[str, Any]:
    names = ("dossier_code", "agency_code", "batch_id", "document_type", "pdf_path")
    return {name: document[name] for name in names}


def quarantine_items(folder: ArchiveFolder) -> list[ReviewItem]:
    """The entries that stand in quarantine."""
    ledger = Ledger.to_read(folder.ledger_file)
    try:
        standing = [
            (d.quarantine or "", d.received.source_name, d.code or "")
            for d in ledger.documents.list_quarantined()
        ]
        standing += [
            (one.entry, one.name, one.code) for one in ledger.refusals.list_standing()
        ]
    finally:
        ledger.close()
    return [
        ReviewItem(
            Subject(DecisionKind.QUARANTINE, entry),
            source,
            (code,),
            code,
        )
        for entry, source, code in standing
    ]
