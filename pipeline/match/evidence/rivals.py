"""A pair beside the query's other candidates: which few are looked at closely, and how far ahead of
the others each is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray
from pipeline.match.evidence.comparison import Compared
from pipeline.match.evidence.scoring import Scored
from pipeline.match.weights.model import LEVELS, ranks

_CAP = 60.0


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The pairs looked at closely, numbers into the batch's pairs, those of one query together,
    best weight first. `begins`: the first of each query."""

    pairs: IntArray
    begins: IntArray


def shortlist(scored: Scored, pairs: int, most: int, reach: float) -> Shortlist:
    """The `most` best pairs of each query, as far as their weight is within `reach` bits of the
    best."""
    sizes = np.diff(np.r_[scored.begins, pairs])
    place = np.arange(pairs) - np.repeat(scored.begins, sizes)
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
    group = np.repeat(
        np.arange(len(scored.begins)), np.diff(np.r_[scored.begins, len(query)])
    )
    mine = group[chosen]
    weight = scored.weight
    best = scored.order[scored.begins]
    first = np.maximum.reduceat(weight, scored.begins) if len(weight) else weight
    without = weight.copy()
    without[best] = -_CAP
    second = np.maximum.reduceat(without, scored.begins) if len(weight) else weight
    rival = np.where(chosen == best[mine], second[mine], first[mine])
    near = weight >= first[group] - 12.0
    number = ranks(
        "number",
        {"exact": 4, "old_exact": 4, "one_edit": 3, "old_one_edit": 3, "two_edits": 2},
    )[compared.levels["number"]]
    alike = (compared.levels["name"] <= LEVELS["name"].index("folded")) & (
        compared.levels["birth"] == LEVELS["birth"].index("exact")
    )
    return {
        "number_of_another": -_best_other(number, group, mine, chosen, scored.begins),
        "lead": np.clip(weight[chosen] - rival, -_CAP, _CAP),
        "near_rivals": np.minimum(
            np.bincount(group, near, len(scored.begins))[mine] - near[chosen], 5.0
        ),
        "registered_namesakes": np.minimum(
            np.bincount(group, alike, len(scored.begins))[mine] - alike[chosen], 5.0
        ),
        "weight": np.clip(weight[chosen], -_CAP, _CAP),
    }


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
