"""Why a decision came out as it did, in words and weights and without anybody's data.

The words are data: configs/matching/words, a file for each language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pydantic import field_validator

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.match.weights.model import LEVELS
from schemas.languages import LANGUAGES, Language


class Reason(StrEnum):
    """Why a decision is no link, where no conflict says so; what was not looked at; what another
    paper of the dossier adds."""

    CLOSE_RUNNER_UP = "close_runner_up"
    BELOW_LIMIT = "below_limit"
    BELOW_BAND = "below_band"
    CUT = "cut"
    OTHER_PAPER = "other_paper"
    TWICE_ON_ONE_PAPER = "twice_on_one_paper"


class Words(Data):
    """Names of comparisons and levels, and the sentences around them."""

    decimal: str
    comparison: dict[str, str]
    level: dict[str, dict[str, str]]
    joint: str
    lowered: str
    others: str
    total: str
    runner_up: str
    alone: str
    settled: str
    probability: str
    no_candidate: str
    reason: dict[Reason, str]
    conflict: dict[str, str]

    @field_validator("level")
    @classmethod
    def _complete(cls, value: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        if any(set(value.get(c, ())) != set(levels) for c, levels in LEVELS.items()):
            raise ValueError("every comparison level needs its words")
        return value


@lru_cache(maxsize=len(LANGUAGES))
def words(lang: Language) -> Words:
    """The words of configs/matching/words/LANG.toml."""
    return load_data(Words, CONFIGS / "matching" / "words" / f"{lang}.toml")


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
        settled: the number told enough; a second was not looked for.
    """

    levels: Mapping[str, int]
    weights: Mapping[str, float]
    runner_up: float | None
    bits: float
    parts: Mapping[str, float]
    probability: float
    reasons: Sequence[str]
    settled: bool = False


def explanation(account: Account, lang: Language) -> str:
    """One line on the best candidate: each comparison with its weight, the sum, the second, what
    they say jointly, the probability, reasons."""
    text, second = words(lang), account.runner_up
    told = [
        f"{_told(c, level, lang)} ({_bits(account.weights[c], text)})"
        for c, level in account.levels.items()
    ]
    told.append(text.total.format(weight=_bits(sum(account.weights.values()), text)))
    told.append(
        (text.settled if account.settled else text.alone)
        if second is None
        else text.runner_up.format(weight=_bits(second, text))
    )
    told.append(text.joint.format(weight=_bits(account.bits, text)))
    lowest = min(account.parts, key=account.parts.__getitem__)
    if account.parts[lowest] < -1:
        name = text.comparison.get(lowest, text.others)
        told.append(
            text.lowered.format(by=name, weight=_bits(account.parts[lowest], text))
        )
    told.append(text.probability.format(percent=_percent(account.probability, text)))
    return "; ".join([*told, *account.reasons])


@lru_cache(maxsize=200)
def _told(comparison: str, level: int, lang: Language) -> str:
    text = words(lang)
    return f"{text.comparison[comparison]}: {text.level[comparison][LEVELS[comparison][level]]}"


def _bits(bits: float, text: Words) -> str:
    return _signed(round(bits, 1), text.decimal)


@lru_cache(maxsize=10_000)
def _signed(tenths: float, decimal: str) -> str:
    return f"{tenths + 0.0:+.1f}".replace(".", decimal).replace("-", "−")


def _percent(probability: float, text: Words) -> str:
    # Never rounded up to certainty.
    return f"{min(probability, 0.9999) * 100:.2f}".replace(".", text.decimal)
