"""Made-up archives of any size, and what is measured on them."""

import pytest

from benchmarks import big_store
from benchmarks.big_store import citizen_of, code_of, make_big_store
from benchmarks.store import growth
from pipeline.store.parquet import ParquetStore


@pytest.fixture(autouse=True)
def short_nights(monkeypatch):
    monkeypatch.setattr(big_store, "NIGHT", 40)
    monkeypatch.setattr(big_store, "IN_REVIEW", 50)


def test_an_archive_holds_what_was_asked_for(tmp_path):
    make_big_store(tmp_path / "kho", 100)
    store = ParquetStore(tmp_path / "kho" / "store")
    assert store.check() == ()
    snapshot = store.snapshot()
    assert {name: snapshot.rows(name) for name in ("documents", "pages", "fields")} == {
        "documents": 100,
        "pages": 100,
        "fields": 500,
    }
    assert len(snapshot.manifest.tables["documents"]) == 3
    assert snapshot.read("documents", where={"status": ["needs_review"]}).num_rows == 2
    (row,) = snapshot.read(
        "documents", where={"dossier_code": [code_of(77)]}
    ).to_pylist()
    (match,) = snapshot.read(
        "matches", where={"citizen_id": [citizen_of(77)]}
    ).to_pylist()
    assert row["document_id"] == match["document_id"]
    registered = snapshot.rows("one_stop") + snapshot.rows("past_results")
    assert registered == 100


def test_only_some_tables(tmp_path):
    make_big_store(tmp_path / "kho", 50, only=["matches"])
    snapshot = ParquetStore(tmp_path / "kho" / "store").snapshot()
    assert (snapshot.rows("matches"), snapshot.rows("documents")) == (50, 0)


def test_growth_tells_each_command_at_each_size(tmp_path):
    archives = {size: tmp_path / str(size) for size in (60, 120)}
    for size, archive in archives.items():
        make_big_store(archive, size)
    found = growth(archives, lambda _: None, repeats=1, names=("show",))
    assert found["sizes"] == [120]
    (row,) = found["rows"]
    assert row["command"] == "show"
    assert set(row["120"]) == {"wall_s", "cpu_s", "peak_mb"}
