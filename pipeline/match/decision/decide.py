"""The decision: matched, review or none, for one query or a stream of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from pipeline.config import MatchSettings
from pipeline.match.decision.ranking import Ranked, rank
from pipeline.match.decision.weighing import weigh
from pipeline.match.explanation.sentences import (
    Account,
    Language,
    Reason,
    explanation,
    words,
)
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from pipeline.match.weights.model import LEVELS, MatchModel
from schemas.linkage import MatchDecision, PersonQuery

_BATCH = 512
_LISTED = 12
_RANK = {"none": 0, "review": 1, "matched": 2}


@dataclass(frozen=True, slots=True)
class _Rules:
    """Log odds from which on a candidate is linked, the probability below which nobody is worth a
    look, the lead over the second, what no weight may outvote, and the language of the reasons."""

    link_bits: float
    review_band: float
    least_lead: float
    conflicts: tuple[_Conflict, ...]
    lang: Language


class _Conflict(NamedTuple):
    """A conflict of the model, its levels as numbers."""

    when: tuple[tuple[str, frozenset[int]], ...]
    outcome: str
    text: str


def _rules(model: MatchModel, settings: MatchSettings, lang: Language) -> _Rules:
    known = words(lang).conflict
    conflicts = tuple(
        _Conflict(
            tuple(
                (c, frozenset(map(LEVELS[c].index, among)))
                for c, among in one.when.items()
            ),
            one.outcome,
            known.get(one.code, one.text),
        )
        for one in model.conflicts
    )
    calibration = model.calibration
    link_bits = calibration.least_bits(settings.max_false_link_rate)
    return _Rules(
        link_bits, settings.review_band, calibration.least_lead, conflicts, lang
    )


def match_person(
    query: PersonQuery,
    register: Register,
    settings: MatchSettings,
    lang: Language = "vi",
) -> MatchDecision:
    """Decide on one query; `lang` is that of the explanation."""
    return _decide((query,), register, settings, lang)[0]


def match_many(
    queries: Iterable[PersonQuery],
    register: Register,
    settings: MatchSettings,
    lang: Language = "vi",
) -> Iterator[MatchDecision]:
    """Decide on each query by itself, in the order given; work is shared among a few hundred at a
    time. `lang` is that of the explanations."""
    stream = iter(queries)
    while batch := tuple(islice(stream, _BATCH)):
        yield from _decide(batch, register, settings, lang)


def best_candidates(
    queries: Sequence[PersonQuery], register: Register
) -> Iterator[tuple[int, float, int]]:
    """Number of the query, log odds (bits) and row of the best candidate, where there is one."""
    for number, mine in rank_candidates(queries, register).items():
        yield number, mine.bits[0], mine.rows[0]


def rank_candidates(
    queries: Sequence[PersonQuery], register: Register
) -> dict[int, Ranked]:
    """Each query's candidates: by the usual rules of search, and by the wide ones too where these
    leave it unsure. Queries without any are left out."""
    prepared = prepare(queries, register)
    found = rank(weigh(prepared, register, wide=False), register, _LISTED)
    limit = register.model.limits.wide_below
    unsure = [
        i for i in range(len(queries)) if i not in found or found[i].chances[0] < limit
    ]
    if unsure:
        weighed = weigh(prepared.some(unsure), register, wide=True)
        again = rank(weighed, register, _LISTED)
        found.update((unsure[i], mine) for i, mine in again.items())
    return found


def _decide(
    queries: Sequence[PersonQuery],
    register: Register,
    settings: MatchSettings,
    lang: Language,
) -> list[MatchDecision]:
    found = rank_candidates(queries, register)
    rules = _rules(register.model, settings, lang)
    return [
        _judge(query.query_id, found[i], rules)
        if i in found
        else _nobody(query.query_id, lang)
        for i, query in enumerate(queries)
    ]


def _nobody(query_id: str, lang: Language) -> MatchDecision:
    said = words(lang).no_candidate
    return MatchDecision(query_id, "none", None, None, None, None, None, (), said)


def _judge(query_id: str, mine: Ranked, rules: _Rules) -> MatchDecision:
    """Judge the ranked candidates of one query."""
    outcome, reasons = _outcome(mine, rules)
    account = Account(
        mine.levels,
        mine.weights,
        mine.runner_up,
        mine.bits[0],
        mine.parts,
        mine.chances[0],
        reasons,
    )
    return MatchDecision(
        query_id=query_id,
        outcome=outcome,
        citizen_id=mine.ids[0] if outcome == "matched" else None,
        weight=mine.weight,
        probability=mine.chances[0],
        runner_up_id=mine.ids[1] if len(mine.ids) > 1 else None,
        runner_up_weight=mine.runner_up,
        candidate_ids=mine.ids,
        explanation=explanation(account, rules.lang),
    )


def _outcome(mine: Ranked, rules: _Rules) -> tuple[str, list[str]]:
    """The outcome, and in words why it is not a link."""
    text = words(rules.lang)
    outcome, reason = _by_odds(mine, rules)
    reasons = [text.reason[reason]] if reason else []
    for conflict in rules.conflicts:
        if _RANK[conflict.outcome] < _RANK[outcome] and _holds(conflict, mine.levels):
            outcome, reasons = conflict.outcome, [conflict.text]
    if mine.cut:
        reasons.append(text.reason[Reason.CUT])
    return outcome, reasons


def _by_odds(mine: Ranked, rules: _Rules) -> tuple[str, Reason | None]:
    """The outcome as far as the odds have it."""
    bits = mine.bits
    # That it is one of them: two equal twins are half each, yet worth a look.
    if sum(mine.chances) < rules.review_band:
        return "none", Reason.BELOW_BAND
    if len(bits) > 1 and bits[0] - bits[1] < rules.least_lead:
        return "review", Reason.CLOSE_RUNNER_UP
    if bits[0] < rules.link_bits:
        return "review", Reason.BELOW_LIMIT
    return "matched", None


def _holds(conflict: _Conflict, levels: dict[str, int]) -> bool:
    return all(levels[comparison] in among for comparison, among in conflict.when)
