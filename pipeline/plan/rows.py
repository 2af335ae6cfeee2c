"""One document's rows of the store's tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.audit import PROGRAM
from pipeline.config import Settings
from pipeline.ocr.checks.guards import UNREAD
from pipeline.ocr.checks.page_confidence import (
    estimate_confidence,
    estimate_page_confidence,
)
from pipeline.plan.contradictions import FOUND, paper_contradictions
from pipeline.preprocess.sheet import coarse_print
from schemas.archive import ReceivedVerdict
from schemas.kept import KEPT_OR_DRAWN
from schemas.linkage import MatchDecision
from schemas.ocr import DAMAGED, PageReading
from schemas.record import DocumentRecord, FieldValue
from schemas.states import RecordStatus, SignatureLevel
from schemas.tables.rows import (
    DocumentRow,
    EventRow,
    FieldRow,
    MatchRow,
    PageRow,
    make_event,
)
from schemas.work import Contradiction, DocumentJob, DocumentRows, ReceivedDocument


@dataclass(frozen=True, slots=True)
class MadeFile:
    """What is known of the finished file."""

    sha256: str
    size: int
    pdfa_part: str | None
    level: str
    verdict: ReceivedVerdict | None
    verdict_detail: str | None
    alto_sha256: str | None = None
    engine: str | None = None
    awaits_signature: str | None = None


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """The decision about one person of a document."""

    role: str
    role_index: int
    decision: MatchDecision


def document_rows(
    job: DocumentJob,
    record: DocumentRecord,
    matches: Sequence[PersonMatch],
    pages: Sequence[PageReading],
    file: MadeFile,
    pdf_path: str,
    at: str,
    settings: Settings,
) -> DocumentRows:
    """All rows of a document, boxes in pixels of the unturned scan."""
    document_id = job.document.document_id
    against = (
        *job.document.contradictions,
        *paper_contradictions(job.document, pages, settings),
    )
    sure = settings.extract.sure_type_confidence
    reasons = review_reasons(job, record, pages, file.verdict, against, sure)
    return DocumentRows(
        document=_document_row(
            job, record, pages, file, pdf_path, at, settings, reasons
        ),
        pages=tuple(
            _page_row(document_id, page, job.document.signed) for page in pages
        ),
        fields=tuple(
            _field_row(document_id, one, pages, is_contradicted(one, matches))
            for one in record.fields
        ),
        matches=tuple(_match_row(document_id, one) for one in matches),
        events=(
            *_events(job, file, at, reasons),
            *(contradiction_event(at, document_id, one) for one in against),
        ),
        prints=tuple(coarse_print(page.sheet) for page in pages),
    )


def review_reasons(
    job: DocumentJob,
    record: DocumentRecord,
    pages: Sequence[PageReading],
    verdict: ReceivedVerdict | None = None,
    against: Sequence[Contradiction] = (),
    sure_type: float = 0.0,
) -> tuple[str, ...]:
    """Why a person must look at the document as a whole, each once; empty where nobody must. A type
    that is less sure than `sure_type` is looked at."""
    reasons = [*job.document.review_reasons, *(one.code for one in against)]
    if record.document_type == "other":
        reasons.append("type_unknown")
    elif record.document_type_confidence < sure_type:
        reasons.append("type_doubtful")
    if any(
        not page.is_blank and (not page.ocr.words or UNREAD in page.flags)
        for page in pages
    ):
        reasons.append("ink_without_text")
    if any(DAMAGED in page.flags for page in pages):
        reasons.append("picture_damaged")
    if verdict is not None and verdict.needs_review:
        reasons.append(verdict.review_reason)
    return tuple(dict.fromkeys(reasons))


def contradiction_event(at: str, document_id: str, one: Contradiction) -> EventRow:
    """The event that keeps both sides of a contradiction."""
    detail = {"code": one.code, "found": one.found, "against": one.against}
    return make_event(at, PROGRAM, FOUND, document_id, detail)


def _document_row(
    job: DocumentJob,
    record: DocumentRecord,
    pages: Sequence[PageReading],
    file: MadeFile,
    pdf_path: str,
    at: str,
    settings: Settings,
    reasons: tuple[str, ...],
) -> DocumentRow:
    document, facts = job.document, job.document.facts
    issued_year = record.issued_date.year if record.issued_date else facts.issued_year
    return DocumentRow(
        document_id=document.document_id,
        dossier_code=document.dossier_code,
        ordinal=document.ordinal,
        kind=facts.kind,
        agency_code=facts.agency_code,
        level=facts.level,
        procedure_code=facts.procedure_code or _own_procedure(document, record),
        document_type=record.document_type,
        document_type_confidence=record.document_type_confidence,
        title=record.title,
        number=record.number,
        issued_date=record.issued_date.isoformat() if record.issued_date else None,
        issued_year=issued_year,
        issuer=record.issuer,
        still_valid=facts.still_valid,
        page_count=len(pages),
        blank_pages=sum(page.is_blank for page in pages),
        text="\n\f".join(page.ocr.text for page in pages),
        language=record.language,
        ocr_confidence=estimate_confidence(page.ocr for page in pages),
        source_sha256=document.source_sha256,
        pdf_path=pdf_path,
        pdf_sha256=file.sha256,
        pdf_bytes=file.size,
        pdfa_part=file.pdfa_part,
        signature_level=file.level,
        batch_id=job.batch_id,
        digitized_at=at,
        engine=file.engine,
        settings_digest=settings.digest(),
        rules_edition=settings.rules,
        status=(RecordStatus.NEEDS_REVIEW if reasons else RecordStatus.DONE).value,
        source_name=document.source_name,
        operator=job.operator,
        alto_sha256=file.alto_sha256,
        review_reasons=reasons,
        signature_verdict=None if file.verdict is None else str(file.verdict),
        awaits_signature=file.awaits_signature,
    )


def _field(record: DocumentRecord, name: str) -> str | None:
    return next(
        (
            one.value
            for one in record.fields
            if one.name == name and one.role is None and one.value
        ),
        None,
    )


def _own_procedure(document: ReceivedDocument, record: DocumentRecord) -> str | None:
    """The procedure on the paper's receipt, where that is the receipt of this dossier."""
    code = _field(record, "dossier_code")
    return (
        _field(record, "procedure_code")
        if code in (None, document.dossier_code)
        else None
    )


def _page_row(document_id: str, page: PageReading, received: bool) -> PageRow:
    geometry = page.ocr.geometry
    # A received file keeps its own streams; only one that is a page's whole picture has a hash to
    # give.
    own_stream = page.image_passthrough or not received
    return PageRow(
        document_id=document_id,
        page=page.page,
        width_px=geometry.width_px,
        height_px=geometry.height_px,
        dpi=geometry.dpi,
        skew_deg=geometry.skew_deg,
        rotation_deg=geometry.rotation_deg,
        is_blank=page.is_blank,
        flags=_flags(page, received),
        text=page.ocr.text,
        ocr_confidence=estimate_page_confidence(page.ocr),
        image_sha256=page.image_sha256 if own_stream else None,
        image_passthrough=page.image_passthrough,
        seconds=page.seconds,
    )


def _flags(page: PageReading, received: bool) -> tuple[str, ...]:
    """A received file keeps its pages: why one would have been drawn is no matter there."""
    known = KEPT_OR_DRAWN if received else frozenset()
    return tuple(flag for flag in page.flags if flag not in known)


def is_contradicted(one: FieldValue, matches: Sequence[PersonMatch]) -> bool:
    """Whether a citizen number was read otherwise than the person it belongs to was matched."""
    return one.name == "citizen_id" and any(
        match.decision.citizen_id not in (None, one.value)
        for match in matches
        if (match.role, match.role_index) == (one.role, one.role_index)
    )


def _field_row(
    document_id: str, one: FieldValue, pages: Sequence[PageReading], contradicted: bool
) -> FieldRow:
    box = None
    if one.box is not None and one.page is not None:
        box = pages[one.page - 1].ocr.geometry.scan_box(one.box)
    return FieldRow(
        document_id=document_id,
        role=one.role,
        role_index=one.role_index,
        name=one.name,
        value=one.value,
        raw_value=one.raw_value,
        confidence=one.confidence,
        page=one.page,
        x0=box.x0 if box else None,
        y0=box.y0 if box else None,
        x1=box.x1 if box else None,
        y1=box.y1 if box else None,
        method=one.method,
        handwritten=one.handwritten,
        needs_review=one.needs_review or contradicted,
    )


def _match_row(document_id: str, one: PersonMatch) -> MatchRow:
    decision = one.decision
    return MatchRow(
        document_id=document_id,
        role=one.role,
        role_index=one.role_index,
        outcome=decision.outcome,
        citizen_id=decision.citizen_id,
        weight=decision.weight,
        probability=decision.probability,
        runner_up_weight=decision.runner_up_weight,
        explanation=decision.explanation,
        candidate_ids=decision.candidate_ids,
        register_version=decision.register_version,
    )


def _events(
    job: DocumentJob, file: MadeFile, at: str, reasons: tuple[str, ...]
) -> list[EventRow]:
    actor, item = job.operator or PROGRAM, job.document.document_id
    rows = [
        make_event(
            at,
            actor,
            "ingestion",
            item,
            {"source": job.document.source_name, "sha256": job.document.source_sha256},
        )
    ]
    if file.level == SignatureLevel.RECEIVED:
        verdict = {"verdict": file.verdict, "signatures": file.verdict_detail}
        rows.append(
            make_event(at, actor, "digital signature validation", item, verdict)
        )
    elif file.level != SignatureLevel.UNSIGNED:
        signed = {"level": file.level, "profile": job.profile, "sha256": file.sha256}
        rows.append(make_event(at, actor, "digital signature generation", item, signed))
    if reasons:
        rows.append(make_event(at, PROGRAM, "review requested", item, list(reasons)))
    return rows
