"""Questions as tantivy queries, asked of a small index in memory."""

from __future__ import annotations

from functools import partial

import pytest
import tantivy

from pipeline.search.affordable import MOST_LOOKS
from pipeline.search.analysis import Question, question
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
from pipeline.search.narrowing import Narrowing

TEXTS = {
    "A.1": "Quyết định về việc cấp giấy chứng nhận cho ông Nguyễn Văn An",
    "B.1": "Giấy khai sinh của Nguyễn Thị Lan, sinh ngày 17/05/2009",
    "C.1": "Nguyên vạn ân",
    "D.1": "An Văn Nguyễn",
}


def entry(key: str, text: str) -> IndexEntry:
    code = key.partition(".")[0]
    return IndexEntry(
        key, code, 1, f"{key}.pdf", "other", None, None, None, (), ((1, text),)
    )


@pytest.fixture(scope="module")
def index() -> tantivy.Index:
    index = tantivy.Index(index_schema())
    writer = index.writer(heap_size=15_000_000, num_threads=1)
    for key, text in TEXTS.items():
        writer.add_document(as_document(entry(key, text)))
    mark(writer, 41)
    writer.commit()
    index.reload()
    return index


def found(index, words: str, *, wide: bool = False) -> list[str]:
    asked, schema = asked_of(words), index_schema()
    searcher = index.searcher()
    query = query_of(
        asked, Narrowing(), schema, partial(searcher.doc_freq, "folded"), wide=wide
    )
    hits = searcher.search(query, limit=10).hits
    documents = [searcher.doc(address) for _, address in hits]
    return [
        as_hit(asked, one).document_id for one in documents if one.get_first("shown")
    ]


def _once(word: str) -> int:
    return 1


def asked_of(words: str) -> Question:
    return question(words)


def test_all_words_must_be_there_with_or_without_marks(index):
    assert set(found(index, "nguyen van an")) >= {"A.1", "D.1"}
    assert found(index, "khai sinh Lan") == ["B.1"]
    assert found(index, "khai sinh An") == []


def test_words_as_they_are_written_stand_before_others(index):
    assert found(index, "Nguyễn Văn An")[0] == "A.1"


def test_between_quotation_marks_words_stand_in_a_row(index):
    rows = found(index, '"Nguyễn Văn An"')
    assert "A.1" in rows and "D.1" not in rows


def test_a_slip_is_forgiven_where_it_is_looked_for_widely(index):
    assert found(index, "chung nhân giây", wide=True) == ["A.1"]
    assert "B.1" in found(index, "nguyen thi lam", wide=True)


def test_two_common_words_beside_each_other_are_not_looked_for(index):
    asked, schema = asked_of("giấy khai sinh"), index_schema()

    def common(word: str) -> int:
        return MOST_LOOKS + 1 if word in {"giay", "khai"} else 1

    asked_for = str(query_of(asked, Narrowing(), schema, common, wide=False))
    everyday = str(query_of(asked, Narrowing(), schema, _once, wide=False))
    assert len(asked_for) < len(everyday)
    assert found(index, "giấy khai sinh") == ["B.1"]


def test_a_question_without_words_is_answered_by_all_that_are_left(index):
    searcher, schema = index.searcher(), index_schema()

    def left(*tags: str) -> int:
        query = query_of(asked_of(""), Narrowing(tags), schema, _once, wide=False)
        return len(searcher.search(query, limit=10).hits)

    assert left("document_type=other") == len(TEXTS)
    assert left("document_type=other", "document_type=quyet_dinh") == 0


def test_the_index_says_which_commit_it_reflects(index):
    assert marked_commit(index.searcher(), index_schema()) == 41
    empty = tantivy.Index(index_schema())
    assert marked_commit(empty.searcher(), index_schema()) is None


def test_a_hit_shows_where_the_words_stand(index):
    asked = asked_of("khai sinh")
    schema, searcher = index_schema(), index.searcher()
    hits = searcher.search(query_of(asked, Narrowing(), schema, _once, wide=False)).hits
    hit = as_hit(asked, searcher.doc(hits[0][1]))
    assert (hit.document_id, hit.dossier_code, hit.ordinal) == ("B.1", "B", 1)
    assert (hit.page, hit.pdf_path) == (1, "B.1.pdf")
    assert "khai sinh" in hit.snippet


def test_facets_count_documents(index):
    narrowed = Narrowing(("document_type=other",))
    query = query_of(asked_of(""), narrowed, index_schema(), _once, wide=False)
    counted = count_facets(index.searcher(), query)
    assert counted["document_type"] == {"other": len(TEXTS)}
