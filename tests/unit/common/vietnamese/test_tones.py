"""Two spellings of one word."""

import unicodedata

import pytest

from pipeline.common.vietnamese.tones import one_tone_place


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("hoạ", "họa"),
        ("tuý", "túy"),
    ],
)
def test_both_spellings_of_a_word_become_the_old_one(new, old):
    assert one_tone_place(new) == one_tone_place(old) == old


@pytest.mark.parametrize("word", ["", "a", "hoa", "toán", "nguyễn", "hoàng", "huy"])
def test_a_word_with_one_spelling_stays(word):
    assert one_tone_place(word) == word


@pytest.mark.parametrize("word", ["loã", "xoé", "luỵ"])
def test_letters_and_mark_stay_the_same(word):
    plain = [
        sorted(unicodedata.normalize("NFD", text))
        for text in (word, one_tone_place(word))
    ]
    assert plain[0] == plain[1]
