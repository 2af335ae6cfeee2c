"""Words, weights, pages and snippets."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search.analysis import (
    MAX_QUERY_WORDS,
    MAX_WORD,
    exact_words,
    folded,
    question,
    words_with_places,
)
from pipeline.search.ranking import NEARLY_IN_A_ROW, preferred, required
from pipeline.search.snippet import best_page, snippet

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Số: 123/QĐ-UBND", ["số", "123", "qđ", "ubnd"]),
        (unicodedata.normalize("NFD", "NGUYỄN Văn"), ["nguyễn", "văn"]),
        (
            "giay_khai_sinh H26.27-241105-0012",
            ["giay", "khai", "sinh", "h26", "27", "241105", "0012"],
        ),
        ("q\u0303", ["q\u0303"]),
        ("«…» – \u200b", []),
    ],
)
def test_words_of_a_text(text, words):
    assert exact_words(text) == words


def test_folding_covers_every_vietnamese_letter():
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    marks = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    composed = {
        unicodedata.normalize("NFC", letter + mark)
        for letter in letters
        for mark in marks
    }
    assert {
        folded(each.lower()) for each in composed | {each.upper() for each in composed}
    } == set("abcdeghiklmnopqrstuvxy")


@given(st.text(max_size=80))
def test_words_do_not_depend_on_the_form_of_the_text(text):
    words = exact_words(text)
    assert exact_words(unicodedata.normalize("NFC", text)) == words
    for word in words:
        assert 0 < len(word) <= MAX_WORD
        assert 0 < len(folded(word)) <= MAX_WORD
        assert not any(c.isspace() for c in word + folded(word))
        assert folded(folded(word)) == folded(word)


def test_a_question_keeps_numbers_together_and_has_an_end():
    assert [term.exact for term in question("Số 123/QĐ-UBND").terms] == [
        ("số",),
        ("123", "qđ", "ubnd"),
    ]
    (terms,) = required(question("Đất 1/A"))
    assert [clause.rows for clause in terms] == [(("dat",),), (("1", "a"),)]
    assert len(question("a-b " * 500).exact) == MAX_QUERY_WORDS
    assert question(" / ").terms == ()


def test_steps_of_weight_stand_far_above_bm25():
    weights = sorted(
        {c.weight for c in preferred(question("Nguyễn Văn An")) if c.constant}
    )
    (nearly,) = required(question("Nguyễn Văn An"))[1]
    assert nearly.weight == NEARLY_IN_A_ROW
    weights = sorted([*weights, nearly.weight])
    assert weights == [500, 1000, 2000, 4000, 8000]
    assert all(sum(weights[:at]) < weight for at, weight in enumerate(weights))
    assert all(
        c.weight <= 1 for c in preferred(question("Nguyễn Văn An")) if not c.constant
    )


def test_the_best_page_has_the_words_in_a_row():
    pages = [
        (1, "An, Văn, Nguyễn " * 5),
        (2, "nguyen van an"),
        (3, "Nguyễn Văn An"),
        (4, "Nguyễn Văn An"),
    ]
    assert best_page(question("Nguyễn Văn An"), pages)[0] == 3
    assert best_page(question("nguyen van an"), pages)[0] == 2
    assert best_page(question("không có"), pages)[0] == 1
    assert best_page(question("gì"), []) == (1, "")


def test_a_snippet_surrounds_the_densest_place():
    text = (
        "Nguyễn mở đầu. "
        + "lời dẫn " * 60
        + "ông Nguyễn  Văn\nAn thường trú "
        + "tại xã " * 60
    )
    shown = snippet(question("nguyen van an"), text)
    assert "Nguyễn Văn An" in shown
    assert shown.startswith("…") and shown.endswith("…")
    assert snippet(question("x"), "ngắn") == "ngắn"
    assert snippet(question("x"), "") == ""


@given(st.text("aáđ .\n\u0301", max_size=700), st.sampled_from(["a", "đ a", "á á"]))
def test_a_snippet_is_a_short_piece_of_the_text(text, words):
    shown = snippet(question(words), text)
    flat = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    assert len(shown) <= 164
    assert shown.strip("…") in flat


@pytest.mark.parametrize(
    ("one", "other"), [("hòa", "hoà"), ("Hoè", "hòe"), ("THUỶ", "thủy"), ("quý", "quý")]
)
def test_both_places_of_a_tone_mark_are_one_word(one, other):
    assert exact_words(one) == exact_words(other)
    assert [word for word, _, _ in words_with_places(one.lower())] == exact_words(other)
    assert exact_words("hóa") != exact_words("hòa")


def test_words_between_quotation_marks_are_one_term():
    terms = question('giấy "ủy ban nhân dân" “bình an” "').terms
    assert [term.exact for term in terms] == [
        ("giấy",),
        ("ủy", "ban", "nhân", "dân"),
        ("bình", "an"),
    ]
