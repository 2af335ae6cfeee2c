"""Where a batch stands, told from the ledger alone."""

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.ledger import Ledger
from pipeline.operations.status import batch_status
from pipeline.operations.upkeep.create import create_archive
from schemas.states import BatchKind, BatchState
from schemas.work import Failure
from tests.unit.ledger.ledger_rows import received

SETTINGS = load_settings(None, None, {}, {})
BROKEN = Failure("broken_pdf", "it is broken", "scan again", "ingest")


@pytest.fixture
def folder(tmp_path):
    return create_archive(tmp_path / "kho", development_keys=False)


@pytest.fixture
def ledger(folder):
    opened = Ledger(folder.ledger_file)
    yield opened
    opened.close()


def begin(ledger, kind=BatchKind.RUN, found=4):
    """A batch of four documents: done, quarantined, waiting, and one that nobody has received."""
    batch = ledger.batches.open(kind, "/inbox", None)
    ledger.batches.set_found(batch, found)
    for code in ("A", "B", "C"):
        ledger.documents.add(received(code), "1", 1, batch)
    ledger.documents.mark_done(["A.1"])
    ledger.documents.mark_quarantined("B.1", BROKEN, "B.1")
    return batch


def ask(folder, batch=None):
    return batch_status(folder.root, SETTINGS, batch)


def numbers(said):
    return tuple(said[key] for key in ("found", "done", "running", "waiting"))


def test_an_archive_without_a_batch_has_no_state(folder):
    said = ask(folder)
    assert (said["batch"], said["state"], numbers(said)) == (None, None, (0, 0, 0, 0))
    assert said["quarantined"] == said["signatures"] == said["missing"] == []


def test_a_run_at_work_has_documents_in_hand(folder, ledger):
    batch = begin(ledger)
    with folder.run_lock():
        said = ask(folder)
    assert (said["batch"], said["state"], numbers(said)) == (
        batch,
        "running",
        (4, 1, 1, 1),
    )


def test_what_was_tried_again_is_told_beside_the_run(folder, ledger):
    run = begin(ledger)
    retry = ledger.batches.open(BatchKind.RETRY, "", None)
    ledger.batches.set_found(retry, 1)
    ledger.documents.mark_waiting(["B.1"], retry)
    ledger.documents.mark_done(["B.1"])
    said = ask(folder)
    told = {"batch": retry, "state": "broken_off", "found": 1, "done": 1}
    assert (said["batch"], said["retries"]) == (run, [told])
    summary = {"documents": {"skipped": 0, "done": 1}}
    ledger.batches.close(retry, BatchState.COMPLETE, summary)
    assert ask(folder)["retries"][0]["state"] == "complete"
    assert ask(folder, retry)["retries"] == []


def test_a_run_whose_process_is_gone_is_broken_off(folder, ledger):
    begin(ledger)
    said = ask(folder)
    assert (said["state"], numbers(said), said["seconds_left"]) == (
        "broken_off",
        (4, 1, 0, 2),
        None,
    )


def test_a_counter_call_holds_no_run_lock_and_is_running(folder, ledger):
    begin(ledger, BatchKind.COUNTER)
    assert ask(folder)["state"] == "running"


@pytest.mark.parametrize(
    ("state", "waiting"),
    [
        (BatchState.STOPPED, 1),
        (BatchState.INTERRUPTED, 1),
        (BatchState.DEFERRED, 1),
        (BatchState.COMPLETE, 0),
    ],
)
def test_the_last_calls_answer_counts_what_it_skipped(folder, ledger, state, waiting):
    batch = begin(ledger)
    summary = {"documents": {"skipped": 1, "done": 1}, "missing": ["D"]}
    ledger.batches.close(batch, state, summary)
    said = ask(folder)
    assert (said["state"], said["waiting"], said["missing"]) == (
        state.value,
        waiting,
        ["D"],
    )
    assert said["last_call"] == summary and type(said["state"]) is str


def test_what_was_filed_before_makes_the_counts_add_up(folder, ledger):
    batch = begin(ledger)
    assert ask(folder)["skipped"] is None, "no call has come to its end"
    # A second call of the same batch skips what its first has done, and two of other nights.
    summary = {"documents": {"skipped": 3, "done": 0}, "missing": []}
    ledger.batches.close(batch, BatchState.COMPLETE, summary)
    said = ask(folder)
    assert (said["done"], said["skipped"], said["waiting"]) == (1, 2, 0)
    assert said["found"] == 1 + 2 + len(said["quarantined"])


def test_what_stands_in_quarantine_is_named_with_its_reason(folder, ledger):
    batch = begin(ledger)
    ledger.refusals.add("e", "/inbox", "scan.doc", None, BROKEN, batch)
    said = ask(folder)["quarantined"]
    assert [(one["item"], one["entry"], one["code"]) for one in said] == [
        ("B.1", "B.1", "broken_pdf"),
        ("scan.doc", "e", "broken_pdf"),
    ]


def test_a_batch_is_asked_for_by_its_name(folder, ledger):
    counter = begin(ledger, BatchKind.COUNTER)
    ledger.batches.open(BatchKind.RUN, "/inbox", None)
    assert ask(folder, counter)["batch"] == counter
    with pytest.raises(UsageError) as caught:
        ask(folder, "run-none")
    assert caught.value.code == "unknown_batch"


def test_what_an_interrupted_call_left_is_told_though_its_papers_were_filed_by_others(
    folder, ledger
):
    """Refusals and what earlier batches filed stand in no row of this batch."""
    batch = begin(ledger, found=9)
    summary = {
        "documents": {
            "found": 9,
            "done": 1,
            "skipped": 4,
            "quarantined": 3,
            "waiting": 1,
        }
    }
    ledger.batches.close(batch, BatchState.INTERRUPTED, summary)
    assert ask(folder)["waiting"] == 1


def test_a_killed_run_is_counted_by_what_it_last_said(folder, ledger):
    batch = begin(ledger, found=9)
    ledger.batches.keep_waiting(batch, 8)
    ledger.batches.keep_waiting(batch, 5)
    assert (ask(folder)["state"], ask(folder)["waiting"]) == ("broken_off", 5)
