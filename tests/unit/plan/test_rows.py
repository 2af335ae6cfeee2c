"""One document's rows: what was read, decided and made, as the tables have it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pipeline.config import load_settings
from pipeline.ocr.checks.guards import UNREAD
from pipeline.ocr.checks.page_confidence import estimate_page_confidence
from pipeline.plan.rows import (
    MadeFile,
    PersonMatch,
    document_rows,
    is_contradicted,
    review_reasons,
)
from schemas.archive import ReceivedVerdict
from schemas.geometry import BoundingBox, PageGeometry
from schemas.linkage import MatchDecision
from schemas.ocr import OcrLine, OcrPage, OcrWord, PageReading
from schemas.record import DocumentRecord, FieldValue
from schemas.tables.rows import DocumentRow
from schemas.work import DocumentJob, DossierFacts, ReceivedDocument

SETTINGS = load_settings(environ={})
AT = "2026-03-04T05:06:07.000+07:00"
FILE = MadeFile("f" * 64, 1234, "2u", "B-B", None, None, "a" * 64, "made 1.0")
TURNED = PageGeometry(400, 300, 200.0, 90, 0.0)


def page(number: int = 1, *words: tuple[str, float], **values: Any) -> PageReading:
    box = BoundingBox(10, 20, 60, 40)
    lines = (
        (OcrLine.around(OcrWord(text, box, sure) for text, sure in words),)
        if words
        else ()
    )
    fields: dict[str, Any] = {
        "page": number,
        "ocr": OcrPage(lines, TURNED, "made 1.0"),
        "is_blank": not words,
        "flags": (),
        "dpi_known": True,
        "codes": (),
        "image_sha256": "1" * 64,
        "image_passthrough": True,
        "seconds": 0.5,
        "stage_seconds": {},
    }
    return PageReading(**{**fields, **values})


def job(signed: bool = False, operator: str | None = None, **facts: Any) -> DocumentJob:
    document = ReceivedDocument(
        document_id="A-1.1",
        dossier_code="A-1",
        dossier_folder="A-1",
        ordinal=1,
        source_name="A-1/a.pdf",
        source_sha256="0" * 64,
        files=(),
        pages=((0, 0),),
        signed=signed,
        facts=DossierFacts("H1", **facts),
    )
    return DocumentJob(
        document, "work", "archive", "b1", operator, "archive-organ", None
    )


def record(*fields: FieldValue, **values: Any) -> DocumentRecord:
    given: dict[str, Any] = {
        "document_type": "quyet_dinh",
        "document_type_confidence": 0.9,
        "title": "Quyết định",
        "number": "1/QĐ",
        "issued_date": date(2024, 11, 5),
        "issuer": "UBND",
        "language": "vi",
        "fields": fields,
    }
    return DocumentRecord(**{**given, **values})


def decision(**values: Any) -> MatchDecision:
    given: dict[str, Any] = {
        "query_id": "q",
        "outcome": "matched",
        "citizen_id": "001080000001",
        "weight": 20.0,
        "probability": 0.999,
        "runner_up_id": None,
        "runner_up_weight": None,
    }
    return MatchDecision(**{**given, **values})


def document_row(**values: Any) -> DocumentRow:
    given: dict[str, Any] = {
        "job": job(),
        "record": record(),
        "pages": [page(1, ("chữ", 0.5))],
    }
    given |= values
    return document_rows(
        given["job"], given["record"], (), given["pages"], FILE, "a.pdf", AT, SETTINGS
    ).document


def test_what_the_paper_says_goes_before_what_the_tables_say():
    assert document_row().issued_year == 2024
    without = document_row(job=job(issued_year=1999), record=record(issued_date=None))
    assert (without.issued_date, without.issued_year) == (None, 1999)
    code = FieldValue("procedure_code", "1.004", "1.004", 1.0, 1, None)
    assert document_row(record=record(code)).procedure_code == "1.004"
    assert (
        document_row(job=job(procedure_code="2.0"), record=record(code)).procedure_code
        == "2.0"
    )


def test_text_and_confidence_are_of_all_pages_by_length():
    pages = [page(1, ("dài", 1.0), ("ba", 0.95)), page(2), page(3, ("xyz", 0.0))]
    row = document_row(pages=pages)
    assert row.text == "dài ba\n\f\n\fxyz"
    first = estimate_page_confidence(pages[0].ocr)
    assert first is not None and first > 0.8
    assert estimate_page_confidence(pages[2].ocr) == 0.0
    assert row.ocr_confidence == pytest.approx(first * 5 / 8)
    assert (row.page_count, row.blank_pages) == (3, 1)
    assert document_row(pages=[page(1)]).ocr_confidence is None


@pytest.mark.parametrize(
    ("kind", "pages", "verdict", "reasons"),
    [
        ("quyet_dinh", [page(1, ("chữ", 0.9))], None, ()),
        ("other", [page(1)], None, ("type_unknown",)),
        ("quyet_dinh", [page(1, is_blank=False)], None, ("ink_without_text",)),
        (
            "quyet_dinh",
            [page(1, ("x", 0.1), flags=(UNREAD,))],
            None,
            ("ink_without_text",),
        ),
        ("quyet_dinh", [page(1)], ReceivedVerdict.VALID, ()),
        ("quyet_dinh", [page(1)], ReceivedVerdict.BROKEN, ("signature_broken",)),
    ],
)
def test_reasons_for_a_review(kind, pages, verdict, reasons):
    found = record(document_type=kind)
    assert review_reasons(job(), found, pages, verdict) == reasons
    known = job()
    known = replace(
        known, document=replace(known.document, review_reasons=("sheet_count",))
    )
    assert review_reasons(known, found, pages, verdict) == ("sheet_count", *reasons)


def test_a_doubtful_type_is_looked_at():
    guessed = record(document_type="quyet_dinh", document_type_confidence=0.64)
    assert review_reasons(job(), guessed, [page(1)], sure_type=0.75) == (
        "type_doubtful",
    )
    unknown = record(document_type="other", document_type_confidence=0.64)
    assert review_reasons(job(), unknown, [page(1)], sure_type=0.75) == (
        "type_unknown",
    )


def test_a_document_that_waits_for_a_review_is_not_done():
    assert document_row().status == "done"
    assert document_row(record=record(document_type="other")).status == "needs_review"


def test_boxes_are_in_pixels_of_the_unturned_scan():
    one = FieldValue(
        "full_name", "A", "A", 0.9, 1, BoundingBox(10, 20, 60, 40), "owner", 1
    )
    pages = [page(1, ("A", 0.9))]
    (row,) = document_rows(
        job(), record(one), (), pages, FILE, "a.pdf", AT, SETTINGS
    ).fields
    box = TURNED.scan_box(BoundingBox(10, 20, 60, 40))
    assert (row.x0, row.y0, row.x1, row.y1) == (box.x0, box.y0, box.x1, box.y1)
    assert (row.x0, row.y0) != (10, 20)


def test_a_field_without_a_place_has_no_box():
    one = FieldValue("issuer", "UBND", "UBND", 0.9, None, None)
    (row,) = document_rows(
        job(), record(one), (), [page(1)], FILE, "a", AT, SETTINGS
    ).fields
    assert (row.page, row.x0, row.y1) == (None, None, None)


@pytest.mark.parametrize(
    ("value", "matched", "contradicted"),
    [
        ("001080000001", "001080000001", False),
        ("001080000009", "001080000001", True),
        ("001080000009", None, False),
    ],
)
def test_a_number_that_the_match_contradicts_needs_a_review(
    value, matched, contradicted
):
    one = FieldValue("citizen_id", value, value, 0.9, 1, None, "owner", 1)
    match = PersonMatch("owner", 1, decision(citizen_id=matched))
    assert is_contradicted(one, [match]) is contradicted
    assert not is_contradicted(one, [replace(match, role_index=2)])
    assert not is_contradicted(replace(one, name="old_id"), [match])


def test_a_received_file_has_hashes_of_whole_pictures_alone():
    pages = [page(1), page(2, image_passthrough=False)]
    for signed, hashes in ((False, ["1" * 64] * 2), (True, ["1" * 64, None])):
        rows = document_rows(
            job(signed), record(), (), pages, FILE, "a", AT, SETTINGS
        ).pages
        assert [row.image_sha256 for row in rows] == hashes


def test_a_match_keeps_its_candidates_and_its_register():
    made = decision(
        outcome="review", candidate_ids=("1", "2"), register_version="c0ffee"
    )
    match = PersonMatch("owner", 1, made)
    (row,) = document_rows(
        job(), record(), [match], [page(1)], FILE, "a", AT, SETTINGS
    ).matches
    assert (row.role, row.outcome, row.candidate_ids) == ("owner", "review", ("1", "2"))
    assert row.register_version == "c0ffee"


@pytest.mark.parametrize(
    ("file", "actions"),
    [
        (FILE, ["ingestion", "digital signature generation"]),
        (replace(FILE, level="unsigned"), ["ingestion"]),
        (
            replace(FILE, level="received", verdict=ReceivedVerdict.BROKEN),
            ["ingestion", "digital signature validation", "review requested"],
        ),
    ],
)
def test_events_say_what_was_done(file, actions):
    rows = document_rows(
        job(operator="An"), record(), (), [page(1)], file, "a", AT, SETTINGS
    )
    assert [one.action for one in rows.events] == actions
    assert [one.actor for one in rows.events] == ["An", "An", "sohoa"][: len(actions)]
    assert json.loads(rows.events[0].detail) == {
        "source": "A-1/a.pdf",
        "sha256": "0" * 64,
    }
    assert {one.item for one in rows.events} == {"A-1.1"}
