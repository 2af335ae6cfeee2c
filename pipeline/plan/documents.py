"""What is done to a document whose pages are all read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline import registry
from pipeline.archive.alto import to_alto
from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.levels import can_be_signed_later
from pipeline.archive.signing.signer import UnsignedSigner
from pipeline.archive.signing.visible.stamp import place_stamp
from pipeline.archive.verify.made import judge_made
from pipeline.archive.verify.received import judge_received
from pipeline.common.clock import now, stamp
from pipeline.common.files import write_synced
from pipeline.common.received_file import copy_synced
from pipeline.common.rules import load_rules
from pipeline.config import Settings
from pipeline.errors import DigitizationError, TransientInputError
from pipeline.extract.document import extract_document
from pipeline.extract.persons import person_queries
from pipeline.extract.types import document_types
from pipeline.folder import ArchiveFolder
from pipeline.match.decision.decide import match_person
from pipeline.plan.copies import mark_note_copies
from pipeline.plan.guard import StageClock, catch_failure
from pipeline.plan.kinds import code_date, paper_kind
from pipeline.plan.pages import load_content, load_reading
from pipeline.plan.records import log_to_batch
from pipeline.plan.rows import MadeFile, PersonMatch, document_rows
from pipeline.trouble import storage_at
from schemas.archive import ArchivalPdf, FileDescription, PageContent, SignedPdf
from schemas.codec import to_plain
from schemas.linkage import MatchDecision
from schemas.ocr import PageReading
from schemas.received.naming import safe_file_name
from schemas.record import DocumentRecord
from schemas.states import MatchOutcome, SignatureLevel
from schemas.version import software_version
from schemas.work import DocumentJob, DocumentMade, DocumentRows, DossierFacts, Failure

OUT = "out.pdf"
SOFTWARE = f"sohoa {software_version()}"


def make_document(job: DocumentJob, settings: Settings) -> DocumentMade | Failure:
    """Extract, match, write and sign; leave file, ALTO and rows in the work folder."""
    with log_to_batch(settings, Path(job.work), job.document.document_id):
        return catch_failure(lambda clock: _make(settings, job, clock))


def _make(settings: Settings, job: DocumentJob, clock: StageClock) -> DocumentMade:
    document, work = job.document, Path(job.work)
    moment = now()
    pages, record, matches, job = _understand(job, settings, clock)
    if document.signed:
        with clock("archive"):
            file = _file_received(job, work)
    else:
        file = _write_and_sign(settings, job, record, pages, moment, clock)
    engine = registry.open_engine(settings.ocr).version
    with clock("archive"):
        alto_sha256 = _write_alto(work, document.source_name, pages)
    file = replace(file, alto_sha256=alto_sha256, engine=engine)
    place = place_of(job, record, moment, settings.rules)
    rows = document_rows(
        job, record, matches, pages, file, place, stamp(moment), settings
    )
    write_synced(
        work / "rows.json", json.dumps(to_plain(rows), ensure_ascii=False).encode()
    )
    return DocumentMade(
        document_id=document.document_id,
        pdf_path=place,
        pdf_bytes=file.size,
        page_count=len(pages),
        outcomes=tuple(one.decision.outcome for one in matches),
        review_items=_count_reviews(rows),
        seconds=sum(clock.seconds.values()),
        stage_seconds=clock.seconds,
        awaits_signature=file.awaits_signature is not None,
    )


def preview_document(job: DocumentJob, settings: Settings) -> DocumentRows:
    """The rows of a document whose pages are all read, as far as they are known before there is a
    file; nothing is written."""
    pages, record, matches, job = _understand(job, settings, StageClock())
    moment = now()
    file = MadeFile("", 0, None, SignatureLevel.UNSIGNED, None, None)
    place = place_of(job, record, moment, settings.rules)
    return document_rows(
        job, record, matches, pages, file, place, stamp(moment), settings
    )


def _understand(
    job: DocumentJob, settings: Settings, clock: StageClock
) -> tuple[list[PageReading], DocumentRecord, list[PersonMatch], DocumentJob]:
    """The pages of a document, what they say, who is meant, and the job with the kind of paper."""
    numbers = range(1, len(job.document.pages) + 1)
    pages = mark_note_copies(
        [load_reading(Path(job.work), number) for number in numbers]
    )
    with clock("extract"):
        record = _extract(pages, job.document.facts, settings)
    with clock("match"):
        matches = _match_persons(record, job.register, settings)
    return pages, record, matches, _with_kind(job, record)


def _with_kind(job: DocumentJob, record: DocumentRecord) -> DocumentJob:
    document = job.document
    kind = paper_kind(document.dossier_code, document.facts, record)
    return replace(
        job, document=replace(document, facts=replace(document.facts, kind=kind))
    )


def _write_alto(work: Path, source_name: str, pages: Sequence[PageReading]) -> str:
    """Leave the document's ALTO in the work folder; gives its SHA-256."""
    name = Path(source_name).name
    alto = to_alto([page.ocr for page in pages], file_name=name, software=SOFTWARE)
    write_synced(work / "out.alto.xml", alto)
    return hashlib.sha256(alto).hexdigest()


def _count_reviews(rows: DocumentRows) -> int:
    """How many things a person is asked about the document."""
    fields = sum(row.needs_review for row in rows.fields)
    matches = sum(row.outcome == MatchOutcome.REVIEW for row in rows.matches)
    return len(rows.document.review_reasons) + matches + fields


def _extract(
    pages: Sequence[PageReading], facts: DossierFacts, settings: Settings
) -> DocumentRecord:
    types = document_types()
    if facts.type_certain:
        return extract_document(pages, types, settings, given_type=facts.document_type)
    record = extract_document(pages, types, settings)
    if (
        record.document_type == "other"
        and facts.document_type
        and types.resolve(facts.document_type)
    ):
        return extract_document(pages, types, settings, given_type=facts.document_type)
    return record


def _match_persons(
    record: DocumentRecord, register_path: str | None, settings: Settings
) -> list[PersonMatch]:
    if not register_path:
        return []
    register = registry.citizen_register(register_path)
    found: list[PersonMatch] = []
    for role, index, query in person_queries(record):
        decision: MatchDecision = match_person(query, register, settings.matching)
        found.append(PersonMatch(role, index, decision))
    return found


def _file_received(job: DocumentJob, work: Path) -> MadeFile:
    """A file that came signed is filed byte for byte, with the verdict on its signatures."""
    source = job.document.files[0]
    out = work / OUT
    out.unlink(missing_ok=True)
    with storage_at(out):
        sha256, _ = copy_synced(Path(source.path), out)
    if sha256 != source.sha256:
        raise TransientInputError(
            "original_changed",
            "the kept bytes are not those that were received",
            item=source.name,
            remedy="give the paper again: the damaged copy is then set aside and replaced",
        )
    verdicts, word = judge_received(out, ArchiveFolder(Path(job.archive)).keys)
    detail = "; ".join(
        f"{one.field_name} ({one.signer}): {one.problem or 'valid'}" for one in verdicts
    )
    return MadeFile(
        sha256=source.sha256,
        size=source.size,
        pdfa_part=None,
        level=SignatureLevel.RECEIVED,
        verdict=word,
        verdict_detail=detail,
    )


def _write_and_sign(
    settings: Settings,
    job: DocumentJob,
    record: DocumentRecord,
    pages: Sequence[PageReading],
    moment: datetime,
    clock: StageClock,
) -> MadeFile:
    document, work = job.document, Path(job.work)
    description = FileDescription(
        dossier_code=document.dossier_code,
        ordinal=document.ordinal,
        title=record.title,
        document_type=record.document_type,
        number=record.number,
        issued_date=record.issued_date,
        issuer=record.issuer,
        rules_edition=settings.rules,
        operator=job.operator,
        created_at=moment,
        development=settings.keys.development,
    )

    def content() -> Iterator[PageContent]:
        for reading in pages:
            drawn, geometry = load_content(work, reading.page), reading.ocr.geometry
            yield PageContent(drawn, geometry, reading.ocr, reading.ink)

    with clock("archive"), storage_at(work):
        unsigned: ArchivalPdf = write_archival_pdf(
            content(), description, work / "unsigned.pdf"
        )
    with clock("sign"):
        signed = _sign(settings, job, unsigned, pages[0], moment) if job.sign else None
        awaits = job.profile if signed is None else None
        signed = signed or UnsignedSigner().sign(unsigned, work / OUT, moment)
        (work / "unsigned.pdf").unlink(missing_ok=True)
    with clock("verify"):
        verdict = judge_made(
            work / OUT,
            unsigned,
            ArchiveFolder(Path(job.archive)).keys,
            signed=signed.level != SignatureLevel.UNSIGNED,
        )
    return MadeFile(
        signed.sha256,
        signed.size,
        unsigned.pdfa_part,
        signed.level,
        verdict,
        None,
        awaits_signature=awaits,
    )


def _sign(
    settings: Settings,
    job: DocumentJob,
    unsigned: ArchivalPdf,
    first: PageReading,
    moment: datetime,
) -> SignedPdf | None:
    """The signed file; None where the time-stamper gives no answer: all that was read is kept, and
    signed later."""
    keys = str(ArchiveFolder(Path(job.archive)).keys)
    try:
        signer = registry.file_signer(settings, job.profile, keys, job.operator or "")
        codes = [box for _, box in first.codes]
        place = place_stamp(
            first.ocr, codes, signer.corner, signer.stamp_size, first.ink
        )
        return signer.sign(unsigned, Path(job.work) / OUT, moment, place)
    except DigitizationError as error:
        if can_be_signed_later(error):
            return None
        raise


def place_of(
    job: DocumentJob, record: DocumentRecord, moment: datetime, rules: str
) -> str:
    """Where a document's file belongs in the archive; its name by the rules edition `rules`."""
    code = safe_file_name(job.document.dossier_code)
    name = load_rules(rules).file.file_name(code, job.document.ordinal)
    return f"{folder_of(job, record, moment)}/{name}"


def folder_of(job: DocumentJob, record: DocumentRecord, moment: datetime) -> str:
    """documents/AGENCY/YEAR/DOSSIER by the contract's rule for the year."""
    document = job.document
    agency = safe_file_name(document.facts.agency_code) or "unknown"
    if record.issued_date:
        year = record.issued_date.year
    else:
        year = (code_date(document.dossier_code) or moment).year
    return f"documents/{agency}/{year}/{document.dossier_folder}"
