"""Why a decision came out as it did: Vietnamese, in words and weights, without anybody's data.

The words are data in configs/matching/words.toml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import field_validator

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.match.weights.model import LEVELS


class Words(Data):
    """Names of comparisons and levels, and the sentences around them."""

    comparison: dict[str, str]
    level: dict[str, dict[str, str]]
    joint: str
    lowered: str
    others: str
    total: str
    runner_up: str
    alone: str
    probability: str
    no_candidate: str
    close_runner_up: str
    below_limit: str
    below_band: str
    cut: str

    @field_validator("level")
    @classmethod
    def _complete(cls, value: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        if any(set(value.get(c, ())) != set(levels) for c, levels in LEVELS.items()):
            raise ValueError("every comparison level needs its words")
        return value


@lru_cache(maxsize=1)
def words() -> Words:
    """The words of configs/matching/words.toml."""
    return load_data(Words, CONFIGS / "matching" / "words.toml")


@dataclass(frozen=True, slots=True)
class Account:
    """What a decision rests on.

    Args:
        levels: level number by comparison.
        weights: bits by comparison.
        runner_up: total weight of the second candidate, None where there is none.
        bits: the forest's log odds.
        parts: what each comparison, and the other candidates (`others`), add to these.
        probability: of the best candidate being the person, 0 to 1.
        reasons: further sentences, as why the outcome is review.
    """

    levels: Mapping[str, int]
    weights: Mapping[str, float]
    runner_up: float | None
    bits: float
    parts: Mapping[str, float]
    probability: float
    reasons: Sequence[str]


def explanation(account: Account) -> str:
    """One line on the best candidate: each comparison with its weight, the sum, the second, what
    they say jointly, the probability, reasons."""
    text, second = words(), account.runner_up
    told = [
        f"{text.comparison[c]}: {text.level[c][LEVELS[c][level]]} ({_signed(account.weights[c])})"
        for c, level in account.levels.items()
    ]
    told.append(text.total.format(weight=_signed(sum(account.weights.values()))))
    told.append(text.alone if second is None else text.runner_up.format(weight=_signed(second)))
    told.append(text.joint.format(weight=_signed(account.bits)))
    lowest = min(account.parts, key=account.parts.__getitem__)
    if account.parts[lowest] < -1:
        name = text.comparison.get(lowest, text.others)
        told.append(text.lowered.format(by=name, weight=_signed(account.parts[lowest])))
    told.append(text.probability.format(percent=_percent(account.probability)))
    return "; ".join([*told, *account.reasons])


def _signed(bits: float) -> str:
    return f"{round(bits, 1) + 0.0:+.1f}".replace(".", ",").replace("-", "−")


def _percent(probability: float) -> str:
    # Never rounded up to certainty.
    return f"{min(probability, 0.9999) * 100:.2f}".replace(".", ",")
