"""Entries of the index are made from the store, and an index that is behind is brought up."""

import pytest

from pipeline.config import load_settings
from pipeline.search.choose import open_index
from pipeline.search.elastic.index import ElasticIndex
from pipeline.search.embedded import EmbeddedIndex
from pipeline.search.entries import (
    catch_up,
    drift,
    entries_from_store,
    rebuild_from_store,
    take_in,
)
from pipeline.search.request import SearchRequest
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange


@pytest.fixture
def store(tmp_path):
    made = ParquetStore(tmp_path / "store")
    made.create()
    return made


@pytest.fixture
def index(tmp_path):
    (tmp_path / "index").mkdir()
    opened = EmbeddedIndex(tmp_path / "index")
    yield opened
    opened.close()


def file(store, key, text="", **fields):
    store.commit(
        StoreChange(
            append={
                "documents": [
                    {
                        "document_id": key,
                        "dossier_code": key,
                        "ordinal": 1,
                        "title": "T",
                    }
                ],
                "pages": [
                    {"document_id": key, "page": 2, "text": None},
                    {"document_id": key, "page": 1, "text": text},
                ],
                "fields": [
                    {"document_id": key, "name": name, "value": value}
                    for name, value in fields.items()
                ],
            }
        )
    )


def test_an_entry_holds_names_numbers_and_pages_in_order(store):
    file(
        store,
        "A",
        "Giấy",
        full_name="An",
        citizen_id="1",
        title="not a name",
        old_id=None,
    )
    (entry,) = entries_from_store(store.snapshot())
    assert (entry.document_id, entry.title, entry.document_type) == ("A", "T", "")
    assert entry.pages == ((1, "Giấy"), (2, ""))
    assert (entry.names, entry.identifiers) == (("An",), ("1",))


def test_only_those_that_are_named_and_known(store):
    for key in "CAB":
        file(store, key)
    assert sorted(
        one.document_id for one in entries_from_store(store.snapshot())
    ) == list("ABC")
    assert [
        one.document_id for one in entries_from_store(store.snapshot(), ["B", "X"])
    ] == ["B"]


def test_an_index_is_brought_up_step_by_step(store, index):
    file(store, "A", "Giấy khai sinh")
    assert catch_up(index, store) == store.snapshot().commit
    file(store, "B", "Quyết định")
    assert drift(index, store.snapshot()).missing == ("B",)
    catch_up(index, store)
    assert index.document_ids() == {"A", "B"}
    empty: dict[str, list[object]] = {"documents": [], "pages": [], "fields": []}
    store.commit(StoreChange(replace_documents={"A": empty}))
    catch_up(index, store)
    assert index.document_ids() == {"B"}


class Noting(EmbeddedIndex):
    """An index that remembers what was put into it."""

    def __init__(self, folder):
        super().__init__(folder)
        self.seen = []

    def put(self, entries, commit, after=None):
        kept = list(entries)
        self.seen.append([one.document_id for one in kept])
        super().put(kept, commit, after)


def test_a_commit_that_changes_papers_on_file_puts_these_alone(store, tmp_path):
    (tmp_path / "index").mkdir()
    index = Noting(tmp_path / "index")
    rows = [{"document_id": one, "dossier_code": one, "ordinal": 1} for one in "ABC"]
    before = store.commit(StoreChange(append={"documents": rows}))
    take_in(index, store, 0, {"A", "B", "C"})
    changed = {"A": {"documents": [{**rows[0], "title": "Đơn"}]}}
    store.commit(StoreChange(replace_documents=changed))
    index.seen.clear()
    take_in(index, store, before, {"A"})
    assert index.seen == [["A"]], "not all that stood in the part of A"
    assert index.commit_number() == store.snapshot().commit
    assert index.search(SearchRequest("đơn")).total == 1
    # An index that was behind before takes in all that it lacks.
    file(store, "D")
    late = store.snapshot().commit
    store.commit(StoreChange(replace_documents=changed))
    take_in(index, store, late, {"A"})
    assert index.document_ids() == {"A", "B", "C", "D"}
    index.close()


def test_an_index_from_scratch_is_the_same(store, index):
    file(store, "A", "Giấy khai sinh")
    catch_up(index, store)
    before = index.search(SearchRequest("khai sinh", limit=5)).total
    assert rebuild_from_store(index, store) == store.snapshot().commit
    assert index.search(SearchRequest("khai sinh", limit=5)).total == before == 1


@pytest.mark.parametrize(
    ("kind", "made"), [("embedded", EmbeddedIndex), ("elasticsearch", ElasticIndex)]
)
def test_the_settings_choose_the_index(tmp_path, kind, made):
    options = {"index": {"kind": kind, "url": "http://127.0.0.1:9"}}
    index = open_index(load_settings(environ={}, options=options).index, tmp_path)
    assert isinstance(index, made)
    index.close()
