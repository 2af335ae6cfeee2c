"""What the peer could link at a precision, told by its own probabilities."""

import pytest

from benchmarks.matching.splink_peer import most_right


@pytest.mark.parametrize(
    ("links", "least", "right"),
    [
        ([], 0.999, 0),
        ([(0.9, True), (0.8, True), (0.7, False), (0.6, True)], 0.999, 2),
        ([(0.9, True), (0.8, False), (0.7, True), (0.6, True)], 0.75, 3),
        # What is equally probable is linked together or not at all.
        ([(0.9, True), (0.9, False), (0.9, True)], 0.7, 0),
        ([(0.9, False)], 0.5, 0),
    ],
)
def test_the_most_right_links_at_a_precision(links, least, right) -> None:
    assert most_right(links, least) == right
