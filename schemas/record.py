"""What a document says: type, facts and persons, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schemas.geometry import BoundingBox

ROLES = (
    "applicant",
    "subject",
    "father",
    "mother",
    "spouse",
    "owner",
    "buyer",
    "seller",
    "signer",
    "other",
)


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One fact with its evidence.

    `role` is None for facts of the document itself, else one of ROLES; `role_index` counts persons
    of one role from 1. `value` is normalised (ISO date, NFC name in title case as printed, digits
    only, M/F), `raw_value` is the reading. `page` counts from 1; `box` is in upright pixels of that
    page, None where the value has no place. `handwritten`: it was written or stamped into a gap of
    the print; the value is then a suggestion that a person decides on, whatever its confidence.
    """

    name: str
    value: str | None
    raw_value: str | None
    confidence: float
    page: int | None
    box: BoundingBox | None
    role: str | None = None
    role_index: int | None = None
    method: str = "ocr"
    needs_review: bool = False
    handwritten: bool = False


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """The result of extraction for one document."""

    document_type: str
    document_type_confidence: float
    title: str | None
    number: str | None
    issued_date: date | None
    issuer: str | None
    language: str | None
    fields: tuple[FieldValue, ...]
