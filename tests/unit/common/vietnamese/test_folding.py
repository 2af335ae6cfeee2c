"""One rule of folding: no marks, no case, no surprises."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.common.vietnamese.folding import fold, fold_char, fold_same_length


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("NGUYỄN Văn Đạt", "nguyen van dat"),
        ("Ưng Hoà, Ứng Hòa", "ung hoa, ung hoa"),
        ("đ Đ ð Ð ı", "d d d d i"),
        ("m²", "m2"),
        ("", ""),
    ],
)
def test_known_words(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text())
def test_position_by_position_keeps_the_length(text):
    assert len(fold_same_length(text)) == len(text)


@given(
    st.sampled_from(
        "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    )
)
def test_vietnamese_letters_fold_to_one_plain_letter(letter):
    assert fold_char(letter) == fold_char(letter.upper()) == fold(letter)
    assert fold_char(letter).isascii()
