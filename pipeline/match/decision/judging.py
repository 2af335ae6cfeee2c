"""From ranked candidates to a decision: what the odds allow, and what no weight may outvote."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.config import MatchSettings
from pipeline.match.decision.ranking import Ranked
from pipeline.match.explanation.sentences import (
    Account,
    Reason,
    explanation,
    words,
)
from pipeline.match.register import Register
from pipeline.match.weights.model import Conflict
from schemas.languages import Language
from schemas.linkage import MatchDecision
from schemas.states import MatchOutcome

_RANK = {MatchOutcome.NONE: 0, MatchOutcome.REVIEW: 1, MatchOutcome.MATCHED: 2}


@dataclass(frozen=True, slots=True)
class Rules:
    """Log odds from which on a candidate is linked, the probability below which nobody is worth a
    look, the lead over the second, what no weight may outvote, the language of the reasons, and the
    state of the register."""

    link_bits: float
    review_band: float
    least_lead: float
    conflicts: tuple[Conflict, ...]
    lang: Language
    register_version: str


def decision_rules(
    register: Register, settings: MatchSettings, lang: Language
) -> Rules:
    """What a register's model and the settings ask of a link there, in the words of a language."""
    model = register.model
    calibration = model.calibration
    link_bits = calibration.least_bits(settings.max_false_link_rate, len(register))
    return Rules(
        link_bits,
        settings.review_band,
        calibration.least_lead,
        model.conflicts,
        lang,
        register.version,
    )


def nobody(query_id: str, rules: Rules) -> MatchDecision:
    """The decision where nobody resembles the person."""
    return MatchDecision(
        query_id=query_id,
        outcome=MatchOutcome.NONE,
        citizen_id=None,
        weight=None,
        probability=None,
        runner_up_id=None,
        runner_up_weight=None,
        explanation=words(rules.lang).no_candidate,
        register_version=rules.register_version,
    )


def judge(query_id: str, mine: Ranked, rules: Rules) -> MatchDecision:
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
        mine.settled,
    )
    return MatchDecision(
        query_id=query_id,
        outcome=outcome,
        citizen_id=mine.ids[0] if outcome == MatchOutcome.MATCHED else None,
        weight=mine.weight,
        probability=mine.chances[0],
        runner_up_id=mine.ids[1] if len(mine.ids) > 1 else None,
        runner_up_weight=mine.runner_up,
        candidate_ids=mine.ids,
        explanation=explanation(account, rules.lang),
        register_version=rules.register_version,
    )


def _outcome(mine: Ranked, rules: Rules) -> tuple[MatchOutcome, list[str]]:
    """The outcome, and in words why it is not a link."""
    text = words(rules.lang)
    outcome, reason = _by_odds(mine, rules)
    reasons = [text.reason[reason]] if reason else []
    for conflict in rules.conflicts:
        lower = _RANK[MatchOutcome(conflict.outcome)] < _RANK[outcome]
        if lower and _holds(conflict, mine.levels | mine.signs):
            outcome = MatchOutcome(conflict.outcome)
            reasons = [text.conflict.get(conflict.code, conflict.text)]
    if mine.cut:
        reasons.append(text.reason[Reason.CUT])
    return outcome, reasons


def _by_odds(mine: Ranked, rules: Rules) -> tuple[MatchOutcome, Reason | None]:
    """The outcome as far as the odds have it."""
    bits = mine.bits
    # That it is one of them: two equal twins are half each, yet worth a look.
    if sum(mine.chances) < rules.review_band:
        return MatchOutcome.NONE, Reason.BELOW_BAND
    if len(bits) > 1 and bits[0] - bits[1] < rules.least_lead:
        return MatchOutcome.REVIEW, Reason.CLOSE_RUNNER_UP
    if bits[0] < rules.link_bits:
        return MatchOutcome.REVIEW, Reason.BELOW_LIMIT
    return MatchOutcome.MATCHED, None


def _holds(conflict: Conflict, levels: dict[str, int]) -> bool:
    return all(levels[comparison] in among for comparison, among in conflict.levels)
