"""Words by themselves: their form and their marks."""

import tomllib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import CONFIGS
from pipeline.ocr.checks.guards import guard_reading
from pipeline.ocr.checks.word_marks import compose, find_doubts, mark_word
from pipeline.ocr.language.syllables import is_plausible_syllable
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

GEOMETRY = PageGeometry(1654, 2339, 200.0)


def page(text: str, confidence: float = 0.95) -> OcrPage:
    lines = []
    for row, line in enumerate(text.splitlines()):
        words = tuple(
            OcrWord(
                word,
                BoundingBox(10 + 90 * n, 50 * row, 80 + 90 * n, 50 * row + 30),
                confidence,
            )
            for n, word in enumerate(line.split())
        )
        if words:
            lines.append(OcrLine(words, BoundingBox(10, 50 * row, 1600, 50 * row + 30)))
    return OcrPage(tuple(lines), GEOMETRY, "test")


@given(st.text(max_size=20))
def test_composed_text_is_nfc_without_spaces_and_stays_as_it_is(text):
    once = compose(text)
    assert once == unicodedata.normalize("NFC", once) == compose(once)
    assert not any(
        char.isspace() or unicodedata.category(char) in {"Cc", "Co", "Cs"}
        for char in once
    )


def test_letters_that_look_like_d_with_stroke_become_it():
    assert compose("Ðặng") == "Đặng" and compose("ðường") == "đường"


@pytest.mark.parametrize(
    "word",
    [
        "Nguyễn",
        "NGUYỄN",
        "UBND",
        "QĐ-UBND",
        "123/QĐ-UBND",
        "H26.27-241105-0012",
        "Đắk",
        "Lắk,",
        "H'Mông",
        "email:",
        "tinh@hanoi.gov.vn",
        "www.moj.gov.vn",
        "km,",
        "TTPVHCC",
        "a)",
        "–",
        "VNM<<NGUYEN<<CUONG<<",
        "xã/phường",
        "Pleiku",
    ],
)
def test_what_stands_on_papers_bears_no_mark(word):
    assert mark_word(compose(word)) == ()


@pytest.mark.parametrize(
    ("word", "mark"),
    [
        ("Ngừöi", "foreign_letter"),
        ("ñng", "foreign_letter"),
        ("Céng-hßa", "foreign_letter"),
        ("Số№中", "foreign_letter"),
        ("NGUYÊNTHỊMỸ", "impossible_syllable"),
        ("Mgày", "impossible_syllable"),
        ("Viêt", "impossible_syllable"),
        ("củu", "impossible_syllable"),
        ("(Quấcn", "impossible_syllable"),
    ],
)
def test_misread_words_bear_their_mark(word, mark):
    assert mark in mark_word(compose(word))


def test_known_words_are_needed():
    """Each entry excuses something: a word that is a syllable anyway has no place in the list."""
    lists = tomllib.loads((CONFIGS / "ocr" / "words.toml").read_text(encoding="utf-8"))
    for name in ("names", "foreign", "short"):
        assert [word for word in lists[name] if is_plausible_syllable(word)] == []


def test_marks_and_low_confidence_are_the_doubts_of_a_word():
    word = guard_reading(page("Mgày mùng ba tháng chín", 0.4)).words[0]
    assert find_doubts(word, 0.5) == ("impossible_syllable", "low_confidence")
    assert find_doubts(word, 0.3) == ("impossible_syllable",)
