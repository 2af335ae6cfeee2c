"""Archival files and what is known of their signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from schemas.geometry import PageGeometry
from schemas.imaging import EncodedImage
from schemas.ocr import OcrPage


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page of an archival file: the image stream and the text that lies under it."""

    image: EncodedImage
    geometry: PageGeometry
    ocr: OcrPage


@dataclass(frozen=True, slots=True)
class FileDescription:
    """What the archival file says of itself in XMP."""

    dossier_code: str
    ordinal: int
    title: str | None
    document_type: str
    number: str | None
    issued_date: date | None
    issuer: str | None
    rules_edition: str
    operator: str | None
    created_at: datetime
    development: bool = False


@dataclass(frozen=True, slots=True)
class ArchivalPdf:
    """A finished PDF/A file, not yet signed."""

    path: str
    pdfa_part: str
    page_count: int
    image_sha256: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """A signed file. Nothing may rewrite it; `level` is B-B, B-T, B-LT or B-LTA."""

    path: str
    level: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What validation of one signature found."""

    field_name: str
    signer: str
    level: str | None
    intact: bool
    trusted: bool
    covers_file: bool
    signed_at: datetime | None
    problem: str | None = None

    @property
    def valid(self) -> bool:
        """Intact, by a trusted signer, and nothing undefined added after it."""
        return self.intact and self.trusted and self.problem is None
