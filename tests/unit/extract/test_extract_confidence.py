"""A value is as sure as its weakest word, and no surer than its page."""

from itertools import pairwise

from pipeline.extract.confidence import most_on_page, value_probability


def test_one_weak_word_makes_a_value_unsure() -> None:
    assert value_probability(0.99, 4) > 0.97
    assert value_probability(0.6, 4) < 0.9
    shares = [value_probability(weakest / 20, 3) for weakest in range(1, 21)]
    assert all(low <= high for low, high in pairwise(shares)) and shares[-1] < 1


def test_more_words_may_hold_more_errors() -> None:
    assert value_probability(0.95, 20) < value_probability(0.95, 1)


def test_nothing_is_surer_than_a_badly_read_page_allows() -> None:
    assert most_on_page(None) == 1.0
    assert most_on_page(1.0) == 1.0 > most_on_page(0.95) > most_on_page(0.7)
    assert most_on_page(0.7) < 0.9
