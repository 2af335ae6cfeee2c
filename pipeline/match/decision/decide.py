"""The decision: matched, review or none, for one query or a stream of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pipeline.config import MatchSettings
from pipeline.match.decision.judging import decision_rules, judge, nobody
from pipeline.match.decision.ranking import Ranked, rank
from pipeline.match.decision.weighing import weigh
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from schemas.languages import Language
from schemas.linkage import MatchDecision, PersonQuery

_BATCH = 512
_LISTED = 12


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
    rules = decision_rules(register, settings, lang)
    return [
        judge(query.query_id, found[i], rules)
        if i in found
        else nobody(query.query_id, rules)
        for i, query in enumerate(queries)
    ]
