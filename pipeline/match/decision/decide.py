"""The decision: matched, review or none, for one query or a stream of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from pipeline.config import MatchSettings
from pipeline.match.decision.weighing import Ranked, Weighed, ranked, weigh
from pipeline.match.explanation.sentences import Account, explanation, words
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from pipeline.match.weights.features import GROUPS
from pipeline.match.weights.model import LEVELS, Conflict, MatchModel
from schemas.linkage import MatchDecision, PersonQuery

_BATCH = 512
_LISTED = 12
_RANK = {"none": 0, "review": 1, "matched": 2}


class _Limits(NamedTuple):
    """Log odds from which on a candidate is linked, and the probability below which nobody is worth
    a look."""

    link_bits: float
    review_band: float


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


def best_candidates(
    queries: Sequence[PersonQuery], register: Register
) -> Iterator[tuple[int, float, int]]:
    """Number of the query, log odds (bits) and row of the best candidate, where there is one."""
    for number, (weighed, mine) in _searched(queries, register).items():
        yield number, mine.bits[0], int(weighed.candidates.row[mine.pairs[0]])


def _decide(
    queries: Sequence[PersonQuery], register: Register, settings: MatchSettings
) -> list[MatchDecision]:
    found = _searched(queries, register)
    limits = _Limits(
        register.model.calibration.least_bits(settings.max_false_link_rate), settings.review_band
    )
    return [
        _one(query.query_id, *found[i], register, limits)
        if i in found
        else MatchDecision(
            query.query_id, "none", None, None, None, None, None, (), words().no_candidate
        )
        for i, query in enumerate(queries)
    ]


def _searched(
    queries: Sequence[PersonQuery], register: Register
) -> dict[int, tuple[Weighed, Ranked]]:
    """Each query's candidates: by the usual rules of search, and by the wide ones too where these
    leave it unsure."""
    prepared = prepare(queries, register)
    weighed = weigh(prepared, register, wide=False)
    found = {i: (weighed, r) for i, r in ranked(weighed, register, _LISTED).items()}
    limit = register.model.limits.wide_below
    unsure = [i for i in range(len(queries)) if i not in found or found[i][1].chances[0] < limit]
    if unsure:
        weighed = weigh(prepared.some(unsure), register, wide=True)
        again = ranked(weighed, register, _LISTED)
        found.update((unsure[i], (weighed, r)) for i, r in again.items())
    return found


def _one(
    query_id: str,
    weighed: Weighed,
    mine: Ranked,
    register: Register,
    limits: _Limits,
) -> MatchDecision:
    """Judge the ranked candidates of one query."""
    levels = {c: int(codes[mine.pairs[0]]) for c, codes in weighed.compared.levels.items()}
    outcome, reasons = _outcome(mine, levels, register.model, limits)
    if weighed.candidates.cut[weighed.candidates.query[mine.pairs[0]]]:
        reasons.append(words().cut)
    ids = tuple(register.citizen_id(row) for row in weighed.candidates.row[mine.pairs].tolist())
    scored, best = weighed.scored, mine.pairs[0]
    runner_up = float(scored.weight[mine.pairs[1]]) if len(ids) > 1 else None
    account = Account(
        levels,
        {c: float(weights[best]) for c, weights in scored.by_comparison.items()},
        runner_up,
        mine.bits[0],
        dict(zip(GROUPS, mine.parts, strict=True)),
        mine.chances[0],
        reasons,
    )
    return MatchDecision(
        query_id=query_id,
        outcome=outcome,
        citizen_id=ids[0] if outcome == "matched" else None,
        weight=float(scored.weight[best]),
        probability=account.probability,
        runner_up_id=ids[1] if len(ids) > 1 else None,
        runner_up_weight=runner_up,
        candidate_ids=ids,
        explanation=explanation(account),
    )


def _outcome(
    mine: Ranked,
    levels: dict[str, int],
    model: MatchModel,
    limits: _Limits,
) -> tuple[str, list[str]]:
    """The outcome and why it is not a link."""
    outcome, reasons = "matched", []
    bits, chances = mine.bits, mine.chances
    # That it is one of them: two equal twins are half each, yet worth a look.
    if sum(chances) < limits.review_band:
        outcome, reasons = "none", [words().below_band]
    elif len(bits) > 1 and bits[0] - bits[1] < model.calibration.least_lead:
        outcome, reasons = "review", [words().close_runner_up]
    elif bits[0] < limits.link_bits:
        outcome, reasons = "review", [words().below_limit]
    for conflict in model.conflicts:
        if _RANK[conflict.outcome] < _RANK[outcome] and _holds(conflict, levels):
            outcome, reasons = conflict.outcome, [conflict.text]
    return outcome, reasons


def _holds(conflict: Conflict, levels: dict[str, int]) -> bool:
    return all(
        LEVELS[comparison][levels[comparison]] in among
        for comparison, among in conflict.when.items()
    )
