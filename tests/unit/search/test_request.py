"""What is asked of an index."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from pipeline.search.narrowing import Order
from pipeline.search.request import SearchRequest


def test_words_alone_ask_for_the_best_twenty_of_all_documents() -> None:
    asked = SearchRequest("khai sinh")
    assert (asked.limit, asked.offset, asked.order, asked.facets) == (
        20,
        0,
        Order.BEST,
        False,
    )
    assert asked.filters == {}


def test_a_request_stays_as_it_was_made() -> None:
    asked = SearchRequest("khai sinh", filters={"level": "commune"})
    with pytest.raises(FrozenInstanceError):
        asked.words = "kết hôn"  # type: ignore[misc]
    other = replace(asked, words="kết hôn")
    assert (asked.words, other.words) == ("khai sinh", "kết hôn")
    assert other.filters == {"level": "commune"}
