"""What a change replaces, removes and adds, and what a wrong one leaves alone."""

from __future__ import annotations

import pytest

from pipeline.errors import DigitizationError
from pipeline.store.record import StoreChange
from tests.contract.record_store.changes import added, document, ids, pages


def test_a_correction_rewrites_only_the_parts_that_hold_the_document(store):
    for key in ("0001", "0002", "0003"):
        store.commit(added(key))
    before = store.manifest().tables
    correction = StoreChange(
        replace_documents={
            "0002": {"documents": [document("0002", title="Quyết định")]}
        }
    )
    assert store.commit(correction) == 4
    after = store.manifest().tables
    assert after["pages"] == before["pages"]
    assert {p.path for p in before["documents"]} & {
        p.path for p in after["documents"]
    } == {
        before["documents"][0].path,
        before["documents"][2].path,
    }
    titles = store.read("documents", ["document_id", "title"]).to_pylist()
    assert sorted((row["document_id"], row["title"]) for row in titles) == [
        ("0001", None),
        ("0002", "Quyết định"),
        ("0003", None),
    ]
    assert store.snapshot().changed_since(3) == {"0002"}
    assert store.check() == ()


def test_a_replacement_may_remove_and_may_add(store):
    store.commit(added("0001", "0002"))
    tables = {"documents": [document("0003")], "pages": pages("0003")}
    store.commit(
        StoreChange(
            replace_documents={"0001": {"documents": [], "pages": []}, "0003": tables}
        )
    )
    store.commit(StoreChange(replace_documents={"0003": tables}))
    assert ids(store) == ["0002", "0003"]
    assert store.check() == ()


def test_whole_tables_are_replaced(store):
    store.commit(
        StoreChange({"one_stop": [{"dossier_code": "A"}, {"dossier_code": "B"}]})
    )
    store.commit(StoreChange(replace_tables={"one_stop": [{"dossier_code": "C"}]}))
    assert store.read("one_stop", ["dossier_code"])["dossier_code"].to_pylist() == ["C"]
    store.commit(StoreChange(replace_tables={"one_stop": []}))
    assert store.read("one_stop").num_rows == 0


def test_an_empty_change_is_no_commit(store):
    store.commit(added("0001"))
    assert store.commit(StoreChange({"documents": []})) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (added("0001"), "duplicate_key"),
        (StoreChange({"pages": pages("0001", 1)}), "duplicate_key"),
        (added("0009", "0009"), "duplicate_key"),
        (StoreChange({"documents": [{"ordinal": 1}]}), "duplicate_key"),
        (StoreChange({"documents": [document("0009", colour="red")]}), "bad_row"),
        (StoreChange({"documents": [document("0009", page_count="hai")]}), "bad_row"),
        (StoreChange({"documents": [document("0009", page_count=2**40)]}), "bad_row"),
        (StoreChange({"documents": [document("0009", title="\udc80")]}), "bad_row"),
        (StoreChange({"people": [{}]}), "bad_change"),
        (StoreChange(replace_documents={"0001": {"events": []}}), "bad_change"),
        (
            StoreChange(replace_documents={"0001": {"documents": [document("0002")]}}),
            "bad_change",
        ),
    ],
)
def test_a_wrong_change_changes_nothing(store, change, code):
    store.commit(added("0001"))
    before = store.manifest()
    with pytest.raises(DigitizationError) as error:
        store.commit(change)
    assert error.value.code == code
    assert store.manifest() == before
    assert ids(store) == ["0001"]
