"""Two readings of the same words: which words are doubtful, and whose reading stands.

Each reader's confidence is turned into the probability that a word is right by a logistic model
fitted on made-up pages (training/calibrate_ensemble.py; weights in configs/ocr/ensemble.toml): what
the reader says, and what kind of word it is. A Vietnamese syllable, a number or an abbreviation is
far more often right than letters that make none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from pipeline.ocr.arbitration.line_text import WordText
from pipeline.ocr.arbitration.weights import Reader, RereadingRule
from pipeline.ocr.language.word_kinds import classify_word

# Words lie over one another if they share this part of the right one's width: edges of letters
# lean.
SHARED = 0.3


def estimate_probability(word: WordText, reader: Reader) -> float:
    """How probably a word is right, 0-1."""
    confidence = min(max(word.confidence, 0.001), 0.999)
    odds = getattr(reader, classify_word(word.text)) + reader.slope * math.log(
        confidence / (1 - confidence)
    )
    return 1 / (1 + math.exp(-odds))


def rate_words(words: Sequence[WordText], reader: Reader) -> list[WordText]:
    """The words with the probability that they are right for confidence."""
    return [
        WordText(w.text, w.start, w.end, estimate_probability(w, reader)) for w in words
    ]


def find_doubtful_spans(
    words: Sequence[WordText], threshold: float
) -> list[tuple[int, int]]:
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


def widen_spans(
    spans: Sequence[tuple[int, int]], beside: int, count: int
) -> list[tuple[int, int]]:
    """Spans of words with `beside` more at either end, of `count` words in all; those that now
    touch become one."""
    wide: list[tuple[int, int]] = []
    for begin, end in (
        (max(0, begin - beside), min(count, end + beside)) for begin, end in spans
    ):
        if wide and begin <= wide[-1][1]:
            wide[-1] = (wide[-1][0], end)
        else:
            wide.append((begin, end))
    return wide


def choose_words(
    first: Sequence[WordText], second: Sequence[WordText], by: RereadingRule
) -> list[WordText]:
    """The reading that stands, place by place.

    Args:
        first: the doubtful words, with the probability that they are right for confidence.
        second: the same columns read again, likewise.
        by: what stands when.
    """
    chosen: list[WordText] = []
    before: list[WordText] = []
    for ours, theirs in match_places(first, second):
        if not theirs and are_joined([*before, *ours], chosen[-1:]):
            continue
        chosen += _choose(ours, theirs, by)
        before = ours[-1:]
    return chosen


def are_joined(parts: Sequence[WordText], chosen: Sequence[WordText]) -> bool:
    """Whether a chosen word is several words of one reading in one: a syllable broken in two."""
    whole = "".join(part.text for part in parts)
    return len(parts) > 1 and any(word.text == whole for word in chosen)


def _choose(
    ours: list[WordText], theirs: list[WordText], by: RereadingRule
) -> list[WordText]:
    if not theirs:
        return [word for word in ours if word.confidence >= by.alone]
    if not ours:
        return [word for word in theirs if word.confidence >= by.unseen]
    if [word.text for word in ours] == [word.text for word in theirs]:
        return [
            WordText(
                a.text,
                a.start,
                a.end,
                1 - (1 - a.confidence) * (1 - b.confidence) ** by.agreement,
            )
            for a, b in zip(ours, theirs, strict=True)
        ]
    return theirs if _mean(theirs) > _mean(ours) else ours


def match_places(
    ours: Sequence[WordText], theirs: Sequence[WordText]
) -> Iterator[tuple[list[WordText], list[WordText]]]:
    """Groups of words of two readings that lie over one another, left to right; one side may be
    empty."""
    here: tuple[list[WordText], list[WordText]] = [], []
    end = float("-inf")
    for side, word in sorted(
        [*((0, w) for w in ours), *((1, w) for w in theirs)],
        key=lambda one: one[1].start,
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
    return (
        sum(math.log(max(word.confidence, 1e-6)) * len(word.text) for word in words)
        / length
    )
