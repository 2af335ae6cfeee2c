"""Match weights of pairs, and the order of each query's candidates by them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray, places_where
from pipeline.match.evidence.comparison import Compared
from pipeline.match.weights.model import LEVELS, LogTables

_NEAR_NUMBER = np.array(
    [one in ("exact", "one_edit", "two_edits", "head") for one in LEVELS["number"]]
)
# Bits: too few to count beside any weight.
_AN_EDIT = 1e-6


@dataclass(frozen=True, slots=True)
class Scored:
    """Weights in bits (log2). Shapes: (pairs,), but `begins`, the first pair of each query that has
    any.

    `order` lists the pairs query by query, best first; of equal ones, those whose number is nearer
    to the one read.
    """

    by_comparison: dict[str, FloatArray]
    weight: FloatArray
    order: IntArray
    begins: IntArray


def score(compared: Compared, query: IntArray, tables: LogTables) -> Scored:
    """Weigh all pairs; `query` is sorted, so the candidates of one query stand together."""
    weights = _weights(compared, tables)
    weight = np.add.reduce(list(weights.values()))
    order = np.lexsort((_AN_EDIT * compared.edits - weight, query))
    first = np.ones(len(query), bool)
    first[1:] = query[1:] != query[:-1]
    return Scored(weights, weight, order, places_where(first))


def _weights(compared: Compared, tables: LogTables) -> dict[str, FloatArray]:
    """log2 of same against random; the frequency of the value agreed on stands for its random
    chance.

    Where the numbers are near each other, agreement of sex and birth year follows from them and
    counts no second time.
    """
    near_number = _NEAR_NUMBER[compared.levels["number"]]
    weights = {}
    for comparison, levels in compared.levels.items():
        random = tables.random[comparison][levels]
        if comparison in compared.frequency:
            frequency = compared.frequency[comparison]
            random = np.where(np.isnan(frequency), random, np.log2(frequency))
        if comparison in tables.given_number:
            random = np.where(
                near_number, tables.given_number[comparison][levels], random
            )
        weights[comparison] = tables.same[comparison][levels] - random
    return weights
