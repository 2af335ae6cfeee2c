"""What follows from an answer: the document once all its pages are read, quarantine, another try."""

from dataclasses import replace

import pytest

from pipeline.executor import WorkerLost
from pipeline.plan.documents import make_document
from pipeline.plan.pages import read_page
from pipeline.runner.commit import Committer, work_folder
from pipeline.runner.flow import Flow, failure_of, page_item, worker_lost
from schemas.states import DocumentState
from schemas.work import DocumentMade, Failure, PageDone

LATER = Failure("out_of_memory", "no memory", None, "ocr", 1, True)
BROKEN = Failure("broken_image", "broken", None, "ingest", 1)


@pytest.fixture
def told():
    return []


@pytest.fixture
def flow(call, told):
    return Flow(call.context, Committer(call.context), lambda: told.append(1))


def page_done(document, page, seconds=0.5):
    return PageDone(document.document_id, page, seconds, {"ocr": seconds})


def test_each_page_goes_out_and_the_document_follows_the_last(call, flow, told):
    document = call.received(pages=3)
    pages = list(flow.calls([document]))
    assert [(one.function, one.arguments[0].page) for one in pages] == [
        (read_page, number) for number in (1, 2, 3)
    ]
    assert list(flow.done(pages[2], page_done(document, 3))) == []
    assert list(flow.done(pages[0], page_done(document, 1))) == []
    (made,) = flow.done(pages[1], page_done(document, 2))
    assert made.function is make_document
    assert made.arguments[0].document == document
    assert (call.context.tally.pages_read, len(told)) == (3, 3)
    assert call.context.tally.stage_seconds == {"ocr": 1.5}


def test_pages_that_this_batch_has_read_are_not_read_again(call, flow):
    document = call.received(pages=2)
    first, _ = list(flow.calls([document]))
    flow.done(first, page_done(document, 1))
    work = work_folder(call.context, document)
    work.mkdir(parents=True)
    for ending in ("json", "img"):
        (work / f"p00001.{ending}").write_bytes(b"")
    other = Flow(call.context, Committer(call.context), lambda: None)
    assert [one.arguments[0].page for one in other.calls([document])] == [2]


def test_a_broken_page_takes_its_document_aside_once(call, flow):
    document = call.received(pages=2)
    first, second = list(flow.calls([document]))
    assert list(flow.done(first, BROKEN)) == []
    assert list(flow.done(second, replace(BROKEN, page=2))) == []
    entry = call.context.ledger.documents.get(document.document_id)
    assert entry is not None
    assert (entry.state, entry.code) == (DocumentState.QUARANTINED, "broken_image")
    assert len(call.heard.lines) == 1


def test_no_more_pages_go_out_once_one_has_failed(call, flow):
    document = call.received(pages=3)
    calls = flow.calls([document])
    flow.done(next(calls), BROKEN)
    assert list(calls) == []


def test_what_the_machine_failed_on_is_tried_again_and_then_put_aside(call, flow):
    document = call.received()
    (page,) = list(flow.calls([document]))
    flow.done(page, LATER)
    assert flow.to_try_again() == [document]
    assert flow.to_try_again() == []
    (again,) = list(flow.calls([document]))
    flow.done(again, LATER)
    assert flow.to_try_again() == []
    entry = call.context.ledger.documents.get(document.document_id)
    assert entry is not None and (entry.code, entry.transient) == (
        "out_of_memory",
        True,
    )


def test_a_worker_that_dies_is_a_reason_that_may_pass(call, flow):
    document = call.received()
    (page,) = list(flow.calls([document]))
    flow.done(page, WorkerLost("killed by signal 9"))
    entry = call.context.ledger.documents.get(document.document_id)
    assert entry is not None and (entry.code, entry.transient) == ("worker_lost", True)
    assert worker_lost(WorkerLost("x"), 4).page == 4


def test_a_made_document_waits_for_its_commit(call, told):
    document = call.received()
    committer = Committer(call.context)
    flow = Flow(call.context, committer, lambda: told.append(1))
    (page,) = list(flow.calls([document]))
    (made,) = flow.done(page, page_done(document, 1))
    answer = DocumentMade(
        document.document_id, "documents/a.pdf", 4, 1, (), 0, 0.2, {"sign": 0.2}
    )
    assert list(flow.done(made, answer)) == []
    assert call.context.tally.stage_seconds == {"ocr": 0.5, "sign": 0.2}
    assert call.context.tally.documents == {}, "counted once it is committed"


def test_a_pages_name_in_the_ledger():
    assert page_item("A-1.1", 3) == "A-1.1/p3"


def test_an_answer_that_is_no_result_says_what_failed():
    broken = Failure("broken_pdf", "it is broken", "scan again", "ingest")
    assert failure_of(broken, 2) is broken
    lost = failure_of(WorkerLost("killed"), 2)
    assert (lost.code, lost.page, lost.transient) == ("worker_lost", 2, True)
    slow = failure_of(WorkerLost("computing time", "cpu_limit"), 2)
    assert (slow.code, slow.page, slow.transient) == ("cpu_limit", 2, False)
    with pytest.raises(TypeError):
        failure_of("neither", None)
