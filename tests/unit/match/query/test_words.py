"""A citizen asked for in one line of words."""

from __future__ import annotations

import pytest

from pipeline.match.query.words import read_words


@pytest.mark.parametrize(
    ("words", "number", "old", "name", "birth"),
    [
        ("Nguyễn Văn An 12/03/1975", None, None, "Nguyễn Văn An", "12/03/1975"),
        ("1975 nguyen van an", None, None, "nguyen van an", "1975"),
        ("001 075 000 123", "001075000123", None, None, None),
        ("123.456.789, An", None, "123456789", "An", None),
        ("An 1975-03-12 001075000123", "001075000123", None, "An", "1975-03-12"),
        ("1975 001 075 000 123", "001075000123", None, None, "1975"),
        ("12.3.1975 123456789", None, "123456789", None, "12.3.1975"),
        ("", None, None, None, None),
    ],
)
def test_words_in_any_order(words, number, old, name, birth):
    read = read_words(words)
    assert (read.citizen_id, read.old_id, read.full_name, read.birth_date) == (
        number,
        old,
        name,
        birth,
    )
