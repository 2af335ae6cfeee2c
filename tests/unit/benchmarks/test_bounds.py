"""Bounds of counted shares."""

import pytest

from benchmarks.bounds import lower_bound


@pytest.mark.parametrize(
    ("right", "count", "least"),
    [(3000, 3000, 0.999), (4749, 4750, 0.999), (1154, 1154, 0.9974), (0, 5, 0.0)],
)
def test_the_least_share_that_is_right(right: int, count: int, least: float) -> None:
    assert lower_bound(right, count) == pytest.approx(least, abs=1e-4)


def test_many_values_with_many_wrong_ones_are_no_trouble() -> None:
    # With so many values the binomial is close to normal: share - 1.645 standard deviations.
    count, wrong = 40_000, 1_000
    near = 0.975 - 1.645 * (0.975 * 0.025 / count) ** 0.5
    assert lower_bound(count - wrong, count) == pytest.approx(near, abs=1e-4)
