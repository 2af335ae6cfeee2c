"""What is asked of a search index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.search.narrowing import Order


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Documents that hold all words, or without words all that the filters leave.

    Attributes:
        words: what a person typed (`analysis.question`).
        limit: how many hits are given, after `offset` others.
        offset: see there.
        filters: by a name of `narrowing.FILTERS`, the value that a document must have.
        order: which hits come first.
        facets: whether the documents are counted by `narrowing.FACETS`.
    """

    words: str
    limit: int = 20
    offset: int = 0
    filters: Mapping[str, str] = field(default_factory=dict)
    order: Order = Order.BEST
    facets: bool = False
