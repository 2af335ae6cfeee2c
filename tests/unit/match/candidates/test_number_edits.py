"""Edits between numbers, against the plain definition."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from pipeline.match.candidates.number_edits import FAR, number_edits

NUMBER = st.text("0123456789", min_size=12, max_size=12)


@settings(max_examples=100, deadline=None)
@given(NUMBER, NUMBER)
def test_edits_are_the_distance_with_swaps(read: str, held: str) -> None:
    pair = np.zeros(1, np.int64)
    edits = number_edits(
        [read], np.array([int(read)]), pair, np.array([int(held)]), 12
    )[0]
    wrong = sum(a != b for a, b in zip(read, held, strict=True))
    assert edits == min(wrong, FAR) or (
        wrong == 2 and edits == 1 == OSA.distance(read, held)
    )


def test_unknown_and_unreadable() -> None:
    texts = ["", "0010750001??", "00107500012"]
    values = np.array([-1, -1, -1])
    query, held = np.array([0, 1, 2, 2]), np.array([1, 1075000123, 1075000123, -1])
    assert number_edits(texts, values, query, held, 12).tolist() == [-1, 1, 1, -1]
