"""Two readings of the same words: which words are doubtful, and whose reading stands.

Each reader's confidence is turned into the probability that a word is right by a logistic model
fitted on made-up pages (training/calibrate_ensemble.py; weights in configs/ocr/ensemble.toml): what
the reader says, and what kind of word it is. A Vietnamese syllable, a number or an abbreviation is
far more often right than letters that make none.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.config import CONFIGS
from pipeline.errors import UsageError
from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.checks.guards import known_words
from pipeline.ocr.language.syllables import is_plausible_syllable

KINDS = ("syllable", "number", "capitals", "sign", "other")
_AROUND = ".,;:()[]\"'-–…/“”+*"
# Numbers of documents, dossiers and forms: 215/TTr-LĐTBXH, 2129/QĐ-UBND, H36.28-131124-9641,
# 1331/KS, TK1.
_CODE = re.compile(
    r"(?:\d+|[A-ZĐÂĂÊÔƠƯ]{1,6}\d*|[A-ZĐ][A-ZĐa-zđ]{1,8})(?:[/.\-](?:\d+|[A-ZĐÂĂÊÔƠƯ]{1,6}\d*|[A-ZĐ][A-ZĐa-zđ]{1,8}))*"
)
_IN_NUMBERS = frozenset("0123456789/.,-:%")
# Words lie over one another if they share this part of the right one's width: edges of letters
# lean.
SHARED = 0.3


class Reader(BaseModel):
    """A reader's logistic model: odds = bias of the word's kind + slope · log-odds of its
    confidence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slope: float
    syllable: float
    number: float
    capitals: float
    sign: float
    other: float


class Again(BaseModel):
    """How words are read again.

    `doubtful`: below this probability they are. `alone`: from this probability on they stand where
    the second reading has nothing. `unseen`: from this probability on words of the second reading
    stand where the first has nothing. `agreement`: the second reading's odds of being wrong, raised
    to this, weaken those of the first where both agree: 1 for readers that err independently, less
    for such as err together.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    doubtful: float
    alone: float
    unseen: float
    agreement: float


class Weights(BaseModel):
    """configs/ocr/ensemble.toml: readers, and how a wider look and another reader are used.

    `width`: how much wider the wider look is than the first.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[2]
    source: str
    width: float
    wider_look: Again
    other_reader: Again
    first: Reader
    wider: Reader
    other: Reader


@cache
def weights() -> Weights:
    """The fitted weights.

    Raises:
        UsageError: the file is gone or not as it must be.
    """
    path = CONFIGS / "ocr" / "ensemble.toml"
    try:
        return Weights.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise UsageError(
            "ocr_weights_invalid",
            "the ensemble's weights can't be read",
            item=str(path),
            remedy="restore the file from the release",
        ) from error


@lru_cache(maxsize=50_000)
def kind_of(word: str) -> str:
    """What a word looks like, one of KINDS; signs around it do not count."""
    core = word.strip(_AROUND)
    if not core:
        return "sign"
    if core.isalpha():
        if is_plausible_syllable(core) or core.lower() in known_words():
            return "syllable"
        return "capitals" if core.isupper() and core.isascii() and len(core) <= 6 else "other"
    if _IN_NUMBERS.issuperset(core):
        return "number"
    return "capitals" if _CODE.fullmatch(core) else "other"


def probability(word: WordText, reader: Reader) -> float:
    """How probably a word is right, 0-1."""
    confidence = min(max(word.confidence, 0.001), 0.999)
    odds = getattr(reader, kind_of(word.text)) + reader.slope * math.log(
        confidence / (1 - confidence)
    )
    return 1 / (1 + math.exp(-odds))


def judged(words: Sequence[WordText], reader: Reader) -> list[WordText]:
    """The words with the probability that they are right for confidence."""
    return [WordText(w.text, w.start, w.end, probability(w, reader)) for w in words]


def doubtful_spans(words: Sequence[WordText], threshold: float) -> list[tuple[int, int]]:
    """Ranges [begin, end) of neighbouring words that are less probable than the threshold.

    Args:
        words: with the probability that they are right for confidence.
        threshold: 0-1.
    """
    spans: list[tuple[int, int]] = []
    for number, word in enumerate(words):
        if word.confidence >= threshold:
            continue
        if spans and spans[-1][1] == number:
            spans[-1] = (spans[-1][0], number + 1)
        else:
            spans.append((number, number + 1))
    return spans


def with_neighbours(
    spans: Sequence[tuple[int, int]], beside: int, count: int
) -> list[tuple[int, int]]:
    """Spans of words with `beside` more at either end, of `count` words in all; those that now
    touch become one."""
    wide: list[tuple[int, int]] = []
    for begin, end in ((max(0, begin - beside), min(count, end + beside)) for begin, end in spans):
        if wide and begin <= wide[-1][1]:
            wide[-1] = (wide[-1][0], end)
        else:
            wide.append((begin, end))
    return wide


def decided(first: Sequence[WordText], second: Sequence[WordText], by: Again) -> list[WordText]:
    """The reading that stands, place by place.

    Args:
        first: the doubtful words, with the probability that they are right for confidence.
        second: the same columns read again, likewise.
        by: what stands when.
    """
    return [
        word for ours, theirs in same_places(first, second) for word in _standing(ours, theirs, by)
    ]


def _standing(ours: list[WordText], theirs: list[WordText], by: Again) -> list[WordText]:
    if not theirs:
        return [word for word in ours if word.confidence >= by.alone]
    if not ours:
        return [word for word in theirs if word.confidence >= by.unseen]
    if [word.text for word in ours] == [word.text for word in theirs]:
        return [
            WordText(
                a.text, a.start, a.end, 1 - (1 - a.confidence) * (1 - b.confidence) ** by.agreement
            )
            for a, b in zip(ours, theirs, strict=True)
        ]
    return theirs if _mean(theirs) > _mean(ours) else ours


def same_places(
    ours: Sequence[WordText], theirs: Sequence[WordText]
) -> Iterator[tuple[list[WordText], list[WordText]]]:
    """Groups of words of two readings that lie over one another, left to right; one side may be
    empty."""
    here: tuple[list[WordText], list[WordText]] = [], []
    end = float("-inf")
    for side, word in sorted(
        [*((0, w) for w in ours), *((1, w) for w in theirs)], key=lambda one: one[1].start
    ):
        if any(here) and word.start > end - SHARED * (word.end - word.start):
            yield here
            here, end = ([], []), float("-inf")
        here[side].append(word)
        end = max(end, word.end)
    if any(here):
        yield here


def _mean(words: Sequence[WordText]) -> float:
    """Mean log-probability weighted by length; the lowest there is where nothing was read."""
    length = sum(len(word.text) for word in words)
    if not length:
        return float("-inf")
    return sum(math.log(max(word.confidence, 1e-6)) * len(word.text) for word in words) / length
