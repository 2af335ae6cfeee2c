"""Papers and remarks in the words of the caller's language, as the answers hold them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.desk.kept.journal import Journal
from pipeline.desk.kept.session import DeskPaper
from pipeline.desk.pages.covered import field_of
from pipeline.desk.pages.preview import Preview
from pipeline.desk.pages.rescan import Remark
from pipeline.messages import localized, worded
from pipeline.review.words import load_words
from schemas.answers.desk import PaperAnswer, PaperField, PaperMatch, RefusedFile, Told
from schemas.received.source import Refusal
from schemas.tables.rows import FieldRow
from schemas.work import Failure


def tell(code: str, lang: str, page: int | None = None, **facts: object) -> Told:
    """What is told of a code."""
    message, remedy = worded(code, lang, **facts)
    return Told(code, message, remedy, page)


def refused_file(refusal: Refusal, lang: str) -> RefusedFile:
    """A refused file as the answer tells of it."""
    values = refusal.values
    message, remedy = localized(
        refusal.code, refusal.message, refusal.remedy, lang, values
    )
    return RefusedFile(refusal.name, refusal.code, message, remedy)


def failed_paper(paper: DeskPaper, failure: Failure, lang: str) -> RefusedFile:
    """A paper whose pages can't be read."""
    values = failure.values
    message, remedy = localized(
        failure.code, failure.message, failure.remedy, lang, values
    )
    return RefusedFile(paper.names[0], failure.code, message, remedy)


def field_name(paper: int, row: FieldRow) -> str:
    """A value's name for `confirm`."""
    return f"{paper}:{field_of(row)}"


def tell_remark(remark: Remark, paper: int, lang: str) -> Told:
    """A remark on a page: its place and the value that it is about stand in the sentence, too."""
    where = ""
    if remark.region is not None:
        where, _ = worded(f"place_{remark.region}", lang)
    at = f" {worded('place_at', lang, place=where)[0]}" if where else ""
    facts = {"where": at, "field": _in_words(remark.field, lang), **dict(remark.values)}
    message, remedy = worded(remark.code, lang, **facts)
    return Told(
        remark.code,
        message,
        remedy,
        remark.page,
        where=where or None,
        box=remark.box,
        field=f"{paper}:{remark.field}" if remark.field else None,
    )


def _in_words(field: str | None, lang: str) -> str:
    """A value as people name it: a fact of the paper, or of a person on it."""
    if field is None:
        return ""
    *person, name = field.split(".")
    role, index = (person[0], int(person[1])) if person else (None, None)
    return load_words(lang).fact_of(name, role, index)


def paper_answer(
    journal: Journal, paper: DeskPaper, preview: Preview, signed: bool, lang: str
) -> PaperAnswer:
    """A paper as it will be filed."""
    document, rows = preview.rows.document, preview.rows
    return PaperAnswer(
        paper=paper.number,
        files=paper.names,
        document_type=document.document_type,
        document_type_confidence=document.document_type_confidence,
        kind=document.kind,
        page_count=len(rows.pages),
        already_had=paper.had is not None,
        signed=signed,
        rescan=tuple(tell_remark(one, paper.number, lang) for one in preview.remarks),
        review_reasons=tuple(tell(code, lang) for code in document.review_reasons),
        fields=tuple(_fields(journal, paper.number, preview)),
        matches=tuple(
            PaperMatch(
                row.role, row.role_index, row.outcome, row.citizen_id, row.probability
            )
            for row in rows.matches
        ),
    )


def _fields(journal: Journal, paper: int, preview: Preview) -> Iterable[PaperField]:
    crops = {crop.position: crop.data for crop in preview.crops}
    confirmed = {one.field: one.value for one in journal.session.confirmed}
    for position, row in enumerate(preview.rows.fields):
        field = _field(paper, row, crops.get(position))
        if field.field in confirmed:
            value = confirmed[field.field]
            field = replace(
                field, value=value, confirmed=True, needs_review=False, crop=None
            )
        yield field


def _field(paper: int, row: FieldRow, crop: str | None) -> PaperField:
    box = None
    if (
        row.x0 is not None
        and row.y0 is not None
        and row.x1 is not None
        and row.y1 is not None
    ):
        box = (row.x0, row.y0, row.x1, row.y1)
    return PaperField(
        field=field_name(paper, row),
        role=row.role,
        role_index=row.role_index,
        name=row.name,
        value=row.value,
        raw_value=row.raw_value,
        confidence=row.confidence,
        page=row.page,
        box=box,
        needs_review=row.needs_review,
        confirmed=False,
        crop=crop,
    )
