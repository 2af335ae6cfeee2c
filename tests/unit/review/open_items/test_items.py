"""What is open, why, and in which order."""

from __future__ import annotations

from pipeline.review.open_items.items import (
    ALIKE,
    UNCLEAR,
    ItemFilter,
    open_items,
)
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.unit.review.papers import PAPER, document, match


def filed(archive, name, **more):
    rows = {
        "documents": [document(name)],
        "pages": [{"document_id": name, "page": 1, "text": ""}],
        "matches": [match(name, "subject", **more)],
    }
    ParquetStore(archive / "store").commit(StoreChange(append=rows))


def test_persons_whom_the_paper_does_not_tell_apart_come_last(kho):
    filed(kho, "H26-0.1", weight=8.0, runner_up_weight=8.0)
    filed(kho, "H26-9.1", weight=8.0, runner_up_weight=None)
    filed(kho, "H26-9.2", weight=None, runner_up_weight=None)
    found = [
        (one.subject.item, one.reasons)
        for one in open_items(kho)
        if one.key.startswith("match|")
    ]
    assert found[-1] == ("H26-0.1", (ALIKE,))
    assert set(found[:-1]) == {
        (item, (UNCLEAR,)) for item in (PAPER, "H26-9.1", "H26-9.2")
    }
    assert open_items(kho)[-1].reasons == (ALIKE,)


def test_they_are_counted_apart(kho):
    filed(kho, "H26-0.1", weight=8.0, runner_up_weight=8.0)
    alike = open_items(kho, ItemFilter(reason=ALIKE))
    assert [one.subject.item for one in alike] == ["H26-0.1"]
    unclear = open_items(kho, ItemFilter(reason=UNCLEAR))
    assert [one.subject.item for one in unclear] == [PAPER]
