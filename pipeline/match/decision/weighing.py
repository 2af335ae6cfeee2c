"""From queries to weighed candidates: search, comparison, weights, and the forest's judgement on
the few best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.match.arrays import FloatArray, IntArray
from pipeline.match.candidates.search import Candidates, find_candidates
from pipeline.match.evidence.comparison import Compared, compare
from pipeline.match.evidence.pairs import evidence
from pipeline.match.evidence.rivals import Shortlist, shortlist
from pipeline.match.evidence.scoring import Scored, score
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.weights.features import GROUP_OF, GROUPS
from pipeline.match.weights.model import Calibration

_SHORT = 3
REACH = 20.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A batch of queries with their candidates. `evidence`: of the shortlisted pairs, in their
    order."""

    candidates: Candidates
    compared: Compared
    scored: Scored
    shortlist: Shortlist
    evidence: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One query's candidates, best first, as numbers into the batch's pairs.

    `bits`: the forest's log odds of the first ones, `chances` the same as calibrated probabilities;
    `parts`: what each group of evidence adds to those of the first.
    """

    pairs: IntArray
    bits: list[float]
    chances: list[float]
    parts: list[float]


def weigh(prepared: Prepared, register: Register, wide: bool) -> Weighed:
    """Find and weigh the candidates; `wide`: by the further rules as well (`find_candidates`)."""
    found = find_candidates(prepared, register, wide)
    compared = compare(prepared, found.query, found.row, register)
    scored = score(compared, found.query, register.tables)
    chosen = shortlist(scored, len(found.query), _SHORT, REACH)
    told = evidence(prepared, found.query, found.row, compared, scored, chosen.pairs, register)
    return Weighed(found, compared, scored, chosen, told)


def probability(bits: FloatArray, calibration: Calibration) -> FloatArray:
    """Calibrated probability of the forest's log odds (bits)."""
    odds = np.clip(calibration.slope * bits + calibration.offset, -60.0, 60.0)
    return np.asarray(1 / (1 + np.exp2(-odds)), np.float64)


def ranked(weighed: Weighed, register: Register, most: int) -> dict[int, Ranked]:
    """The best `most` candidates of each query that has any: the shortlisted by the forest, then
    the others by their weight."""
    forest = register.forest
    bits = forest.log_odds(weighed.evidence)
    chances = probability(bits, register.model.calibration)
    scored, short = weighed.scored, weighed.shortlist
    sizes = np.diff(np.r_[short.begins, len(short.pairs)])
    group = np.repeat(np.arange(len(sizes)), sizes)
    order = np.lexsort((np.arange(len(bits)), -bits, group))
    best = order[short.begins]
    parts = forest.parts(weighed.evidence[best], GROUP_OF, len(GROUPS)).tolist()
    ends = np.r_[scored.begins, len(scored.order)][1:]
    found = {}
    for i, (begin, size) in enumerate(zip(short.begins.tolist(), sizes.tolist(), strict=True)):
        mine = order[begin : begin + size]
        start = int(scored.begins[i])
        rest = scored.order[start + size : min(start + most, int(ends[i]))]
        pairs = np.concatenate([short.pairs[mine], rest])
        query = int(weighed.candidates.query[pairs[0]])
        found[query] = Ranked(pairs, bits[mine].tolist(), chances[mine].tolist(), parts[i])
    return found
