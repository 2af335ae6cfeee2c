"""States are kept in ledgers and tables and shown in JSON answers: their words stay."""

import json
import sqlite3
from contextlib import closing

import pytest

from schemas.states import (
    AttemptState,
    BatchKind,
    BatchState,
    DocumentState,
    ItemState,
    RecordStatus,
    WorkStage,
)

WORDS = {
    AttemptState: {"done", "failed", "planned"},
    BatchKind: {"run", "retry", "counter"},
    BatchState: {
        "running",
        "complete",
        "stopped",
        "interrupted",
        "deferred",
        "broken_off",
    },
    DocumentState: {"waiting", "done", "quarantined", "settled", "disposed"},
    ItemState: {"skipped", "done", "waiting", "quarantined"},
    RecordStatus: {"done", "needs_review"},
    WorkStage: {"read", "make", "sign"},
}


@pytest.mark.parametrize(("states", "words"), WORDS.items())
def test_the_words_that_archives_hold_stay(states, words):
    assert {one.value for one in states} == words
    with closing(sqlite3.connect(":memory:")) as db:
        for one in states:
            (kept, kind) = db.execute("SELECT ?1, typeof(?1)", (one,)).fetchone()
            assert (states(kept), kind) == (one, "text")
            assert (json.dumps({one: one}), f"{one}") == (
                json.dumps({kept: kept}),
                kept,
            )
