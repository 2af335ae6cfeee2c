"""What was received: files, the documents and dossiers that they make up, and the tables that come
with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class MediaType(StrEnum):
    """Accepted types, recognised by content."""

    PDF = "application/pdf"
    TIFF = "image/tiff"
    JPEG = "image/jpeg"
    PNG = "image/png"
    JP2 = "image/jp2"
    WEBP = "image/webp"
    BMP = "image/bmp"
    HEIC = "image/heic"
    AVIF = "image/avif"


@dataclass(frozen=True, slots=True)
class InboxDocument:
    """One document as it lies in the inbox: one PDF or TIFF, or the images of a folder in page
    order.

    `name` is the path relative to the inbox, NFC, with `/` (for people and for natural order);
    `files` are absolute paths as strings, exactly as the file system spells them.
    """

    name: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something in the inbox that can't become a document; `files` are what its bytes are kept
    from.

    `at_fault` names the one of several files that is to blame, where that is known.
    """

    name: str
    files: tuple[str, ...]
    code: str
    message: str
    remedy: str
    dossier_code: str | None = None
    transient: bool = False
    at_fault: str | None = None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InboxDossier:
    """One inbox entry (folder or single file): its code and its documents in natural order."""

    name: str
    code: str
    documents: tuple[InboxDocument, ...]


@dataclass(frozen=True, slots=True)
class InboxListing:
    """All entries of an inbox. `batch_list` is batch.csv or batch.xlsx; `stacks` are to be split
    first.

    `ignored` are hidden and system entries that are no papers, relative to the inbox.
    """

    dossiers: tuple[InboxDossier, ...]
    stacks: tuple[InboxDocument, ...]
    refusals: tuple[Refusal, ...]
    batch_list: str | None = None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenPapers:
    """One dossier made of papers that were named one by one; `ignored` as in InboxListing."""

    dossier: InboxDossier
    refusals: tuple[Refusal, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A received file, kept in the archive's originals. `path` is where it can be read now
    (absolute).

    `media_type` is None where the content is of no accepted type: such a file is never opened as a
    page.
    """

    path: str
    name: str
    sha256: str
    size: int
    media_type: MediaType | None


@dataclass(frozen=True, slots=True)
class FileInspection:
    """What a look at a file's structure tells, without decoding its pages."""

    media_type: MediaType
    page_count: int
    signed: bool
    attachments: int = 0
    """Papers that lie in the PDF beside its pages, as files attached to it."""


@dataclass(frozen=True, slots=True)
class PageCode:
    """A QR or barcode read on a page; corners in scan pixels are reduced to their box."""

    text: str
    symbology: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class StackSegment:
    """Consecutive pages of a stack that make one document; `pages` are 0-based indices in the
    stack.

    `again`: its dossier stood in the stack before, with another one between.
    """

    dossier_code: str
    procedure_code: str | None
    document_number: int | None
    pages: tuple[int, ...]
    again: bool = False


@dataclass(frozen=True, slots=True)
class IdleSeparator:
    """A separator sheet (a 0-based page of its stack) that no page follows."""

    page: int
    dossier_code: str


@dataclass(frozen=True, slots=True)
class StackSplit:
    """A stack taken apart. `orphans` are pages before the first separator; `separators` are no
    pages.

    `idle` are those separators that announce a document and have no page behind them.
    """

    segments: tuple[StackSegment, ...]
    orphans: tuple[int, ...]
    separators: tuple[int, ...]
    idle: tuple[IdleSeparator, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A row of batch.csv; `row` is its number as a spreadsheet shows it."""

    row: int
    dossier_code: str
    agency_code: str | None = None
    level: str | None = None
    procedure_code: str | None = None
    document_type: str | None = None
    kind: str | None = None
    issued_year: int | None = None
    still_valid: bool | None = None
    sheet_count: int | None = None
    citizen_name: str | None = None
    citizen_id: str | None = None


@dataclass(frozen=True, slots=True)
class OneStopRow:
    """A row of the one-stop system's export: the official denominators of the rates."""

    row: int
    dossier_code: str
    agency_code: str
    agency_name: str | None
    level: str
    procedure_code: str | None
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    status: str
    applicant_name: str | None
    applicant_id: str | None
    online: bool | None
    reused_components: int | None
    electronic_handover: bool | None = None
    """Whether the counter passed it on to the unit in electronic form."""
    portal_status: str | None = None
    """How it stands on the public service portal; the words are those of `status`."""


@dataclass(frozen=True, slots=True)
class PastResultRow:
    """A row of the register of past results."""

    row: int
    dossier_code: str
    agency_code: str
    agency_name: str | None
    level: str
    procedure_code: str | None
    document_type: str | None
    number: str | None
    issued_date: date | None
    valid_until: date | None
    still_valid: bool
    sheet_count: int | None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A person at a counter. `visit_code` is made of unit, day and ticket.

    `purpose`: submit, supplement, collect, other. Who was never called has no `called_at`.
    """

    row: int
    visit_code: str
    agency_code: str
    agency_name: str | None
    level: str
    arrived_at: datetime
    called_at: datetime | None
    left_at: datetime | None
    dossier_code: str | None
    purpose: str | None


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """Answers of one score, 1 (very discontent) to 5 (very content).

    `answer_code` is made of unit, day and the answer's number; `answers`: how many the row stands
    for.
    """

    row: int
    answer_code: str
    agency_code: str
    agency_name: str | None
    level: str
    answered_on: date
    score: int
    answers: int
    procedure_code: str | None
