"""Wilson's interval against values from the literature, and what its width says."""

import pytest

from pipeline.report.counting.quality.wilson import Sureness, sureness, wilson_interval


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998) 857-872, Table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(part: int, whole: int, low: float, high: float) -> None:
    found = wilson_interval(part, whole)
    assert found == pytest.approx((low, high), abs=5e-5)


def test_ends_and_nothing() -> None:
    low, high = wilson_interval(20, 20) or (0, 0)
    assert (round(1 - low, 4), high) == (0.1611, 1.0)
    assert wilson_interval(0, 0) is None


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.10, 0.11, Sureness.FIRM),
        (0.05, 0.12, Sureness.FAIR),
        (0.0, 0.2, Sureness.ROUGH),
        (0.1, 0.6, Sureness.OPEN),
    ],
)
def test_width_in_words(low: float, high: float, said: Sureness) -> None:
    assert sureness(low, high) is said
