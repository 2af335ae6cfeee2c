"""What the runner hands to workers, and the small records that come back.

Pictures and texts never travel: workers read originals by path, leave their results in the batch's
work folder and answer with one of these records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from schemas.received.source import SourceFile
from schemas.tables.rows import DocumentRow, EventRow, FieldRow, MatchRow, PageRow


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What the tables beside the papers say of a dossier; None where they are silent.

    `document_type` is certain where a clerk named it for these papers (`type_certain`); a table
    names it for the dossier, whose further papers may be of other types, so there it only helps
    where a paper does not say. `kind_open`: `kind` is only what the tables say, and the paper is
    asked, too (pipeline.plan.kinds). `finished`: whether the dossier is settled.
    """

    agency_code: str
    level: str | None = None
    procedure_code: str | None = None
    document_type: str | None = None
    kind: str = "component"
    issued_year: int | None = None
    still_valid: bool | None = None
    citizen_name: str | None = None
    citizen_id: str | None = None
    type_certain: bool = False
    kind_open: bool = False
    received_on: date | None = None
    finished: bool | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two things that are said of a paper and can't both be so: a reason for a review.

    `found` is what the paper or its place says, `against` what the container, the list or another
    paper says. Neither is personal data.
    """

    code: str
    found: str
    against: str


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A document whose bytes are kept and whose ordinal is fixed.

    `pages` names file (by position in `files`) and index inside it for each page, in order.
    `review_reasons` are known before anything is read; `contradictions` (the sheet count, a number
    that is taken) are such reasons, too, with both sides.
    """

    document_id: str
    dossier_code: str
    dossier_folder: str
    ordinal: int
    source_name: str
    source_sha256: str
    files: tuple[SourceFile, ...]
    pages: tuple[tuple[int, int], ...]
    signed: bool
    facts: DossierFacts
    review_reasons: tuple[str, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, slots=True)
class PageJob:
    """Read one page (counted from 1) of a document.

    `gives_way_at`: the archive whose counter goes first; None where this is the counter's page.
    """

    document_id: str
    page: int
    file: SourceFile
    index: int
    work: str
    source_name: str
    gives_way_at: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentJob:
    """Make the archival file and the rows of a document whose pages are all read."""

    document: ReceivedDocument
    work: str
    archive: str
    batch_id: str
    operator: str | None
    profile: str
    register: str | None
    sign: bool = True
    """False where the time-stamper is known to be away: the file is signed later."""


@dataclass(frozen=True, slots=True)
class StackPageJob:
    """Read the codes on one page of a stack: the page `index` of a file, which is page `page` of
    the stack, from 0."""

    file: SourceFile
    index: int
    page: int


@dataclass(frozen=True, slots=True)
class PageDone:
    """A page was read; its results lie in the work folder."""

    document_id: str
    page: int
    seconds: float
    stage_seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class DocumentMade:
    """A document's file and rows lie in the work folder; `pdf_path` is where the file belongs in
    the archive."""

    document_id: str
    pdf_path: str
    pdf_bytes: int
    page_count: int
    outcomes: tuple[str, ...]
    review_items: int
    seconds: float
    stage_seconds: dict[str, float]
    awaits_signature: bool = False
    """The time-stamper gave no answer: the file is filed unsigned and signed later."""


@dataclass(frozen=True, slots=True)
class StackPageRead:
    """Codes found on a page of a stack (counted from 0)."""

    page: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An item failed: why, at which stage, and whether it may pass by itself.

    `values` are the facts that `message` and `remedy` name, for the text in another language.
    """

    code: str
    message: str
    remedy: str | None
    stage: str
    page: int | None = None
    transient: bool = False
    detail: str | None = None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """Rows of the store's tables that one document adds; `prints`: by page, the coarse print by
    which a second scan of the sheet is known (pipeline.preprocess.sheet)."""

    document: DocumentRow
    pages: tuple[PageRow, ...] = ()
    fields: tuple[FieldRow, ...] = ()
    matches: tuple[MatchRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    prints: tuple[str, ...] = ()
