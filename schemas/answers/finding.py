"""Answers of `search`, `lookup` and `show`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict


class Marks(TypedDict):
    """That a paper is replaced, or no longer valid from a day on."""

    superseded_by: str | None
    withdrawn_on: str | None


class HitJson(Marks):
    """A document that was found, and the page that answers best."""

    document_id: str
    dossier_code: str
    ordinal: int
    pdf_path: str
    page: int
    score: float
    snippet: str
    boxes: NotRequired[list[tuple[float, float, float, float]]]


class SearchAnswer(TypedDict):
    """Hits, how many there are in all, and which index answered."""

    total: int
    hits: list[HitJson]
    answered_by: str
    facets: NotRequired[Mapping[str, Mapping[str, int]]]


class ReusableJson(TypedDict):
    """A paper on file for a citizen."""

    document_id: str
    dossier_code: str
    document_type: str
    number: str | None
    issued_date: str | None
    issuer: str | None
    pdf_path: str
    valid: bool | None
    status: str
    title: str | None
    signature_verdict: str | None
    withdrawn_on: str | None


class AdviceJson(TypedDict):
    """Whether a paper is to be scanned or used again."""

    document_type: str
    answer: str
    document_ids: Sequence[str]
    rules_edition: str


class DisposedMark(TypedDict):
    """A paper that was removed: when, by which decision (SHA-256 of the signed list) and whose."""

    document_id: str
    disposed_at: str
    decision: str
    signer: str


class LookupAnswer(TypedDict):
    """What is on file for a citizen."""

    citizen_id: str | None
    candidates: list[str]
    documents: list[ReusableJson]
    disposed: list[DisposedMark]
    advice: NotRequired[AdviceJson]
    recorded: NotRequired[Sequence[str]]


class PageShown(TypedDict):
    """A row of `pages`; those of its columns that are shown or drawn."""

    document_id: str
    page: int
    width_px: int
    height_px: int
    dpi: float
    skew_deg: float | None
    rotation_deg: int | None


class FieldShown(TypedDict):
    """A row of `fields`; those of its columns that are shown or drawn."""

    document_id: str
    role: str | None
    role_index: int | None
    name: str
    value: str | None
    confidence: float
    page: int | None
    x0: float
    y0: float
    x1: float
    y1: float
    handwritten: bool
    needs_review: bool


class MatchShown(TypedDict):
    """A row of `matches`; those of its columns that are shown."""

    document_id: str
    role: str
    role_index: int
    outcome: str
    explanation: str


class DocumentShown(Marks):
    """A row of `documents` with what the other tables say of it; the columns that are shown."""

    document_id: str
    ordinal: int
    document_type: str
    pdf_path: str
    pdf_sha256: str
    signature_level: str
    signature_verdict: str | None
    status: str
    pages: list[PageShown]
    fields: list[FieldShown]
    matches: list[MatchShown]


class EventShown(TypedDict):
    """A row of `events`."""

    at: str
    actor: str
    action: str
    item: str
    detail: str
    event_id: str | None


class ShowAnswer(TypedDict):
    """Everything about one dossier; documents and events with all columns of their rows."""

    dossier_code: str
    documents: list[DocumentShown]
    events: list[EventShown]
    disposed: list[DisposedMark]
