"""Which words are taken for one another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.search.near import MAX_LETTERS, can_be_forgiven, near_forms, near_pattern

LETTERS = "abcdeghiklmnopqrstuvxy"


def is_near(word: str, other: str) -> bool:
    return re.fullmatch(near_pattern(word), other, re.DOTALL) is not None


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        (
            "van",
            ("van", "vam", "vn", "vaan", "vani", "uan"),
            ("vang1", "vm", "nav", "v", "tam"),
        ),
        ("an", ("an", "am", "on"), ("a", "anh", "ban", "n", "om")),
        ("lam", ("larn", "lam", "1am"), ("lanr", "lrn")),
        ("hanh", ("lianh", "hanli", "hamh"), ("lianli",)),
    ],
)
def test_one_slip_is_near_and_two_are_not(word, near, far):
    assert [other for other in near if not is_near(word, other)] == []
    assert [other for other in far if is_near(word, other)] == []


@given(st.text(LETTERS, min_size=3, max_size=MAX_LETTERS), st.data())
def test_any_letter_may_be_changed_lost_or_added(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    for other in (
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
    ):
        assert is_near(word, other)
    assert len(near_pattern(word)) < 1000, "Elasticsearch refuses longer patterns"
    assert re.fullmatch(r"[a-z.?|]+", near_pattern(word)), (
        "signs that mean the same everywhere"
    )


@given(
    st.text("admnr", min_size=2, max_size=6),
    st.text("admnrcl1", min_size=1, max_size=7),
)
def test_the_forms_are_what_the_pattern_stands_for(word, other):
    assert (other in near_forms(word)) == is_near(word, other)
    assert word in near_forms(word)
    assert all(is_near(word, one) for one in near_forms(word))


def test_only_words_of_letters_are_forgiven():
    assert can_be_forgiven("an", alone=False)
    assert can_be_forgiven("nguyen", alone=True)
    for word in ("001085012345", "h26", "a1", "x", "", "чат", "a" * (MAX_LETTERS + 1)):
        assert not can_be_forgiven(word, alone=False)
    assert not can_be_forgiven("van", alone=True)
