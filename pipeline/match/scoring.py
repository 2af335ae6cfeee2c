"""Match weights of pairs, and each candidate's posterior beside strangers, look-alikes and the
other candidates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.comparison import Compared
from pipeline.match.layout import FloatArray, IntArray
from pipeline.match.model import COMPARISONS, LEVELS, LOOKALIKES, LogTables, Prior

_NEAR_NUMBER = tuple(LEVELS["number"].index(name) for name in ("exact", "one_edit", "two_edits"))


@dataclass(frozen=True, slots=True)
class Scored:
    """Weights and odds in bits (log2). Shapes: (pairs,), but `begins`, the first pair of each query
    that has any.

    `order` lists the pairs query by query, best first. `log_odds` are the posterior odds that the
    pair is the person, `log_lookalike` the part of the odds against that look-alike outsiders make
    up.
    """

    by_comparison: dict[str, FloatArray]
    weight: FloatArray
    log_odds: FloatArray
    log_lookalike: FloatArray
    order: IntArray
    begins: IntArray


def score(
    compared: Compared, query: IntArray, rows: int, prior: Prior, tables: LogTables
) -> Scored:
    """Weigh all pairs; `query` is sorted, so the candidates of one query stand together.

    The posterior odds of candidate i are r 2^Wi : r Σ 2^Wj (j ≠ i) + (1 - r) (s N + Σj Σk tk 2^Wj
    Lk(j)), where r is the share of queries whose person is registered, N the rows, s the share of
    plain strangers among the others, tk that of look-alikes of kind k, and Lk(j) how much likelier
    the pair's levels are for that kind than for the same.
    """
    by_comparison = _weights(compared, tables)
    weight = np.sum([by_comparison[c] for c in COMPARISONS], axis=0)
    order = np.lexsort((-weight, query))
    begins = (
        np.flatnonzero(np.r_[True, query[1:] != query[:-1]])
        if len(query)
        else np.empty(0, np.int64)
    )
    if not len(query):
        return Scored(by_comparison, weight, weight, weight, order, begins)
    outside = np.log2((1 - prior.registered) / prior.registered)
    shares = [getattr(prior, kind) for kind in LOOKALIKES]
    stranger = outside + np.log2((1 - sum(shares)) * max(rows, 1))
    group = np.repeat(np.arange(len(begins)), np.diff(np.r_[begins, len(query)]))
    lookalike = (
        np.logaddexp2.reduceat(_lookalikes(compared, by_comparison, shares, tables), begins)
        + outside
    )[group]
    against = np.logaddexp2(
        np.logaddexp2(_others(weight, order, begins, group), stranger), lookalike
    )
    return Scored(by_comparison, weight, weight - against, lookalike, order, begins)


def _weights(compared: Compared, tables: LogTables) -> dict[str, FloatArray]:
    """log2 of same against random, level by level; the frequency of the value agreed on stands for
    its random chance.

    Where the numbers are near each other, agreement of sex and birth year follows from them and
    counts no second time.
    """
    near_number = np.isin(compared.levels["number"], _NEAR_NUMBER)
    weights = {}
    for comparison, levels in compared.levels.items():
        random = tables.random[comparison][levels]
        if comparison in compared.frequency:
            frequency = compared.frequency[comparison]
            counted = ~np.isnan(frequency)
            random[counted] = np.log2(frequency[counted])
        if comparison in tables.given_number:
            random = np.where(near_number, tables.given_number[comparison][levels], random)
        weights[comparison] = tables.same[comparison][levels] - random
    return weights


def _lookalikes(
    compared: Compared, by_comparison: dict[str, FloatArray], shares: list[float], tables: LogTables
) -> FloatArray:
    """log2 Σk tk 2^W Lk by pair. Where a kind agrees as strangers do, that comparison weighs
    nothing."""
    pairs = len(compared.levels["number"])
    total = np.full(pairs, -np.inf)
    for share, table in zip(shares, tables.lookalikes, strict=True):
        if share > 0:
            kind = np.full(pairs, np.log2(share))
            for comparison, ratio in table.items():
                if ratio is not None:
                    part = by_comparison[comparison] + ratio[compared.levels[comparison]]
                    # On a value that it agrees on, a look-alike agrees at least as often as a
                    # stranger.
                    counted = (
                        ~np.isnan(compared.frequency[comparison])
                        if comparison in compared.frequency
                        else False
                    )
                    kind += np.where(counted, np.maximum(part, 0.0), part)
            total = np.logaddexp2(total, kind)
    return total


def _others(weight: FloatArray, order: IntArray, begins: IntArray, group: IntArray) -> FloatArray:
    """log2 of the sum of 2^W over the query's other candidates."""
    best = order[begins]
    without_best = weight.copy()
    without_best[best] = -np.inf
    share = np.exp2(weight - np.logaddexp2.reduceat(weight, begins)[group])
    # Only the best can make up more than half of the sum; subtracting it would lose all digits.
    share[best] = 0.0
    others = np.logaddexp2.reduceat(weight, begins)[group] + np.log2(1 - share)
    others[best] = np.logaddexp2.reduceat(without_best, begins)
    return np.asarray(others, np.float64)
