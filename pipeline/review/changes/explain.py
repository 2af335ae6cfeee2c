"""The line that a person's decision leaves beside a match: Vietnamese, words in
configs/review/words.toml."""

from __future__ import annotations

from datetime import date
from functools import cache

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.review.checks.rules import Checked


class ChangeWords(Data):
    """Sentences, and the names of facts and contradictions."""

    linked: str
    nobody: str
    rests_on: str
    against: str
    because: str
    fact: dict[str, str]
    contradiction: dict[str, str]


@cache
def words() -> ChangeWords:
    """The words of configs/review/words.toml. Raises UsageError `config_invalid`."""
    return load_data(ChangeWords, CONFIGS / "review" / "words.toml")


def explanation(checked: Checked, actor: str, day: date) -> str:
    """Who decided and when, what it rests on, what it overcame and why; no fact of the person."""
    text = words()
    first = text.nobody if checked.value is None else text.linked
    parts = [first.format(actor=actor, day=f"{day:%d/%m/%Y}")]
    if checked.rests_on:
        facts = ", ".join(text.fact[code] for code in checked.rests_on)
        parts.append(text.rests_on.format(facts=facts))
    if checked.against:
        facts = ", ".join(text.contradiction[code] for code in checked.against)
        parts.append(text.against.format(facts=facts))
    if checked.decision.because:
        parts.append(text.because.format(reason=checked.decision.because.strip()))
    return "; ".join(parts)
