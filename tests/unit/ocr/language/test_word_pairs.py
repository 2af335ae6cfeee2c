"""Words that follow one another."""

import pytest

from pipeline.ocr.language.word_pairs import is_common_pair


@pytest.mark.parametrize(
    ("word", "following", "common"),
    [
        ("tham", "nhũng", True),
        ("Chính", "sách", True),
        ("KHẨN", "TRƯƠNG", True),
        ("thum", "nhũng", False),
        ("nhũng", "tham", False),
        ("xyz", "", False),
    ],
)
def test_pairs_of_official_papers(word, following, common):
    assert is_common_pair(word, following) is common
