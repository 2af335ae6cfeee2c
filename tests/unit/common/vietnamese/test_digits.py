"""Look-alikes of digits: each stands for one digit, and ambiguous letters for none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.common.vietnamese.digits import LOOK_ALIKES, as_digits, only_digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("OO1O75O12345", "001075012345"),
        ("l2/O3/I97S", "12031975"),
        ("0 79-2.03", "079203"),
    ],
)
def test_numbers_as_readers_give_them(text, digits):
    assert only_digits(text) == digits


def test_a_letter_that_may_be_two_digits_is_none():
    assert as_digits("T7") == "T7"
    assert only_digits("T7t") == "7"


@given(st.text(alphabet="0123456789"))
def test_digits_stay(text):
    assert as_digits(text) == text


def test_every_look_alike_gives_one_digit():
    assert set(LOOK_ALIKES.values()) <= set("0123456789")
    assert not {chr(code) for code in LOOK_ALIKES} & set("0123456789")
