"""What is measured on a large record leaves it as it was."""

from __future__ import annotations

import pytest

from benchmarks import big_store, record_growth
from benchmarks.big_store import make_big_store
from benchmarks.record_growth import look_ups
from benchmarks.record_night import compare
from pipeline.store.parquet import ParquetStore


@pytest.fixture
def large(tmp_path, monkeypatch):
    monkeypatch.setattr(big_store, "NIGHT", 40)
    monkeypatch.setattr(record_growth, "NIGHT", 40)
    make_big_store(tmp_path / "kho", 120, only=["documents", "pages", "matches"])
    return tmp_path / "kho"


def test_a_night_is_measured_on_both_and_taken_back(large):
    before = ParquetStore(large / "store").manifest()
    files = {one for one in (large / "store").rglob("*") if one.is_file()}
    found = compare(large, 20, 10)
    assert (found["large"], found["night"]) == (120, 20)
    assert set(found["commits_cpu_s"]) == {"empty", "large"}
    assert ParquetStore(large / "store").manifest() == before
    assert {one for one in (large / "store").rglob("*") if one.is_file()} == files


def test_look_ups_are_asked_of_the_first_nights(large):
    found = look_ups(ParquetStore(large / "store"), (40, 120, 400))
    assert [(one["documents"], one["parts"]) for one in found] == [(40, 1), (120, 3)]
    assert all(one["warm_cpu_ms"] >= 0 for one in found)
