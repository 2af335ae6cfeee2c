"""A pair beside the query's other candidates: which few are looked at closely, and how far ahead of
the others each is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray, Mask, run_sizes
from pipeline.match.evidence.comparison import Compared
from pipeline.match.evidence.scoring import Scored
from pipeline.match.weights.model import LEVELS, ranks

_CAP = 60.0
_NEAR = 12.0
_MOST = 5.0
_NUMBER_RANK = {
    "exact": 4,
    "old_exact": 4,
    "one_edit": 3,
    "old_one_edit": 3,
    "two_edits": 2,
}
_NUMBER_RANKS = ranks("number", _NUMBER_RANK)
_FOLDED, _EXACT = LEVELS["name"].index("folded"), LEVELS["birth"].index("exact")


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The pairs looked at closely, numbers into the batch's pairs, those of one query together,
    best weight first. `begins`: the first of each query."""

    pairs: IntArray
    begins: IntArray


def shortlist(scored: Scored, pairs: int, most: int, reach: float) -> Shortlist:
    """The `most` best pairs of each query, as far as their weight is within `reach` bits of the
    best."""
    sizes = run_sizes(scored.begins, pairs)
    place = np.arange(pairs) - scored.begins.repeat(sizes)
    weight = scored.weight[scored.order]
    best = np.repeat(weight[scored.begins], sizes)
    keep = (place < most) & (weight >= best - reach)
    kept = scored.order[keep]
    counts = np.add.reduceat(keep, scored.begins) if len(scored.begins) else sizes
    return Shortlist(kept, np.cumsum(counts) - counts)


def beside_others(
    query: IntArray, compared: Compared, scored: Scored, chosen: IntArray
) -> dict[str, FloatArray]:
    """The pair beside the query's other candidates."""
    begins, weight = scored.begins, scored.weight
    sizes = run_sizes(begins, len(query))
    group = np.arange(len(begins)).repeat(sizes)
    near = weight >= _first(weight, begins)[group] - _NEAR
    number = _NUMBER_RANKS[compared.levels["number"]]
    return {
        "number_of_another": -_best_other(number, group, group[chosen], chosen, begins),
        "lead": _lead(scored, group, chosen).clip(-_CAP, _CAP),
        "near_rivals": _others(near, group, chosen),
        "registered_namesakes": _others(_namesakes(compared), group, chosen),
        "weight": weight[chosen].clip(-_CAP, _CAP),
    }


def _first(values: FloatArray, begins: IntArray) -> FloatArray:
    """The highest value of each query."""
    return np.maximum.reduceat(values, begins) if len(values) else values


def _lead(scored: Scored, group: IntArray, chosen: IntArray) -> FloatArray:
    """How far a pair's weight is above that of the query's best other one."""
    begins, weight, mine = scored.begins, scored.weight, group[chosen]
    best, without = scored.order[begins], weight.copy()
    without[best] = -_CAP
    first, second = _first(weight, begins), _first(without, begins)
    return weight[chosen] - np.where(chosen == best[mine], second[mine], first[mine])


def _namesakes(compared: Compared) -> Mask:
    """Pairs of one name, marks aside, and one birth date."""
    name, birth = compared.levels["name"], compared.levels["birth"]
    return np.asarray((name <= _FOLDED) & (birth == _EXACT), bool)


def _others(held: Mask, group: IntArray, chosen: IntArray) -> FloatArray:
    """Of how many of the query's other pairs it holds; from a few on all are the same."""
    counted = np.bincount(group, held)[group[chosen]] - held[chosen]
    return np.asarray(np.minimum(counted, _MOST), np.float64)


def _best_other(
    value: FloatArray,
    group: IntArray,
    mine: IntArray,
    chosen: IntArray,
    begins: IntArray,
) -> FloatArray:
    """The highest value among the query's other pairs; 0 where there is none."""
    if not len(value):
        return np.zeros(0)
    first = np.maximum.reduceat(value, begins)
    holders = np.bincount(group, value == first[group], len(begins))
    below = np.maximum.reduceat(np.where(value == first[group], 0.0, value), begins)
    alone = (value[chosen] == first[mine]) & (holders[mine] == 1)
    return np.where(alone, below[mine], first[mine])
