"""An index follows the store: put, rebuilt, caught up, and as good as none where it is not."""

from __future__ import annotations

import pytest

from pipeline.errors import DigitizationError
from pipeline.search.embedded import EmbeddedIndex
from pipeline.search.entries import (
    IndexDrift,
    catch_up,
    drift,
    entries_from_store,
    rebuild_from_store,
)
from pipeline.search.request import SearchRequest
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.contract.search_index.entries import PAPERS, entry, found


def test_an_index_of_an_earlier_layout_is_as_good_as_none(opened, tmp_path):
    if not isinstance(opened(), EmbeddedIndex):
        pytest.skip("how a server marks its layout is tested with its mappings")
    older = tmp_path / "index" / "generation-00ff"
    older.mkdir(parents=True)
    (older.parent / "current").write_text(older.name)
    index = opened()
    assert (index.commit_number(), index.search(SearchRequest("a")).total) == (None, 0)
    index.rebuild(PAPERS, 3)
    assert (index.commit_number(), older.exists()) == (3, False)


def test_an_index_that_is_not_there_is_empty(index):
    assert index.commit_number() is None
    assert index.document_ids() == set()
    assert index.search(SearchRequest("nguyễn")).total == 0
    index.delete(["a"])
    assert index.search(SearchRequest("nguyễn")).hits == ()


def test_putting_again_replaces(index, opened):
    reader = opened()
    index.put([entry("a", "bản cũ"), entry("b", "bản cũ")], 1)
    assert sorted(found(reader, "bản cũ")) == ["a", "b"]
    index.put([entry("a", "bản mới")], 2)
    assert (found(reader, "cũ"), found(reader, "mới")) == (["b"], ["a"])
    assert reader.document_ids() == {"a", "b"}
    assert reader.commit_number() == 2
    index.delete(["a", "khác"])
    assert reader.document_ids() == {"b"}
    assert (reader.commit_number(), found(reader, "mới")) == (2, [])


def test_the_number_stays_where_a_commit_is_missing(index):
    index.put([entry("a", "một")], 1, after=0)
    index.put([entry("c", "ba")], 3, after=2)
    assert (index.commit_number(), index.document_ids()) == (1, {"a", "c"})
    index.put([entry("b", "hai")], 2, after=1)
    assert index.commit_number() == 2


def test_an_index_begun_in_the_middle_does_not_claim_to_be_whole(index):
    index.put([entry("c", "ba")], 3, after=2)
    assert index.commit_number() is None
    assert found(index, "ba") == ["c"]


def test_a_rebuild_swaps_the_whole(index, opened):
    reader = opened()
    index.put([entry("a", "một"), entry("b", "hai")], 4)
    seen = []

    def entries():
        for key in ("b", "c"):
            seen.append((sorted(reader.document_ids()), reader.commit_number()))
            yield entry(key, "ba")

    index.rebuild(entries(), 5)
    assert seen == [(["a", "b"], 4)] * 2
    assert (
        reader.document_ids(),
        reader.commit_number(),
        sorted(found(reader, "ba")),
    ) == (
        {"b", "c"},
        5,
        ["b", "c"],
    )
    assert found(reader, "một") == []
    index.put([entry("d", "bốn")], 6)
    assert found(reader, "bốn") == ["d"]


def test_a_rebuild_that_fails_changes_nothing(index, opened):
    index.put([entry("a", "một")], 1)

    def broken():
        yield entry("b", "hai")
        raise DigitizationError("store_damaged", "gone")

    with pytest.raises(DigitizationError):
        index.rebuild(broken(), 2)
    with pytest.raises(DigitizationError):
        index.put(broken(), 2)
    reader = opened()
    assert reader.commit_number() == 1
    index.rebuild([entry("c", "ba")], 3)
    assert reader.document_ids() == {"c"}


def stored(store, key, text, **fields):
    rows = [
        {
            "document_id": key,
            "role": "subject",
            "role_index": 1,
            "name": name,
            "value": value,
        }
        for name, value in fields.items()
    ]
    document = {
        "document_id": key,
        "dossier_code": "H49-240102-0001",
        "ordinal": 1,
        "pdf_path": "documents/x.pdf",
    }
    pages = [
        {"document_id": key, "page": 2, "text": None},
        {"document_id": key, "page": 1, "text": text},
    ]
    return store.commit(
        StoreChange(
            replace_documents={
                key: {"documents": [document], "pages": pages, "fields": rows}
            }
        )
    )


def test_the_index_follows_the_store(index, tmp_path):
    store = ParquetStore(tmp_path / "store")
    store.create()
    stored(
        store,
        "a",
        "trang đầu",
        full_name="Lê Thị Hoa",
        citizen_id="001175000123",
        gender="F",
    )
    stored(store, "b", "trang khác")
    assert catch_up(index, store) == 2
    assert (
        found(index, "hoa"),
        found(index, "001175000123"),
        index.document_ids(),
    ) == (
        ["a"],
        ["a"],
        {"a", "b"},
    )
    stored(store, "b", "trang sửa")
    assert (catch_up(index, store), found(index, "sửa"), found(index, "khác")) == (
        3,
        ["b"],
        [],
    )
    index.rebuild([], 1)
    assert catch_up(index, store) == 3
    index.rebuild([], 9)
    assert (catch_up(index, store), index.document_ids()) == (3, {"a", "b"})
    index.put([entry("stray", "lạc")], 3)
    assert (rebuild_from_store(index, store), index.document_ids()) == (3, {"a", "b"})
    (one,) = entries_from_store(store.snapshot(), ["a", "unknown"])
    assert one.pages == ((1, "trang đầu"), (2, ""))
    assert (one.names, one.identifiers, one.title) == (
        ("Lê Thị Hoa",),
        ("001175000123",),
        None,
    )


def test_catching_up_takes_out_what_the_store_no_longer_has(index, tmp_path):
    store = ParquetStore(tmp_path / "store")
    store.create()
    stored(store, "a", "một")
    stored(store, "b", "hai")
    catch_up(index, store)
    store.commit(
        StoreChange(
            replace_documents={"a": {"documents": [], "pages": [], "fields": []}}
        )
    )
    catch_up(index, store)
    assert index.document_ids() == {"b"}
    index.put([entry("stray", "lạc")], 2)
    assert drift(index, store.snapshot()) == IndexDrift(missing=(), extra=("stray",))
    catch_up(index, store)
    assert (index.document_ids(), index.document_count(), index.commit_number()) == (
        {"b"},
        1,
        3,
    )
