"""What an answer holds: the page, the count, what narrows it, its order."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.errors import UsageError
from pipeline.search.narrowing import Order
from pipeline.search.request import SearchRequest
from tests.contract.search_index.entries import PAPERS, entry, found


def test_the_hit_names_the_page_that_answers_best(index):
    filler = "Cộng hòa xã hội chủ nghĩa Việt Nam " * 40
    index.put(
        [
            entry(
                "a",
                filler + "Nguyễn",
                filler + "ông Nguyễn Văn An, sinh ngày 05/11/1975 " + filler,
                filler,
            )
        ],
        1,
    )
    (hit,) = index.search(SearchRequest("nguyen van an")).hits
    assert (hit.dossier_code, hit.ordinal, hit.page) == ("H49-240102-0001", 1, 2)
    assert hit.pdf_path == "documents/H49/2024/H49-240102-0001/H49-240102-0001.1.pdf"
    assert "Nguyễn Văn An" in hit.snippet
    assert 80 <= len(hit.snippet) <= 170
    assert hit.score > 0


def test_a_document_without_pages_is_found_by_its_facts(index):
    index.put([entry("a", title="Giấy khai sinh")], 1)
    (hit,) = index.search(SearchRequest("khai sinh")).hits
    assert (hit.page, hit.snippet) == (1, "")


def test_parts_of_a_long_answer_fit_together(index):
    index.put([entry(f"{n:02d}", "hồ sơ " * (n % 5 + 1)) for n in range(23)], 1)
    whole = index.search(SearchRequest("hồ sơ", limit=100))
    assert whole.total == len(whole.hits) == 23
    parts = [
        index.search(SearchRequest("hồ sơ", limit=10, offset=offset))
        for offset in (0, 10, 20)
    ]
    assert sorted(hit.document_id for part in parts for hit in part.hits) == sorted(
        h.document_id for h in whole.hits
    )
    assert [part.total for part in parts] == [23, 23, 23]
    assert [h.score for h in whole.hits] == sorted(
        (h.score for h in whole.hits), reverse=True
    )
    assert index.search(SearchRequest("hồ sơ", limit=0)).total == 23
    assert (
        index.search(SearchRequest("hồ sơ", limit=0)).hits
        == index.search(SearchRequest("hồ sơ", offset=10**9)).hits
        == ()
    )
    assert len(index.search(SearchRequest("hồ sơ", limit=10**9)).hits) == 23


def test_a_search_can_be_narrowed(index):
    index.put(
        [
            entry("a", "hồ sơ", code="Đ-1"),
            entry("b", "hồ sơ", code="Đ-2", kind="giay_phep"),
        ],
        1,
    )
    assert found(
        index, "hồ sơ", filters={"dossier_code": unicodedata.normalize("NFD", "Đ-2")}
    ) == ["b"]
    assert (
        found(
            index,
            "hồ sơ",
            filters={"document_type": "giay_phep", "dossier_code": "Đ-1"},
        )
        == []
    )
    plain, narrowed = (
        index.search(SearchRequest("hồ sơ")).hits,
        index.search(SearchRequest("hồ sơ", filters={"document_id": "a"})).hits,
    )
    assert narrowed[0].score == next(
        hit.score for hit in plain if hit.document_id == "a"
    )
    with pytest.raises(UsageError) as error:
        index.search(SearchRequest("hồ sơ", filters={"colour": "red"}))
    assert error.value.code == "unknown_filter"


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"agency_code": "H1"}, "ab"),
        ({"level": "commune"}, "abc"),
        ({"level": "province"}, ""),
        ({"issued_year": "2024"}, "a"),
        ({"number": "123/QĐ-UBND"}, "a"),
        ({"number": "123qđubnd"}, "a"),
        ({"signature_level": "B-LTA", "document_type": "giay_moi"}, "c"),
        ({"outcome": "review"}, "bc"),
        ({"citizen_id": "001090000123"}, "a"),
        ({"citizen_id": "012345678"}, "a"),
        ({"issued_from": "2023-12-31", "issued_to": "2024-02-29"}, "b"),
        ({"issued_to": "2030-01-01"}, "ab"),
    ],
)
def test_filters_leave_what_fits_with_words_or_without(index, filters, keys):
    index.put(PAPERS, 1)
    assert set(found(index, "quyết định", filters=filters)) == set(keys)
    result = index.search(SearchRequest("", filters=filters))
    assert (result.total, {hit.document_id for hit in result.hits}) == (
        len(keys),
        set(keys),
    )


def test_hits_are_counted_by_their_facts(index):
    index.put(PAPERS, 1)
    facets = index.search(SearchRequest("quyết định", limit=1, facets=True)).facets
    assert facets["agency_code"] == {"H1": 2, "H2": 1}
    assert facets["document_type"] == {"quyet_dinh": 2, "giay_moi": 1}
    assert facets["outcome"] == {"matched": 2, "review": 2}
    assert facets["issued_year"] == {"2023": 1, "2024": 1}
    narrowed = index.search(
        SearchRequest("", filters={"agency_code": "H2"}, facets=True)
    ).facets
    assert narrowed["signature_level"] == {"B-LTA": 1}
    assert index.search(SearchRequest("quyết định")).facets == {}


def test_the_newest_come_first_where_that_is_asked(index):
    index.put(PAPERS, 1)
    assert found(index, "quyết định", order=Order.NEWEST) == ["a", "b", "c"]
    assert found(index, "quyết định", order=Order.NEWEST, limit=1, offset=1) == ["b"]


def test_a_number_is_found_as_it_is_typed(index):
    index.put(PAPERS, 1)
    assert found(index, "123QĐUBND") == found(index, "123/QĐ-UBND") == ["a"]
