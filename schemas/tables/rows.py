"""Rows of the store's tables as records; their fields are the columns of arrow.py, in order.

What an older part lacks is read as null, whatever the field's type says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields

MATCH_KEY = ("document_id", "role", "role_index")
"""Columns that name a row of `matches`: a person of a document."""
FIELD_KEY = (*MATCH_KEY, "name")
"""Columns that name a row of `fields`, where a document states a fact once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A row of `documents`; dates and times are text, as the contract writes them."""

    document_id: str
    dossier_code: str
    ordinal: int
    kind: str
    agency_code: str
    level: str | None
    procedure_code: str | None
    document_type: str
    document_type_confidence: float
    title: str | None
    number: str | None
    issued_date: str | None
    issued_year: int | None
    issuer: str | None
    still_valid: bool | None
    page_count: int
    blank_pages: int
    text: str
    language: str | None
    ocr_confidence: float | None
    source_sha256: str
    pdf_path: str
    pdf_sha256: str
    pdf_bytes: int
    pdfa_part: str | None
    signature_level: str
    batch_id: str
    digitized_at: str
    engine: str | None
    settings_digest: str
    rules_edition: str
    status: str
    source_name: str
    operator: str | None
    alto_sha256: str | None
    review_reasons: tuple[str, ...]
    signature_verdict: str | None
    superseded_by: str | None = None
    superseded_on: str | None = None
    withdrawn_on: str | None = None
    awaits_signature: str | None = None
    """The profile that is to sign the file once the time-stamper answers again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A row of `pages`."""

    document_id: str
    page: int
    width_px: int
    height_px: int
    dpi: float
    skew_deg: float
    rotation_deg: int
    is_blank: bool
    flags: tuple[str, ...]
    text: str
    ocr_confidence: float | None
    image_sha256: str | None
    image_passthrough: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """A row of `fields`; the box is in pixels of the unturned scan."""

    document_id: str
    role: str | None
    role_index: int | None
    name: str
    value: str | None
    raw_value: str | None
    confidence: float
    page: int | None
    x0: float | None
    y0: float | None
    x1: float | None
    y1: float | None
    method: str
    handwritten: bool
    needs_review: bool
    decided_in: str | None = None
    decided_against: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """A row of `matches`; `register_version` names the state of the register that the program held
    the person against."""

    document_id: str
    role: str
    role_index: int
    outcome: str
    citizen_id: str | None
    weight: float | None
    probability: float | None
    runner_up_weight: float | None
    explanation: str
    candidate_ids: tuple[str, ...]
    decided_in: str | None = None
    decided_against: tuple[str, ...] | None = None
    register_version: str | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row of `events`; `action` is a PREMIS event type where there is one."""

    at: str
    actor: str
    action: str
    item: str
    detail: str
    event_id: str | None = None


StoreRow = DocumentRow | PageRow | FieldRow | MatchRow | EventRow


def make_event(
    at: str, actor: str, action: str, item: str, detail: object = None
) -> EventRow:
    """An event; `detail` becomes JSON unless it is text already."""
    said = detail if isinstance(detail, str) else json.dumps(detail, ensure_ascii=False)
    return EventRow(at, actor, action, item, "" if detail is None else said)


def values_of(row: StoreRow | Mapping[str, object]) -> Mapping[str, object]:
    """A row's values by column."""
    if isinstance(row, Mapping):
        return row
    return {name: getattr(row, name) for name in column_names(type(row))}


def column_names(kind: type) -> tuple[str, ...]:
    """The columns that a record is about."""
    return tuple(entry.name for entry in fields(kind))
