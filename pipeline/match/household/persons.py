"""The persons of one dossier's papers beside each other: who is linked on one paper supports a
doubtful reading on another, and nobody is two persons of one paper.

Everybody is matched by itself first. Only what a paper says itself can link its persons; another
paper adds a prior (`HouseholdRules.bits`), a relation adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from pipeline.config import MatchSettings
from pipeline.match.decision.decide import rank_candidates
from pipeline.match.decision.judging import decision_rules, judge
from pipeline.match.decision.ranking import Ranked, probability
from pipeline.match.explanation.sentences import Reason, words
from pipeline.match.household.rules import HouseholdRules, household_rules
from pipeline.match.register import Register
from pipeline.match.weights.model import Calibration
from schemas.languages import Language
from schemas.linkage import MatchDecision, PersonQuery
from schemas.states import MatchOutcome


@dataclass(frozen=True, slots=True)
class PaperPerson:
    """A person of a paper. `query`: None for papers on file, which stay as they are."""

    paper: str
    role: str
    role_index: int
    outcome: str
    citizen_id: str | None
    query: PersonQuery | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """The papers' persons, the register that they are held against, and the settings."""

    persons: Sequence[PaperPerson]
    register: Register
    settings: MatchSettings
    lang: Language = "vi"


def persons_to_doubt(persons: Sequence[PaperPerson]) -> dict[int, Reason]:
    """Numbers of the linked persons of whom one citizen was made twice on one paper, in roles that
    exclude each other: one of them must be wrong."""
    rules = household_rules()
    doubted: dict[int, Reason] = {}
    for (i, one), (j, other) in combinations(enumerate(persons), 2):
        if one.citizen_id and _twice(one, other, rules):
            doubted |= {i: Reason.TWICE_ON_ONE_PAPER, j: Reason.TWICE_ON_ONE_PAPER}
    return doubted


def supported_persons(household: Household) -> dict[int, MatchDecision]:
    """Numbers of the persons in review who are linked by the word of another paper, with the new
    decision."""
    persons = household.persons
    doubted = persons_to_doubt(persons)
    linked = [
        one for i, one in enumerate(persons) if one.citizen_id and i not in doubted
    ]
    found: dict[int, MatchDecision] = {}
    for i, one in enumerate(persons):
        if one.query is None or one.outcome != MatchOutcome.REVIEW:
            continue
        named = frozenset(o.citizen_id for o in linked if o.paper != one.paper)
        decision = _decide_anew(one.query, named, household) if named else None
        if decision is not None and not _is_taken(one, decision, persons, found):
            found[i] = decision
    return found


def _decide_anew(
    query: PersonQuery, citizens: frozenset[str | None], household: Household
) -> MatchDecision | None:
    """The decision with the other papers' word; None where it counts for nothing."""
    rules, register, lang = household_rules(), household.register, household.lang
    mine = rank_candidates([query], register).get(0)
    if mine is None or mine.ids[0] not in citizens or not rules.supports(mine.levels):
        return None
    asked = decision_rules(register, household.settings, lang)
    raised = _raised(mine, citizens, rules.bits, register.model.calibration)
    anew = judge(query.query_id, raised, asked)
    if anew.citizen_id is None:
        return None
    said = words(lang).reason[Reason.OTHER_PAPER]
    return replace(anew, explanation=f"{anew.explanation}; {said}")


def _raised(
    mine: Ranked, citizens: frozenset[str | None], bits: float, calibration: Calibration
) -> Ranked:
    """The candidates with the prior of those whom other papers name."""
    judged = zip(mine.bits, mine.ids, strict=False)
    raised = [one + bits * (citizen in citizens) for one, citizen in judged]
    chances = probability(np.array(raised), calibration).tolist()
    return replace(mine, bits=raised, chances=chances)


def _is_taken(
    one: PaperPerson,
    decision: MatchDecision,
    persons: Sequence[PaperPerson],
    found: dict[int, MatchDecision],
) -> bool:
    """Whether the citizen is somebody else on this paper already."""
    rules, meant = household_rules(), replace(one, citizen_id=decision.citizen_id)
    others = (
        replace(other, citizen_id=found[i].citizen_id) if i in found else other
        for i, other in enumerate(persons)
        if other is not one
    )
    return any(_twice(meant, other, rules) for other in others)


def _twice(one: PaperPerson, other: PaperPerson, rules: HouseholdRules) -> bool:
    """Whether one citizen is two persons of one paper."""
    return (
        one.citizen_id == other.citizen_id
        and one.paper == other.paper
        and rules.exclude(one.role, other.role)
    )
