"""Archival files and what is known of their signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from schemas.geometry import PageGeometry
from schemas.imaging import EncodedImage, InkMap, KeptPage
from schemas.ocr import OcrPage


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page of an archival file: the image stream and the text that lies under it, or a page
    that has its own text. `ink`: where anything is written or printed on it."""

    image: EncodedImage | KeptPage
    geometry: PageGeometry
    ocr: OcrPage
    ink: InkMap | None = None


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
    """A finished PDF/A file, not yet signed.

    Of each page the hash of its picture's stream, None where it is kept as it came, and whether
    there is text on it.
    """

    path: str
    pdfa_part: str
    page_count: int
    image_sha256: tuple[str | None, ...]
    worded: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """A signed file. Nothing may rewrite it; `level` is B-B, B-T, B-LT or B-LTA; `verdict`: what
    was found when it was looked at again."""

    path: str
    level: str
    sha256: str
    size: int
    verdict: str | None = None


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


class ReceivedVerdict(StrEnum):
    """What is to be thought of a file that arrived signed; the worst of its signatures counts,
    worst first."""

    UNREADABLE = "unreadable"
    """The file can't be examined."""
    BROKEN = "broken"
    """A signature or its time stamp does not fit the bytes."""
    PARTIAL = "partial"
    """A signature leaves out bytes of what it signs."""
    CHANGED = "changed"
    """Changed after signing, beyond what the signature allows."""
    UNCHECKED = "unchecked"
    """A kind of signature that can't be judged here (old algorithms)."""
    REVOKED = "revoked"
    """The certificate was revoked, and no time stamp proves that it was signed before."""
    EXPIRED = "expired"
    """Signed when the certificate was not valid."""
    UNLISTED = "unlisted"
    """Intact, but the form does not list the field: readers do not show this signature."""
    TIMESTAMP_ONLY = "timestamp_only"
    """Time-stamped, but signed by nobody."""
    UNSIGNED = "unsigned"
    """No signature at all."""
    UNTRUSTED = "untrusted"
    """Intact, by a signer that keys/trust does not know."""
    LAPSED = "lapsed"
    """Valid at the time that it claims; the certificate has run out since, and no time stamp proves
    that time."""
    VALID = "valid"
    """Intact, by a trusted signer."""

    @property
    def needs_review(self) -> bool:
        """Whether a person must look before the paper is relied on."""
        return self not in (
            ReceivedVerdict.UNTRUSTED,
            ReceivedVerdict.LAPSED,
            ReceivedVerdict.VALID,
        )

    @property
    def review_reason(self) -> str:
        """The code under which reviews, answers and messages speak of it."""
        return f"signature_{self}"
