"""What the shared words say of names of organs, persons and places."""

import pytest

from pipeline.extract.types import document_types
from pipeline.extract.vocabulary import Vocabulary

WORDS: Vocabulary = document_types().vocabulary


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("Nguyễn Văn An", True),
        ("Hồ Thuý Oanh", True),
        ("Văn An", False),  # the family name may be lost
        ("Tạ Thị Ki Giang", False),
    ],
)
def test_usual_names(name: str, usual: bool) -> None:
    assert WORDS.is_usual_name(name.split()) is usual


def test_a_word_with_other_marks_is_no_word_of_organs() -> None:
    assert WORDS.is_mismarked("THUÊ") and not WORDS.is_mismarked("THUẾ")
    assert WORDS.is_organ_word("thuế") and not WORDS.is_organ_word("Diên")


def test_marks_and_units() -> None:
    assert {"mat", "thuong khan", "cong van den"} <= WORDS.layout.folded_marks
    assert "thành phố" in WORDS.place_words and "TP" not in WORDS.place_words


def test_long_phrases_hold_no_abbreviations() -> None:
    assert "môi trường đô thị" in WORDS.long_phrases
    assert not any("đh" in phrase.split() for phrase in WORDS.long_phrases)
