"""What words look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ocr.language.word_kinds import WordKind, classify_word


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Nguyễn", "syllable"),
        ("nghiêng,", "syllable"),
        ("(quyết", "syllable"),
        ("12/07/1975", "number"),
        ("50.990.000", "number"),
        ("001192004417", "number"),
        ("KXQZ", "capitals"),
        ("215/TTr-LĐTBXH", "capitals"),
        ("2129/QĐ-UBND", "capitals"),
        ("H36.28-131124-9641", "capitals"),
        ("–", "sign"),
        ("...", "sign"),
        ("Nguyxn", "other"),
        ("1a2b", "other"),
        ("kh@i", "other"),
    ],
)
def test_kinds_of_words(word, kind):
    assert classify_word(word) == kind


@given(st.text(max_size=12))
def test_every_text_has_a_kind(text):
    assert classify_word(text) in WordKind
