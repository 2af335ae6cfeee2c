"""At the start of a run the store is believed, and leftovers go."""

import os
import time

from pipeline.runner.recovery import recover
from pipeline.store.record import StoreChange
from schemas.states import DocumentState

DAY = 86_400


def run_recovery(call):
    context = call.context
    recover(context.folder, context.ledger, context.store, 90)


def test_what_the_store_holds_is_done(call):
    document = call.received()
    row = {"document_id": document.document_id, "pdf_path": "documents/a.pdf"}
    call.context.store.commit(StoreChange(append={"documents": [row]}))
    run_recovery(call)
    entry = call.context.ledger.documents.get(document.document_id)
    assert entry is not None and entry.state == DocumentState.DONE


def test_files_that_the_store_does_not_know_are_removed(call):
    document = call.received()
    call.context.ledger.documents.plan_path(
        document.document_id, "documents/H/2026/A-1/A-1.1.pdf"
    )
    place = call.context.folder.documents / "H" / "2026" / "A-1"
    place.mkdir(parents=True)
    for name in ("A-1.1.pdf", "A-1.1.alto.xml", "B-1.1.pdf"):
        (place / name).write_bytes(b"")
    run_recovery(call)
    assert [one.name for one in place.iterdir()] == ["B-1.1.pdf"]


def test_half_written_files_go_when_their_writer_is_long_gone(call):
    folder = call.context.folder.originals
    for name, age in ((".old", 2 * DAY), (".young", 0)):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, (time.time() - age,) * 2)
    run_recovery(call)
    assert [one.name for one in folder.glob(".*")] == [".young"]


def test_work_of_batches_that_are_over_goes_and_of_this_one_stays(call):
    (call.context.folder.work / "b-old").mkdir()
    (call.context.work / "A-1.1").mkdir(parents=True)
    run_recovery(call)
    assert not (call.context.folder.work / "b-old").exists()
    assert (call.context.work / "A-1.1").exists()
