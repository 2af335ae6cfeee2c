"""The record of a country, made small, and what is measured on it."""

from benchmarks.country import (
    PAGES,
    REPORTS,
    make_country,
    measure_pages,
    measure_reports,
)
from pipeline.store.parquet import ParquetStore


def test_reports_and_pages_are_measured_on_a_record_that_adds_up(tmp_path):
    place = tmp_path / "kho"
    make_country(place, 900, 600, lambda _: None)
    snapshot = ParquetStore(place / "store").snapshot()
    assert {
        name: snapshot.rows(name) for name in ("documents", "one_stop", "past_results")
    } == {"documents": 900, "one_stop": 600, "past_results": 240}
    documents = snapshot.read("documents", ["document_id", "dossier_code", "status"])
    assert len(set(documents["document_id"].to_pylist())) == 900
    with_papers = set(documents["dossier_code"].to_pylist())
    known = set(snapshot.read("one_stop", ["dossier_code"])["dossier_code"].to_pylist())
    assert len(known) == 600 and with_papers < known
    assert [row["report"] for row in measure_reports(place)] == list(REPORTS)
    pages = measure_pages(place, rounds=1)
    assert [row["page"] for row in pages] == list(PAGES)
    assert all(row["bytes"] > 500 for row in pages)
