"""Frames of a recogniser to numbers with their probabilities."""

import numpy as np
import pytest

from pipeline.extract.written.decoding import numbers

SYMBOLS = "0123456789/-A"  # behind the blank


def frames(*best: str, sure: float = 1.0) -> np.ndarray:
    """A frame for each symbol (`_` is the blank); the rest of the probability goes to the blank."""
    rows = np.full((len(best), len(SYMBOLS) + 1), 1e-9)
    for row, symbol in zip(rows, best, strict=True):
        at = 0 if symbol == "_" else SYMBOLS.index(symbol) + 1
        row[0] += 1 - sure
        row[at] += sure
    return np.log(rows)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        ("_11_22_", "12"),
        ("_1_1_4_5_/_A", "1145"),
        ("_/_7_", "7"),  # what stands before the first digit is the label's
        ("_3_8_A_9", "38"),  # what follows the notation is not the number
        ("____", ""),
    ],
)
def test_digits_up_to_the_notation(read: str, text: str) -> None:
    found = numbers(frames(*read), 5)
    assert max(found, key=found.__getitem__) == text
    assert found[text] == pytest.approx(1.0, abs=1e-3)


def test_doubt_is_shared_out_among_the_readings() -> None:
    rows = frames("_", "4", "_", "2", "_")
    rows[3, [3, 8]] = np.log(0.6), np.log(0.4)  # a 2 or a 7
    found = numbers(rows, 5)
    assert found["42"] == pytest.approx(0.6, abs=0.01)
    assert found["47"] == pytest.approx(0.4, abs=0.01)
    assert sum(found.values()) <= 1.001


def test_no_number_is_longer_than_it_may_be() -> None:
    assert set(map(len, numbers(frames(*"1_2_3_4"), 2))) <= {0, 1, 2}
