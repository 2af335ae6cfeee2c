"""Numbers in words, against the writer of the made-up papers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.normalize.words import number_in_words
from synthetic.people.words import number_words


@given(st.integers(1, 9_999))
def test_every_number_is_read_back(number: int) -> None:
    assert number_in_words(number_words(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("bốn mươi bảy phẩy một mét vuông", "47.1"),
        ("Một trăm linh năm phẩy hai mươi lăm", "105.25"),
        ("chín phẩy không năm", "9.05"),
        ("một triệu hai trăm năm mươi nghìn đồng", "1250000"),
        ("Hai mươi mốt ngàn đồng chẵn", "21000"),
        ("hai lăm", "25"),
        ("mot tram hai muoi", "120"),
        ("mét vuông", None),
        ("", None),
    ],
)
def test_numbers_as_papers_write_them(text: str, number: str | None) -> None:
    assert number_in_words(text) == (Decimal(number) if number else None)
