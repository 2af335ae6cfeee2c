"""Words that are right though they are no syllables."""

import unicodedata

from pipeline.ocr.language.known_words import load_known_words
from pipeline.ocr.language.syllables import is_plausible_syllable


def test_names_and_foreign_words_are_known_in_small_letters():
    known = load_known_words()
    assert {"đắk", "lắk", "email"} <= known
    assert all(word == unicodedata.normalize("NFC", word).lower() for word in known)


def test_most_of_them_are_needed():
    assert not all(map(is_plausible_syllable, load_known_words()))
