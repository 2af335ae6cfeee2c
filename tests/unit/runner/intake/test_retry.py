"""What stands in quarantine is looked at again from its kept bytes."""

import io

from PIL import Image

from pipeline.runner.intake.quarantine import quarantine_document
from pipeline.runner.intake.retry import receive_again
from schemas.states import DocumentState
from schemas.work import Failure

LOST = Failure(
    "worker_lost", "the worker died on it", "try again", "worker", None, True
)


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(content, "JPEG")
    return content.getvalue()


def standing(call):
    return call.context.ledger.documents.list_quarantined()


def test_what_passes_now_is_waiting_and_worked_on(call):
    document = call.received(content=picture())
    quarantine_document(document, LOST, call.context)
    assert list(receive_again(standing(call), call.context)) == [document]
    entry = call.context.ledger.documents.get(document.document_id)
    assert entry is not None and entry.state == DocumentState.WAITING


def test_what_is_broken_stays_with_the_present_reason(call):
    document = call.received(content=b"no picture at all")
    quarantine_document(document, LOST, call.context)
    assert list(receive_again(standing(call), call.context)) == []
    (entry,) = standing(call)
    assert entry.code not in (None, "worker_lost")


def test_what_lost_its_bytes_stays_where_it_lies(call):
    document = call.received(content=picture())
    quarantine_document(document, LOST, call.context)
    (call.context.folder.quarantine / "A-1.1" / "A-1.jpg").unlink()
    call.context.folder.original(document.source_sha256).unlink()
    assert list(receive_again(standing(call), call.context)) == []
    (entry,) = standing(call)
    assert (entry.code, entry.quarantine) == ("original_missing", "A-1.1")
