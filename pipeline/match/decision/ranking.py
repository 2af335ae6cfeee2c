"""From weighed candidates to a short list for each query, judged by the forest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray, run_sizes
from pipeline.match.decision.weighing import Weighed
from pipeline.match.evidence.scoring import Scored
from pipeline.match.register import Register
from pipeline.match.weights.features import GROUP_OF, GROUPS
from pipeline.match.weights.model import Calibration

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Ranked:
    """One query's candidates, best first.

    Args:
        rows: in the register.
        ids: their numbers.
        bits: the forest's log odds of the first ones.
        chances: the same as calibrated probabilities.
        parts: what each group of evidence adds to those of the first.
        levels: of the first, by comparison.
        signs: of the first, by name (`weights.model.SIGNS`).
        weights: of the first, by comparison.
        weight: of the first.
        runner_up: weight of the second, None where there is none.
        cut: whether some list was too long to be looked through.
        settled: whether the number told enough, and others were not looked for.
    """

    rows: list[int]
    ids: tuple[str, ...]
    bits: list[float]
    chances: list[float]
    parts: dict[str, float]
    levels: dict[str, int]
    signs: dict[str, int]
    weights: dict[str, float]
    weight: float
    runner_up: float | None
    cut: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class _Lists:
    """The listed pairs of all queries, best first. `begins`, `ends`: of each query; `judged`: how
    many of its first ones the forest has judged."""

    pairs: IntArray
    begins: IntArray
    ends: IntArray
    judged: IntArray

    def limits(self) -> Iterator[tuple[int, int, int, int]]:
        """Of each query, where its pairs begin and end, and where those that were judged do among
        all that were."""
        last = np.cumsum(self.judged)
        columns = self.begins, self.ends, last - self.judged, last
        return zip(*(column.tolist() for column in columns), strict=True)


def probability(bits: FloatArray, calibration: Calibration) -> FloatArray:
    """Calibrated probability of the forest's log odds (bits)."""
    odds = (calibration.slope * bits + calibration.offset).clip(-60.0, 60.0)
    return np.asarray(1 / (1 + np.exp2(-odds)), np.float64)


def rank(weighed: Weighed, register: Register, most: int) -> dict[int, Ranked]:
    """The best `most` candidates of each query that has any: the shortlisted by the forest, then
    the others by their weight."""
    short = weighed.shortlist
    forest = register.forest
    ways = forest.ways(weighed.evidence)
    bits = forest.bits_at(ways)
    judged = run_sizes(short.begins, len(short.pairs))
    order = np.lexsort((-bits, np.arange(len(judged)).repeat(judged)))
    parts = forest.parts(ways[:, order[short.begins]], GROUP_OF, len(GROUPS))
    lists = _lists(weighed.scored, short.pairs[order], judged, most)
    query = weighed.candidates.query[lists.pairs[lists.begins]].tolist()
    records = _records(weighed, register, lists, bits[order], parts)
    return dict(zip(query, records, strict=True))


def _lists(
    scored: Scored, shortlisted: IntArray, judged: IntArray, most: int
) -> _Lists:
    """All pairs in the order of their weights, the shortlisted ones at the head in the forest's."""
    counts = run_sizes(scored.begins, len(scored.order))
    place = np.arange(len(scored.order)) - scored.begins.repeat(counts)
    pairs = scored.order.copy()
    pairs[place < judged.repeat(counts)] = shortlisted
    kept = np.minimum(counts, most)
    ends = np.cumsum(kept)
    return _Lists(pairs[place < most], ends - kept, ends, judged)


def _records(
    weighed: Weighed,
    register: Register,
    lists: _Lists,
    bits: FloatArray,
    parts: FloatArray,
) -> Iterator[Ranked]:
    """A record for each query; whole columns become lists before any of them is looked at."""
    scored, best = weighed.scored, lists.pairs[lists.begins]
    rows = weighed.candidates.row[lists.pairs]
    ids = [f"{number:012d}" for number in register["citizen_id"][rows].tolist()]
    chances = probability(bits, register.model.calibration).tolist()
    asked = weighed.candidates.query[best]
    cut = weighed.candidates.cut[asked].tolist()
    settled = weighed.candidates.settled[asked].tolist()
    levels = _by_name(
        {c: one[best].tolist() for c, one in weighed.compared.levels.items()}
    )
    signs = _by_name(
        {name: one[best].tolist() for name, one in weighed.compared.signs.items()}
    )
    told = _by_name({c: one[best].tolist() for c, one in scored.by_comparison.items()})
    added = _by_name(dict(zip(GROUPS, parts.T.tolist(), strict=True)))
    weights = scored.weight[lists.pairs].tolist()
    all_rows, all_bits = rows.tolist(), bits.tolist()
    for i, (low, high, first, judged) in enumerate(lists.limits()):
        yield Ranked(
            rows=all_rows[low:high],
            ids=tuple(ids[low:high]),
            bits=all_bits[first:judged],
            chances=chances[first:judged],
            parts=added[i],
            levels=levels[i],
            signs=signs[i],
            weights=told[i],
            weight=weights[low],
            runner_up=weights[low + 1] if high - low > 1 else None,
            cut=cut[i],
            settled=settled[i],
        )


def _by_name(columns: Mapping[str, list[_Value]]) -> list[dict[str, _Value]]:
    """Columns of one length as a record for each place."""
    places = zip(*columns.values(), strict=True)
    return [dict(zip(columns, values, strict=True)) for values in places]
