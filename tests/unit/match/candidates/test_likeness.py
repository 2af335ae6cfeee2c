"""What can't be alike by its letters is not alike."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Indel

from pipeline.match.candidates.likeness import letters_apart, most_apart
from pipeline.match.normal import letter_mask

FOLDED = st.text("abcdeghn 1", max_size=14)


def _apart(left: str, right: str) -> int:
    masks = (np.array([letter_mask(text)], np.uint64) for text in (left, right))
    return int(letters_apart(*masks)[0])


@settings(max_examples=300, deadline=None)
@given(FOLDED, FOLDED)
def test_letters_apart_is_a_lower_bound(left: str, right: str) -> None:
    assert _apart(left, right) <= Indel.distance(left, right)
    assert Indel.distance(left, right) <= 2 * OSA.distance(left, right)
    for least in (0.7, 0.8):
        alike = Indel.normalized_similarity(left, right) >= least
        sizes = np.array([len(left) + len(right)])
        assert not alike or _apart(left, right) <= most_apart(sizes, least)[0]


def test_names_of_other_letters_are_told_apart() -> None:
    assert _apart("nguyen van an", "nguyen van anh") == 1
    assert _apart("nguyen van an", "tran thi bich") > 7
