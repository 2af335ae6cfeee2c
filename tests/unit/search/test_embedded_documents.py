"""A document in the embedded index: what goes in comes out, and the marker tells the commit."""

import pytest
import tantivy

from pipeline.search.analysis import question
from pipeline.search.embedded_documents import (
    as_document,
    as_hit,
    count_facets,
    index_schema,
    mark,
    marked_commit,
)
from pipeline.search.embedded_query import query_of
from pipeline.search.engine import IndexEntry
from pipeline.search.narrowing import narrowed_to


def _once(word):
    return 1


def entry(key: str, text: str, level: str = "commune") -> IndexEntry:
    return IndexEntry(
        document_id=key,
        dossier_code=f"H49-{key}",
        ordinal=2,
        pdf_path=f"{key}.pdf",
        document_type="other",
        title=None,
        number=None,
        issuer=None,
        names=(),
        pages=((1, "trang một"), (2, text)),
        level=level,
    )


@pytest.fixture
def searcher() -> tantivy.Searcher:
    """Three documents and the marker of commit 7."""
    index = tantivy.Index(index_schema())
    writer = index.writer(15_000_000, 1)
    for one in (
        entry("a", "giấy khai sinh"),
        entry("b", "giấy chứng tử", "province"),
        entry("c", "khai sinh trễ hạn"),
    ):
        writer.add_document(as_document(one))
    mark(writer, 7)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher()


def found(searcher: tantivy.Searcher, words: str, **filters: str) -> dict[str, int]:
    asked = question(words)
    query = query_of(asked, narrowed_to(filters), index_schema(), _once, wide=False)
    hits = (as_hit(asked, searcher.doc(at)) for _, at in searcher.search(query).hits)
    return {hit.document_id: hit.page for hit in hits}


def test_the_marker_tells_the_commit_and_is_no_document(searcher) -> None:
    assert marked_commit(searcher, index_schema()) == 7
    assert found(searcher, "trang") == {"a": 1, "b": 1, "c": 1}


def test_an_index_without_a_marker_reflects_nothing() -> None:
    index = tantivy.Index(index_schema())
    assert marked_commit(index.searcher(), index_schema()) is None


def test_a_hit_is_what_was_put_in(searcher) -> None:
    asked = question("chung tu")
    query = query_of(asked, narrowed_to({}), index_schema(), _once, wide=False)
    ((_, address),) = searcher.search(query).hits
    hit = as_hit(asked, searcher.doc(address))
    assert (hit.document_id, hit.dossier_code, hit.ordinal) == ("b", "H49-b", 2)
    assert (hit.page, hit.snippet, hit.pdf_path) == (2, "giấy chứng tử", "b.pdf")


def test_words_in_a_row_and_filters_narrow(searcher) -> None:
    assert found(searcher, '"khai sinh"') == {"a": 2, "c": 2}
    assert found(searcher, '"sinh khai"') == {}
    assert set(found(searcher, "giay", level="province")) == {"b"}


def test_facets_count_hits(searcher) -> None:
    query = query_of(
        question("khai"), narrowed_to({}), index_schema(), _once, wide=False
    )
    assert count_facets(searcher, query)["level"] == {"commune": 2}
