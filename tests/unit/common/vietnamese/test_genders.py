"""A gender's words mean the same to all who read them."""

import pytest

from pipeline.common.vietnamese.folding import fold
from pipeline.common.vietnamese.genders import GENDER_OF
from pipeline.match.normal import GENDER_LETTERS, gender_code


@pytest.mark.parametrize(
    ("word", "letter"),
    [("Nam", "M"), ("NỮ", "F"), ("nữ", "F"), ("Male", "M"), ("F", "F"), ("khác", None)],
)
def test_a_word_means_a_letter(word, letter):
    assert GENDER_OF.get(fold(word)) == letter
    assert GENDER_LETTERS[gender_code(word)] == letter


def test_words_are_folded():
    assert [word for word in GENDER_OF if fold(word) != word] == []
