"""Slips of recognition and of the fingers are forgiven; numbers never are."""

from __future__ import annotations

import pytest

from pipeline.search.request import SearchRequest
from tests.contract.search_index.entries import NAMES, entry, found

MISREAD = [
    entry("vam", "Họ tên: Nguyên Vam An, sinh năm 1975"),
    entry("am", "Họ tên: NGUYEN VĂN AM"),
    entry("nguyem", "nơi ở của ông Nguyễm Văn An tại thôn Mẫu"),
    entry("merged", "Họ tên: Nguyễn Vărn An"),
    entry("other_person", "Họ tên: Trần Vam Bình, chị Nguyễn Thị Hoa"),
]


def test_a_slip_of_recognition_is_forgiven(index):
    index.put([*NAMES, *MISREAD], 1)
    for words in ("Nguyễn Văn An", "nguyen van an"):
        hits = index.search(SearchRequest(words, limit=50)).hits
        order = [hit.document_id for hit in hits]
        rows, forgiven = {"exact", "plain", "other"}, {"vam", "am", "nguyem", "merged"}
        assert set(order[:3]) == rows
        assert set(order[3:7]) == forgiven
        assert order[7:] == ["apart"]
        scores = {hit.document_id: hit.score for hit in hits}
        assert min(scores[key] for key in rows) > max(scores[key] for key in forgiven)
        assert min(scores[key] for key in forgiven) > scores["apart"]


@pytest.mark.parametrize(
    "words",
    [
        "Nguyên Vãn An",
        "Nguyen Vam An",
        "Nguyễ Văn An",
        "Ngguyễn Văn An",
        "Nguyễn Vărn An",
        "Nguyễn Văn Ân",
    ],
)
def test_a_slip_in_the_question_is_forgiven(index, words):
    index.put(NAMES, 1)
    assert "exact" in found(index, words)
    assert "none" not in found(index, words)


def test_a_slip_is_forgiven_anywhere_among_its_neighbours(index):
    index.put(
        [
            entry("a", "Họ tên: Nguyễn Vam An", "Giấy khai simh"),
            entry("b", "Trần Vam, giấy khai tử"),
        ],
        1,
    )
    assert found(index, "giấy khai sinh Nguyễn Văn An") == ["a"]
    assert found(index, "giấy phép Nguyễn Văn An") == []
    index.put([entry("c", "chứng minh là đúng, bà Phạm Thị Hoa, ông Minh, xã Lan")], 2)
    assert found(index, "Phạm Minh Lam") == []


def test_one_word_alone_is_forgiven_if_it_is_long_enough(index):
    index.put(
        [
            entry("a", "Nguyễn"),
            entry("b", "Nguyễm"),
            entry("c", "Người"),
            entry("d", "van"),
            entry("e", "vam"),
        ],
        1,
    )
    assert found(index, "nguyễn") == ["a", "b"]
    assert found(index, "van") == ["d"]


def test_scattered_words_stand_above_forgiven_ones(index):
    index.put(
        [
            entry("far", "của ông đơn", "giấy phép"),
            entry("slip", "đơm của ông", "giấy phép"),
        ],
        1,
    )
    first, second = index.search(SearchRequest("giấy phép đơn của ông")).hits
    assert (first.document_id, second.document_id) == ("far", "slip")
    assert first.score > second.score


def test_numbers_are_never_forgiven(index):
    index.put(
        [
            entry("a", "CCCD 001085012345", code="H26.27-241105-0012"),
            entry("b", "CCCD 001085012346", code="H26.27-241105-0013"),
            entry("c", "Số 45/GP-UBND ngày 05/11/2024"),
            entry("d", "x", code="SKH-240102-0001"),
        ],
        1,
    )
    expected = {
        "001085012345": ["a"],
        "CCCD 001085012345": ["a"],
        "CCCĐ 001085012347": [],
        "H26.27-241105-0012": ["a"],
        "H26.27-241105-0014": [],
        "45/GP-UBND": ["c"],
        "46/GP-UBND": [],
        "ngày 05/11/2025": [],
        "45/GP-UBMD": [],
        "SKT-240102-0001": [],
        "SKT 240102 0001": [],
        "skh-240102-0001": ["d"],
    }
    assert {words: found(index, words) for words in expected} == expected


def test_the_hit_shows_the_forgiven_row(index):
    filler = "ông An và bà Nguyễn ở xã Văn Lâm " * 40
    index.put(
        [entry("a", filler, filler + "sinh năm 1975, NGUYEN VAM AN " + filler)], 1
    )
    (hit,) = index.search(SearchRequest("Nguyễn Văn An")).hits
    assert hit.page == 2
    assert "NGUYEN VAM AN" in hit.snippet
    index.put([entry("b", "trang một", "giấy chứng nhậm")], 2)
    (hit,) = index.search(SearchRequest("giấy chứng nhận")).hits
    assert (hit.page, hit.snippet) == (2, "giấy chứng nhậm")


def test_the_parts_of_an_answer_agree_on_how_many_there_are(index):
    index.put(
        [
            *(entry(f"{n:03d}", "Nguyễn Văn An") for n in range(60)),
            *(entry(f"v{n:02d}", "Nguyễn Vam An") for n in range(60)),
        ],
        1,
    )
    parts = [
        index.search(SearchRequest("nguyen van an", limit=40, offset=offset))
        for offset in (0, 40, 80)
    ]
    assert [part.total for part in parts] == [120] * 3
    assert len({hit.document_id for part in parts for hit in part.hits}) == 120
