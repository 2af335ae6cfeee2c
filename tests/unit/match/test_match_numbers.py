"""Near numbers and edits, against the plain definition."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from pipeline.match.numbers import FAR, near_numbers, number_edits

NUMBER = st.text("0123456789", min_size=12, max_size=12)


def _near(text: str) -> set[int]:
    found: set[int] = set()
    for query, number in near_numbers([text], 12):
        assert set(query.tolist()) <= {0}
        found.update(number.tolist())
    return found


@settings(max_examples=60, deadline=None)
@given(NUMBER, st.integers(0, 11), st.integers(1, 9))
def test_every_number_one_edit_away_is_near(number: str, at: int, step: int) -> None:
    other = str((int(number[at]) + step) % 10)
    readings = [
        number,
        number[:at] + other + number[at + 1 :],
        number[:at] + number[at + 1 :],
        number[:at] + other + number[at:],
        number[:at] + "?" + number[at + 1 :],
        number[: max(at - 1, 0)] + "??" + number[max(at - 1, 0) + 2 :],
    ]
    for reading in readings:
        if len(reading.replace("?", "")) >= 10:
            assert int(number) in _near(reading), reading


def test_three_unreadable_digits_are_filled_and_four_are_not() -> None:
    assert len(_near("0010???01234")) == 1000
    assert _near("0010????1234") == set()


@settings(max_examples=100, deadline=None)
@given(NUMBER, NUMBER)
def test_edits_are_the_distance_with_swaps(read: str, held: str) -> None:
    pair = np.zeros(1, np.int64)
    edits = number_edits([read], np.array([int(read)]), pair, np.array([int(held)]), 12)[0]
    wrong = sum(a != b for a, b in zip(read, held, strict=True))
    assert edits == min(wrong, FAR) or (wrong == 2 and edits == 1 == OSA.distance(read, held))


def test_unknown_and_unreadable() -> None:
    texts = ["", "0010750001??", "00107500012"]
    values = np.array([-1, -1, -1])
    query, held = np.array([0, 1, 2, 2]), np.array([1, 1075000123, 1075000123, -1])
    assert number_edits(texts, values, query, held, 12).tolist() == [-1, 1, 1, -1]
