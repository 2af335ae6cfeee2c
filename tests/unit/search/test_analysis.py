"""Words, weights, pages and snippets."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search import analysis
from pipeline.search.analysis import (
    MAX_QUERY_WORDS,
    MAX_WORD,
    both_texts,
    exact_text,
    exact_words,
    folded,
    folded_text,
    question,
    word_places,
)
from pipeline.search.ranking import NEARLY_IN_A_ROW, preferred, required

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


@given(st.text(max_size=80) | st.text("aÀĐ_1 \u0303\n-", max_size=40))
def test_every_word_has_its_place(text):
    flat = " ".join(unicodedata.normalize("NFC", text).split())
    places = word_places(flat)
    assert len(places) == len(exact_words(text))
    for place, word in zip(places, exact_words(text), strict=True):
        assert exact_words(flat[place:])[0][0] == word[0]


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


@pytest.mark.parametrize(
    ("one", "other"), [("hòa", "hoà"), ("Hoè", "hòe"), ("THUỶ", "thủy"), ("quý", "quý")]
)
def test_both_places_of_a_tone_mark_are_one_word(one, other):
    assert exact_words(one) == exact_words(other)
    assert exact_words("hóa") != exact_words("hòa")


def test_words_between_quotation_marks_are_one_term():
    terms = question('giấy "ủy ban nhân dân" “bình an” "').terms
    assert [term.exact for term in terms] == [
        ("giấy",),
        ("ủy", "ban", "nhân", "dân"),
        ("bình", "an"),
    ]


def test_a_text_goes_to_an_index_as_words_between_spaces():
    text = "Số:\t123/QĐ-UBND – Hoà_Bình\n" + "ơ" * 80
    assert exact_text(text).split() == exact_words(text)
    assert exact_words(text)[:6] == ["số", "123", "qđ", "ubnd", "hòa", "bình"]
    assert folded_text(exact_text(text)).split() == [*map(folded, exact_words(text))]
    assert folded_text(exact_text("Hòa  Đà")) == "hoa da"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "—",
        "Hoà — Đà  Lạt",
        "123/QĐ-UBND\nHỌ và tên:",
        "a" * 200,
        "x\u0323\u0302y",
    ],
)
def test_both_forms_at_once_are_those_made_one_after_the_other(text: str) -> None:
    exact = exact_text(text)
    assert both_texts(text) == both_texts(text) == (exact, folded_text(exact))


def test_what_is_remembered_of_words_has_an_end(monkeypatch):
    monkeypatch.setattr(analysis, "_MOST_REMEMBERED", 3)
    remembered = analysis._Remembered(str.upper)
    assert [remembered[word] for word in "abcdea"] == list("ABCDEA")
    assert len(remembered) <= 3
    assert remembered["x" * (MAX_WORD + 1)] == "X" * (MAX_WORD + 1)
    assert "x" * (MAX_WORD + 1) not in remembered
