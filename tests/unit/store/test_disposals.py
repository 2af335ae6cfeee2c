"""The register of disposals is read from the events, whole or by dossier or citizen."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.messages import localized
from pipeline.store.disposals import (
    citizen_item,
    count_disposed,
    disposal_of,
    disposals_in,
    disposed_of_citizen,
    document_disposed,
    dossier_disposed,
    read_disposals,
)
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.codec import to_plain
from schemas.tables.disposal import DISPOSED, Disposal, DisposedPaper
from schemas.tables.rows import EventRow, make_event

AT = "2030-01-02T03:04:05.000+07:00"


def disposal(code: str, papers: int) -> Disposal:
    rows = tuple(
        DisposedPaper(
            f"{code}.{number}",
            "result",
            "cong_van",
            None,
            None,
            None,
            1,
            "a",
            "b",
            ("c",),
        )
        for number in range(1, papers + 1)
    )
    return Disposal(code, "H26", None, None, "2012-01-01", AT, "d" * 64, "A", rows)


def event(one: Disposal) -> EventRow:
    return make_event(AT, "A", DISPOSED, one.dossier_code, to_plain(one))


def test_it_is_read_whole_or_by_dossier_or_citizen(tmp_path: Path) -> None:
    store = ParquetStore(tmp_path)
    store.create()
    wanted = [disposal("X", 2), disposal("Y", 1)]
    item = citizen_item("mark", "001090000123")
    events = [*map(event, wanted), make_event(AT, "A", DISPOSED, item, "X.1")]
    store.commit(StoreChange(append={"events": events}))
    assert read_disposals(store) == wanted
    assert read_disposals(store, ["Y"]) == wanted[1:]
    assert read_disposals(store, ["Z"]) == []
    assert count_disposed(store) == 3
    assert disposed_of_citizen(store, "mark", "001090000123") == [("X.1", AT)]
    assert disposed_of_citizen(store, "mark", "001090000124") == []
    assert disposed_of_citizen(store, "other", "001090000123") == []
    assert "001090000123" not in item


def test_a_paper_is_told_by_its_dossiers_disposal(tmp_path: Path) -> None:
    store = ParquetStore(tmp_path)
    store.create()
    wanted = [disposal("H26.27-1", 2), disposal("Y", 1)]
    store.commit(StoreChange(append={"events": [*map(event, wanted)]}))
    assert disposal_of(store, "H26.27-1.2") == wanted[0]
    for other in ("H26.27-1.3", "H26.27-1", "Y.2", "", "."):
        assert disposal_of(store, other) is None
    rows = store.read("events").to_pylist()
    assert disposals_in(rows) == wanted
    assert disposals_in([{**rows[0], "action": "ingestion"}]) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_it_is_told_with_day_decision_and_whose(lang: str) -> None:
    one = disposal("X", 1)
    for error in (document_disposed("X.1", one), dossier_disposed(one)):
        message, remedy = localized(
            error.code, error.message, error.remedy, lang, error.values
        )
        assert "02/01/2030" in message and "d" * 12 in message and " A " in message
        assert "d" * 13 not in message and "sohoa dispose --done" in (remedy or "")
