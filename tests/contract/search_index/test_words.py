"""Words and their marks: which documents are found, and which of them stand first."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.search.engine import SearchResult
from pipeline.search.request import SearchRequest
from tests.contract.search_index.entries import NAMES, entry, found


def test_names_are_found_however_they_are_typed(index):
    index.put(NAMES, 1)
    nfd = unicodedata.normalize("NFD", "nguyễn văn an")
    for words in (
        "nguyen van an",
        "Nguyễn Văn An",
        "NGUYỄN VĂN AN",
        nfd,
        "An  nguyen\tvan",
    ):
        assert set(found(index, words)) == {"plain", "exact", "other", "apart"}


def test_text_stored_in_nfd_is_found_and_shown_in_nfc(index):
    index.put([entry("nfd", unicodedata.normalize("NFD", "Ông Đặng Hữu Đức"))], 1)
    for words in ("đặng hữu đức", "dang huu duc", unicodedata.normalize("NFD", "Đức")):
        (hit,) = index.search(SearchRequest(words)).hits
        assert hit.snippet == unicodedata.normalize("NFC", "Ông Đặng Hữu Đức")


def test_exact_letters_stand_above_folded_ones_and_rows_above_scattered_words(index):
    index.put(NAMES, 1)
    assert found(index, "Nguyễn Văn An")[0] == "exact"
    assert found(index, "nguyen van an")[0] == "plain"
    assert found(index, "Nguyên Vân Ân")[0] == "other"
    assert (
        found(index, "Nguyễn Văn An")[-1]
        == found(index, "nguyen van an")[-1]
        == "apart"
    )


@pytest.mark.parametrize("word", ["ma", "mã", "đa", "da"])
def test_the_exact_word_wins_over_many_folded_ones(index, word):
    others = (
        [w for w in ("ma", "má", "mà", "mã", "mạ") if w != word]
        if word[0] == "m"
        else ["đa", "da", "dạ"]
    )
    others = [w for w in others if w != word]
    crowd = [entry(f"{w}{n}", " ".join([w] * 9)) for w in others for n in range(3)]
    index.put(
        [
            *crowd,
            entry(
                "wanted",
                f"dài dòng văn bản hành chính có một chữ {word} duy nhất ở cuối trang này",
            ),
        ],
        1,
    )
    result = index.search(SearchRequest(word, limit=50))
    assert result.hits[0].document_id == "wanted"
    assert result.total == len(crowd) + 1


def test_all_words_must_stand_in_the_document(index):
    index.put(
        [
            entry("a", "đơn đề nghị", "cấp giấy phép xây dựng"),
            entry("b", "đơn đề nghị"),
            entry("c", "giấy phép"),
        ],
        1,
    )
    assert found(index, "đề nghị giấy phép") == ["a"]
    assert found(index, "nghị không") == []


def test_facts_are_searched_too(index):
    facts = {
        "title": "Về việc cấp đất",
        "number": "45/GP",
        "issuer": "UBND xã Yên Sở",
        "names": ("Lê Thị Hoa",),
    }
    index.put(
        [
            entry(
                "a",
                "trang một",
                kind="giay_phep",
                identifiers=("001175000123",),
                **facts,
            ),
            entry("b", "x", ordinal=2),
        ],
        1,
    )
    for words in (
        "cap dat",
        "45/GP",
        "yen so",
        "Lê Thị Hoa",
        "001175000123",
        "giay phep",
        "H49-240102-0001.1",
    ):
        assert found(index, words)[0] == "a"
    (hit,) = index.search(SearchRequest("hoa trang")).hits
    assert (hit.page, hit.snippet) == (1, "trang một")


def test_numbers_are_found_whole(index):
    index.put(
        [
            entry("a", "Số: 123/QĐ-UBND ngày 5"),
            entry("b", "Số 123 của UBND, QĐ kèm theo"),
            entry("f", "Số: 1123/QĐ-UBND"),
            entry("c", "x", code="H26.27-241105-0012"),
            entry("d", "x", code="H26.27-241105-0013"),
            entry("e", "CCCD: 001085012345."),
        ],
        1,
    )
    expected = {
        "123/QĐ-UBND": ["a"],
        "123/qd-ubnd": ["a"],
        "Số: 123 / QĐ - UBND": ["a", "b"],
        "23/QĐ-UBND": [],
        "H26.27-241105-0012": ["c"],
        "h26.27-241105-0012": ["c"],
        "241105": ["c", "d"],
        "001085012345": ["e"],
        "01085012345": [],
    }
    assert {words: sorted(found(index, words)) for words in expected} == expected


def test_a_number_does_not_reach_over_the_end_of_a_page(index):
    index.put([entry("a", "số 123", "QĐ-UBND"), entry("b", "số", "123/QĐ-UBND")], 1)
    assert found(index, "123/QĐ-UBND") == ["b"]


def test_a_query_without_words_finds_nothing(index):
    index.put(NAMES, 1)
    for words in ("", "   ", "/", '"', "* ? ~", "\udc80", "…–«»", "khôngcó"):
        assert index.search(SearchRequest(words)) == SearchResult(0, ())


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example('"nguyen (van +an -binh) [1 TO 2} name:x^2 a~1 /r.*/ && || ! AND OR NOT \\')
@example("AND")
@example("exact:nguyễn OR 1=1; --")
@example("a" * 5000)
@example("chữ " * 3000)
@given(st.text(max_size=60))
def test_no_query_is_refused(index, words):
    if index.commit_number() is None:
        index.put(NAMES, 1)
    assert index.search(SearchRequest(words)).total >= 0


def test_operators_are_words(index):
    index.put([entry("a", "Nguyễn and Bình"), entry("b", "Nguyễn Bình")], 1)
    assert found(index, "nguyen AND binh") == ["a"]


def test_both_places_of_a_tone_mark_rank_alike_over_other_tones(index):
    index.put(
        [entry("new", "ông Hoà"), entry("old", "ông Hòa"), entry("other", "ông Hóa")], 1
    )
    for words in ("hòa", "hoà"):
        first, second, last = index.search(SearchRequest(words)).hits
        assert {first.document_id, second.document_id} == {"new", "old"}
        assert first.score == second.score > last.score
    assert found(index, "hoa", limit=3) and len(found(index, "hoa")) == 3


def test_words_between_quotation_marks_stand_in_a_row(index):
    index.put(
        [entry("row", "ủy ban nhân dân"), entry("apart", "nhân dân bầu ủy ban")], 1
    )
    assert set(found(index, "ủy ban nhân dân")) == {"row", "apart"}
    assert found(index, '"ban nhân dân"') == ["row"]
