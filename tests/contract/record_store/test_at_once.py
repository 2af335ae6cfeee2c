"""Readers beside writers: a snapshot stays, and others see whole commits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import DigitizationError
from pipeline.store.record import StoreChange
from tests.contract.record_store.changes import added, document, ids

ROOT = Path(__file__).resolve().parents[3]


def test_a_snapshot_stays_as_it_was(store):
    store.commit(added("0001"))
    before = store.snapshot()
    store.commit(
        StoreChange(
            replace_documents={"0001": {"documents": [document("0001", title="mới")]}}
        )
    )
    store.commit(added("0002"))
    store.compact(max_parts=1)
    assert (before.commit, ids(before)) == (1, ["0001"])
    assert before.read("documents", ["title"])["title"].to_pylist() == [None]
    store.sweep()
    with pytest.raises(DigitizationError) as error:
        before.read("documents")
    assert error.value.code == "snapshot_gone"
    assert ids(store) == ["0001", "0002"]


def test_a_read_outlives_a_sweep_that_comes_in_between(store, monkeypatch):
    store.commit(added("0001"))
    looks = [store.snapshot()]
    store.commit(
        StoreChange(
            replace_documents={"0001": {"documents": [document("0001", title="mới")]}}
        )
    )
    store.sweep()
    look = store.snapshot
    monkeypatch.setattr(store, "snapshot", lambda: looks.pop() if looks else look())
    assert store.read("documents", ["title"])["title"].to_pylist() == ["mới"]
    store.place.remove(store.manifest().tables["documents"][0].path)
    with pytest.raises(DigitizationError) as error:
        store.read("documents")
    assert error.value.code == "snapshot_gone"


_WRITER = """
import sys
from pathlib import Path
from pipeline.store.record import StoreChange
from tests.contract.record_store.changes import opened
store = opened(sys.argv[1], Path(sys.argv[3]))
for n in range(int(sys.argv[2])):
    key = f"{n:04d}"
    rows = [{"document_id": key, "page": page} for page in (1, 2)]
    store.commit(StoreChange({"documents": [{"document_id": key}], "pages": rows}))
    store.commit(StoreChange(replace_documents={"0000": {"documents": [{"document_id": "0000", "ordinal": n}]}}))
    if n % 8 == 7:
        store.compact(max_parts=4)
"""


_READER = """
import sys
from pathlib import Path
from tests.contract.record_store.changes import opened
store, last = opened(sys.argv[1], Path(sys.argv[3])), 2 * int(sys.argv[2])
seen = 0
while seen < last:
    snapshot = store.snapshot()
    documents = snapshot.read("documents", ["document_id"])["document_id"].to_pylist()
    assert snapshot.commit >= seen
    assert len(documents) == len(set(documents)) == (snapshot.commit + 1) // 2, (documents, snapshot.commit)
    assert snapshot.read("pages", ["page"]).num_rows == 2 * len(documents)
    seen = snapshot.commit
"""


def test_readers_in_other_processes_see_whole_commits(shared, tmp_path):
    store, url = shared
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, url, "25", tmp_path / "cache"], env=environment
        )
        for code in (_READER, _READER, _WRITER)
    ]
    assert [process.wait() for process in started] == [0, 0, 0]
    assert store.check() == ()
