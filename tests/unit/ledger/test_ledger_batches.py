"""Batches: a run that came to no end goes on, everything else begins anew."""

import pytest

from pipeline.ledger.batches import LedgerBatch
from schemas.states import BatchKind, BatchState

LATER, EARLIER = "9999-01-01T00:00:00.000+07:00", "2000-01-01T00:00:00.000+07:00"


@pytest.mark.parametrize(
    "state", [one for one in BatchState if one != BatchState.COMPLETE]
)
def test_a_run_goes_on_until_it_is_complete(ledger, state):
    first = ledger.batches.open(BatchKind.RUN, "/inbox", "x")
    ledger.batches.close(first, state, {})
    assert ledger.batches.open(BatchKind.RUN, "/inbox", "y") == first
    row = ledger.batches.get(first)
    assert (row.state, row.operator, row.ended_at) == (BatchState.RUNNING, "y", None)
    ledger.batches.close(first, BatchState.COMPLETE, {})
    assert ledger.batches.open(BatchKind.RUN, "/inbox", "y") != first


@pytest.mark.parametrize("kind", [BatchKind.COUNTER, BatchKind.RETRY])
def test_other_calls_begin_a_batch_each(ledger, kind):
    first, second = (ledger.batches.open(kind, "A", None) for _ in range(2))
    assert first != second
    assert first.startswith(f"{kind.value}-") and first.endswith("-00001")
    assert second.endswith("-00002")


def test_what_a_call_leaves_is_read_back(ledger):
    batch = ledger.batches.open(BatchKind.RUN, "/inbox", "x")
    ledger.batches.set_found(batch, 7)
    ledger.batches.close(batch, BatchState.DEFERRED, {"documents": {"done": 3}})
    row = ledger.batches.get(batch)
    assert (row.batch_id, row.kind, row.inbox) == (batch, BatchKind.RUN, "/inbox")
    assert (row.state, row.found) == (BatchState.DEFERRED, 7)
    assert row.summary == {"documents": {"done": 3}}
    assert row.started_at <= row.ended_at
    assert ledger.batches.get("none") is None


def test_the_latest_is_a_run_where_there_is_one(ledger):
    assert ledger.batches.latest() is None
    counter = ledger.batches.open(BatchKind.COUNTER, "A", None)
    assert ledger.batches.latest().batch_id == counter
    run = ledger.batches.open(BatchKind.RUN, "/inbox", None)
    ledger.batches.open(BatchKind.RETRY, "quarantine", None)
    assert ledger.batches.latest().batch_id == run


def test_runs_are_unfinished_until_complete_and_counter_calls_for_a_while(ledger):
    run = ledger.batches.open(BatchKind.RUN, "/inbox", None)
    counter = ledger.batches.open(BatchKind.COUNTER, "A", None)
    ledger.batches.open(BatchKind.RETRY, "quarantine", None)
    assert ledger.batches.find_unfinished(EARLIER) == {run, counter}
    assert ledger.batches.find_unfinished(LATER) == {run}
    ledger.batches.close(run, BatchState.COMPLETE, {})
    assert ledger.batches.find_unfinished(LATER) == set()


def test_a_run_that_found_nothing_does_not_hide_the_night_before_it(ledger):
    night = ledger.batches.open(BatchKind.RUN, "/inbox", None)
    ledger.batches.set_found(night, 20_000)
    ledger.batches.close(night, BatchState.COMPLETE, {})
    assert ledger.batches.empty_since(ledger.batches.get(night)) is None
    empty = ledger.batches.open(BatchKind.RUN, "/empty", None)
    assert ledger.batches.latest().batch_id == empty, "while it is at work"
    ledger.batches.close(empty, BatchState.COMPLETE, {})
    assert ledger.batches.latest().batch_id == night
    assert ledger.batches.empty_since(ledger.batches.get(night)) == empty


def test_a_batch_is_told_as_it_was_opened(ledger):
    batch = ledger.batches.open(BatchKind.COUNTER, "H26.27-241105-0012", "An")
    row = ledger.batches.get(batch)
    assert row == LedgerBatch(
        batch,
        BatchKind.COUNTER,
        "H26.27-241105-0012",
        BatchState.RUNNING,
        "An",
        0,
        row.started_at,
        None,
        None,
    )
