"""Receiving: ordinals are fixed, the same paper twice is one, what is broken goes aside."""

import io
import json
from dataclasses import replace
from hashlib import sha256

import pikepdf
import pytest
from PIL import Image

from pipeline.runner.context import KnownDossiers
from pipeline.runner.duplicates import Duplicate
from pipeline.runner.intake.receiving import (
    Offer,
    OfferedDossier,
    StackPart,
    item_of_offer,
    offer_dossier,
    receive,
    source_sha256,
)
from schemas.received.source import InboxDocument, InboxDossier, MediaType, SourceFile
from schemas.states import DocumentState, ItemState


def picture(shade: int = 255) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (400, 300), (shade, shade, shade)).save(content, "JPEG")
    return content.getvalue()


@pytest.fixture
def inbox(tmp_path):
    """Lays papers down; gives the dossier's offer."""

    def lay(code="A-1", **papers):
        offers = []
        for name, content in papers.items():
            place = tmp_path / f"{code}-{name}.jpg"
            place.write_bytes(content)
            offers.append(Offer(f"{code}/{name}.jpg", (str(place),)))
        return OfferedDossier(code, code, tuple(offers))

    return lay


def taken(call, dossier, seen=None):
    events = []
    received = list(
        receive(dossier, call.context, set() if seen is None else seen, events.append)
    )
    return received, events


def test_documents_are_numbered_in_their_order(call, inbox):
    received, events = taken(call, inbox(a=picture(250), b=picture(200)))
    assert [(one.document_id, one.source_name) for one in received] == [
        ("A-1.1", "A-1/a.jpg"),
        ("A-1.2", "A-1/b.jpg"),
    ]
    assert received[0].files[0].media_type is MediaType.JPEG
    assert events == []
    states = {state for _, state, _ in call.context.tally.documents.values()}
    assert states == {ItemState.WAITING}


def test_the_same_bytes_twice_are_one_document(call, inbox):
    received, events = taken(call, inbox(a=picture(), b=picture()))
    assert [one.document_id for one in received] == ["A-1.1"]
    assert call.context.tally.duplicates == [
        {
            "document_id": "A-1.1",
            "offered_as": "A-1/b.jpg",
            "why": "the same file twice",
        }
    ]
    (event,) = events
    assert (event.action, event.item) == ("duplicate check", "A-1.1")


def test_the_same_bytes_in_another_dossier_are_told_and_worked_on(call, inbox):
    taken(call, inbox("A-1", a=picture()))
    received, events = taken(call, inbox("B-1", a=picture()))
    assert [one.document_id for one in received] == ["B-1.1"]
    assert json.loads(events[0].detail)["why"] == Duplicate.SAME_BYTES


def test_what_was_filed_before_is_skipped(call, inbox):
    offer = inbox(a=picture())
    (first,), _ = taken(call, offer)
    call.context.ledger.documents.mark_done([first.document_id], call.context.batch_id)
    again, events = taken(call, offer)
    assert (again, events) == ([], [])
    assert call.context.tally.documents["A-1.1"][1] == ItemState.SKIPPED


def test_a_broken_paper_goes_aside_and_the_others_go_on(call, inbox):
    received, _ = taken(call, inbox(a=b"no picture", b=picture()))
    assert [one.document_id for one in received] == ["A-1.2"]
    entry = call.context.ledger.documents.get("A-1.1")
    assert entry is not None and entry.state == DocumentState.QUARANTINED
    assert (call.context.folder.quarantine / "A-1.1" / "reason.json").is_file()


def test_papers_attached_to_a_paper_ask_for_a_person(call, inbox):
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    pdf.attachments["b.pdf"] = pikepdf.AttachedFileSpec(
        pdf, b"%PDF-1.7", filename="b.pdf"
    )
    content = io.BytesIO()
    pdf.save(content)
    received, _ = taken(call, inbox(a=content.getvalue(), b=picture()))
    assert [one.review_reasons for one in received] == [("papers_attached",), ()]


def test_a_paper_that_is_gone_is_refused(call):
    gone = OfferedDossier("A-1", "A-1", (Offer("A-1/a.jpg", ("/nowhere/a.jpg",)),))
    assert taken(call, gone) == ([], [])
    (refusal,) = call.context.ledger.refusals.list_standing()
    assert (refusal.name, refusal.code) == ("A-1/a.jpg", "unreadable")


@pytest.mark.parametrize(
    ("sheets", "told"),
    [(None, ()), (1, ()), (2, ()), (3, (("sheet_count", "2", "3"),))],
)
def test_pages_are_held_against_the_sheets_that_the_tables_tell(
    call, inbox, sheets, told
):
    known = KnownDossiers(sheets={} if sheets is None else {"A-1": sheets})
    context = replace(call.context, known=known)
    received = list(
        receive(inbox(a=picture(250), b=picture(200)), context, set(), lambda _: None)
    )
    for one in received:
        found = ((fact.code, fact.found, fact.against) for fact in one.contradictions)
        assert tuple(found) == told


def test_an_inbox_dossier_as_an_offer():
    dossier = InboxDossier(
        "A 1", "A-1", (InboxDocument("A 1/a.pdf", ("/in/A 1/a.pdf",)),)
    )
    offer = offer_dossier(dossier)
    assert (offer.code, offer.documents[0].files) == ("A-1", ("/in/A 1/a.pdf",))
    assert item_of_offer(offer.documents[0]) == "offered:A 1/a.pdf"


def source(digit: str) -> SourceFile:
    return SourceFile(f"/o/{digit}", f"{digit}.jpg", digit * 64, 1, MediaType.JPEG)


def test_a_document_of_several_files_has_the_hash_of_their_hashes():
    first, second = source("1"), source("2")
    assert source_sha256([first]) == "1" * 64
    lines = "".join(f"{one.sha256}\n" for one in (first, second))
    assert source_sha256([first, second]) == sha256(lines.encode()).hexdigest()
    assert source_sha256([first, second]) != source_sha256([second, first])


def test_a_part_of_a_stack_is_known_by_its_bytes_and_pages():
    alone = StackPart((source("1"),), ((0, 1), (0, 2)))
    assert alone.key == f"{'1' * 64}#2,3"
    two = StackPart((source("1"), source("2")), ((0, 1), (1, 0)))
    assert two.key.endswith("#1.2,2.1")
