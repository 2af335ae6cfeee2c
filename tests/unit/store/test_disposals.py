"""The register of disposals is read from the events, whole or by dossier or citizen."""

from __future__ import annotations

from pathlib import Path

from pipeline.store.disposals import (
    citizen_item,
    count_disposed,
    disposed_of_citizen,
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
