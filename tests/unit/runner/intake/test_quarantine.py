"""What could not be filed lies with its bytes and its reason, stands in the ledger, and is counted."""

import json

import pytest

from pipeline.errors import InputError, TransientInputError
from pipeline.runner.intake.quarantine import (
    quarantine_document,
    quarantine_refusal,
    refusal_of,
)
from schemas.received.source import Refusal
from schemas.states import DocumentState, ItemState
from schemas.work import Failure

BROKEN = Failure("broken_image", "it can't be decoded", "scan it again", "ingest", 1)


def reason_of(call, entry):
    return json.loads(
        (call.context.folder.quarantine / entry / "reason.json").read_text()
    )


def test_a_document_lies_with_its_bytes_and_its_reason(call):
    document = call.received(content=b"bytes")
    quarantine_document(document, BROKEN, call.context)
    place = call.context.folder.quarantine / "A-1.1"
    assert (place / "A-1.jpg").read_bytes() == b"bytes"
    reason = reason_of(call, "A-1.1")
    assert (reason["code"], reason["source"], reason["page"]) == (
        "broken_image",
        "A-1.jpg",
        1,
    )
    assert reason["sha256"] == document.source_sha256
    assert reason["message"] != BROKEN.message, "Vietnamese, as the settings say"


def test_ledger_and_count_say_so(call):
    document = call.received(pages=3)
    quarantine_document(document, BROKEN, call.context)
    entry = call.context.ledger.documents.get(document.document_id)
    assert entry is not None
    assert (entry.state, entry.code, entry.quarantine) == (
        DocumentState.QUARANTINED,
        "broken_image",
        "A-1.1",
    )
    assert call.context.tally.documents == {"A-1.1": ("A-1", ItemState.QUARANTINED, 3)}
    assert call.heard.lines == ["quarantine: A-1.1: broken_image"]


def test_a_refused_entry_is_kept_once_however_often_it_is_met(call, tmp_path):
    paper = tmp_path / "odd.txt"
    paper.write_bytes(b"no picture")
    refusal = Refusal(
        "odd.txt", (str(paper),), "unsupported_type", "no accepted type", "scan it"
    )
    first = quarantine_refusal(refusal, call.context)
    second = quarantine_refusal(refusal, call.context)
    assert first == second
    assert (
        call.context.folder.quarantine / first / "odd.txt"
    ).read_bytes() == b"no picture"
    assert len(call.context.ledger.refusals.list_standing()) == 1
    assert len(call.heard.lines) == 1


def test_where_no_bytes_can_be_had_a_listing_says_what_was_seen(call, tmp_path):
    refusal = Refusal(
        "gone.pdf", (str(tmp_path / "gone.pdf"),), "unreadable", "gone", "look"
    )
    entry = quarantine_refusal(refusal, call.context)
    listing = (call.context.folder.quarantine / entry / "listing.txt").read_text()
    assert "gone.pdf" in listing and "unreadable" in listing


@pytest.mark.parametrize("kind", [InputError, TransientInputError])
def test_a_refusal_says_what_the_error_says(kind):
    error = kind(
        "too_large", "too large", item="a.pdf", remedy="split it", values={"most": 3}
    )
    refusal = refusal_of(error, "a.pdf", ["a.pdf"], "A-1", "a.pdf")
    assert (refusal.code, refusal.remedy, refusal.values) == (
        "too_large",
        "split it",
        {"most": "3"},
    )
    assert refusal.transient is (kind is TransientInputError)
