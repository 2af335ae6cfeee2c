"""What people change of what the machine had taken, on the record as decisions leave it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.report.counting.quality.corrections import ChangedValues, list_changed
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.unit.review.papers import BETTER, OTHER, PAPER, fact, make_archive, take


def changed(kho: Path) -> tuple[ChangedValues, ...]:
    store = ParquetStore(kho / "store")
    tables = {name: store.read(name) for name in ("documents", "fields", "events")}
    return list_changed(tables, tables["documents"])


def names(kho: Path) -> list[tuple[Any, ...]]:
    return [(one.field, one.from_, one.accepted, one.changed) for one in changed(kho)]


def test_accepted_values_that_people_changed_by_type_field_and_confidence(
    tmp_path: Path,
) -> None:
    kho = make_archive(tmp_path / "kho")
    assert changed(kho) == ()
    low = fact(OTHER, "number", "9", confidence=0.62)
    ParquetStore(kho / "store").commit(StoreChange(append={"fields": [low]}))
    names_of = "field|{}|subject|1|full_name"
    # Confirmed first, then changed after all: it had been taken without a question.
    take(kho, (names_of.format(PAPER), "ok"))
    assert changed(kho) == ()
    event = take(kho, (names_of.format(PAPER), "Nguyễn Thị Làn")).events[0]
    take(kho, (f"field|{OTHER}|number", "10"))
    # Neither what was asked about nor what a person added was taken by the machine.
    take(kho, (f"field|{PAPER}|subject|1|birth_date", "17/05/2009"))
    take(kho, (f"field|{BETTER}|subject|1|gender", "F"))
    assert names(kho) == [
        ("full_name", 0.9, 3, 1),
        ("number", 0.6, 1, 1),
        ("number", 0.9, 1, 0),
    ]
    assert changed(kho)[0] == ChangedValues(
        "trich_luc_khai_sinh", "full_name", 0.9, 1.0, 3, 1, 1 / 3
    )
    take(kho, (f"undo|{event}", "undo"))
    assert names(kho) == [("number", 0.6, 1, 1), ("number", 0.9, 1, 0)]
