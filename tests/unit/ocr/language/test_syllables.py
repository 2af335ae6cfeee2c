"""Syllables, language, and what makes a reading unreliable; hOCR and the installation."""

import pytest

from pipeline.ocr.language.syllables import is_plausible_syllable


@pytest.mark.parametrize(
    "word",
    [
        "Nguyễn",
        "nghiêng",
        "quyết",
        "khuya",
        "huỳnh",
        "được",
        "Việt",
        "giấy",
        "oanh",
        "thuở",
        "xoong",
        "ý",
    ],
)
def test_syllables(word):
    assert is_plausible_syllable(word)


@pytest.mark.parametrize(
    "word", ["ngôq", "wjz", "strength", "hoac̣q", "bcd", "thật́", "kat"]
)
def test_what_is_no_syllable(word):
    assert not is_plausible_syllable(word)
