"""What the counter has already: the scan that stands, not the one that it replaced."""

from __future__ import annotations

from pathlib import Path

from pipeline.runner.counter.answer import in_force
from pipeline.store.parquet import ParquetStore
from tests.unit.review.papers import BETTER, OTHER, PAPER, make_archive, take


def test_a_replaced_scan_gives_way_to_the_one_that_stands(tmp_path: Path) -> None:
    kho = make_archive(tmp_path / "kho")
    store = ParquetStore(kho / "store")
    assert in_force(store, {PAPER, OTHER}) == {PAPER, OTHER}
    take(
        kho,
        (f"supersede|{PAPER}", BETTER),
        (f"supersede|{BETTER}", OTHER, "mã hồ sơ sai"),
    )
    assert in_force(store, {PAPER}) == {OTHER}
    assert in_force(store, {PAPER, BETTER, OTHER}) == {OTHER}
    assert in_force(store, set()) == set()
