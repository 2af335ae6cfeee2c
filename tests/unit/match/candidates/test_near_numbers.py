"""Near numbers, against the plain definition."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.match.candidates.near_numbers import near_numbers, place_values

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


def test_places_are_worth_powers_of_ten() -> None:
    assert place_values(4).tolist() == [1000, 100, 10, 1]
