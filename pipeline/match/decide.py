"""The decision: matched, review or none, for one query or a stream of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from pipeline.config import MatchSettings
from pipeline.match.candidates import Candidates, find_candidates
from pipeline.match.comparison import Compared, compare
from pipeline.match.explain import explanation, words
from pipeline.match.model import LEVELS, Calibration, Conflict
from pipeline.match.prepared import prepare
from pipeline.match.register import Register
from pipeline.match.scoring import Scored, score
from schemas.linkage import MatchDecision, PersonQuery

_BATCH = 512
_LISTED = 12
_RANK = {"none": 0, "review": 1, "matched": 2}


@dataclass(frozen=True, slots=True)
class _Batch:
    candidates: Candidates
    compared: Compared
    scored: Scored
    register: Register


def match_person(query: PersonQuery, register: Register, settings: MatchSettings) -> MatchDecision:
    """Decide on one query."""
    return _decide((query,), register, settings)[0]


def match_many(
    queries: Iterable[PersonQuery], register: Register, settings: MatchSettings
) -> Iterator[MatchDecision]:
    """Decide on each query by itself, in the order given; work is shared among a few hundred at a
    time."""
    stream = iter(queries)
    while batch := tuple(islice(stream, _BATCH)):
        yield from _decide(batch, register, settings)


def probability(log_odds: float, calibration: Calibration) -> float:
    """Calibrated probability of the model's posterior odds (bits)."""
    bits = calibration.slope * log_odds + calibration.offset
    return float(1 / (1 + np.exp2(-min(max(bits, -1000.0), 1000.0))))


def _decide(
    queries: Sequence[PersonQuery], register: Register, settings: MatchSettings
) -> list[MatchDecision]:
    prepared = prepare(queries, register)
    candidates = find_candidates(prepared, register)
    compared = compare(prepared, candidates.query, candidates.row, register)
    scored = score(compared, candidates.query, len(register), register.model.prior, register.tables)
    batch = _Batch(candidates, compared, scored, register)
    ends = np.r_[scored.begins, len(candidates.query)][1:]
    pairs = {
        int(candidates.query[begin]): scored.order[begin:end]
        for begin, end in zip(scored.begins.tolist(), ends.tolist(), strict=True)
    }
    return [
        _one(query.query_id, pairs[i].tolist(), i, batch, settings)
        if i in pairs
        else _nobody(query.query_id, i, batch)
        for i, query in enumerate(queries)
    ]


def _nobody(query_id: str, number: int, batch: _Batch) -> MatchDecision:
    reasons = [words().no_candidate] + ([words().cut] if batch.candidates.cut[number] else [])
    return MatchDecision(query_id, "none", None, None, None, None, None, (), "; ".join(reasons))


def _one(
    query_id: str, ranked: list[int], number: int, batch: _Batch, settings: MatchSettings
) -> MatchDecision:
    """Judge the ranked candidates (pair numbers, best first) of one query."""
    register, scored, row = batch.register, batch.scored, batch.candidates.row
    model = register.model
    best = ranked[0]
    weight = float(scored.weight[best])
    runner_up = float(scored.weight[ranked[1]]) if len(ranked) > 1 else None
    chance = probability(float(scored.log_odds[best]), model.calibration)
    # That it is one of them: two equal twins are half each, yet worth a look.
    any_chance = sum(
        probability(float(scored.log_odds[pair]), model.calibration) for pair in ranked[:_LISTED]
    )
    levels = {comparison: int(codes[best]) for comparison, codes in batch.compared.levels.items()}
    outcome, reasons = "matched", []
    if any_chance < settings.review_band:
        outcome, reasons = "none", [words().below_band]
    elif runner_up is not None and weight - runner_up < model.calibration.least_lead:
        outcome, reasons = "review", [words().close_runner_up]
    elif chance < 1 - settings.max_false_link_rate:
        outcome, reasons = "review", [words().below_limit]
    for conflict in model.conflicts:
        if _RANK[conflict.outcome] < _RANK[outcome] and _holds(conflict, levels):
            outcome, reasons = conflict.outcome, [conflict.text]
    if batch.candidates.cut[number]:
        reasons.append(words().cut)
    weights = {comparison: float(w[best]) for comparison, w in scored.by_comparison.items()}
    ids = tuple(register.citizen_id(int(row[pair])) for pair in ranked[:_LISTED])
    return MatchDecision(
        query_id=query_id,
        outcome=outcome,
        citizen_id=ids[0] if outcome == "matched" else None,
        weight=weight,
        probability=chance,
        runner_up_id=ids[1] if len(ids) > 1 else None,
        runner_up_weight=runner_up,
        candidate_ids=ids,
        explanation=explanation(levels, weights, weight, runner_up, chance, reasons),
    )


def _holds(conflict: Conflict, levels: dict[str, int]) -> bool:
    return all(
        LEVELS[comparison][levels[comparison]] in among
        for comparison, among in conflict.when.items()
    )
