"""Doubtful words read by their neighbours: `thum nhũng` is `tham nhũng` where the recogniser saw an
a nearly as well.

A second guess stands where it makes a pair of words that official papers have and the best one
does not, as far as the recogniser's own doubt allows. Words with a capital may be names, which go
by no rule: they take no part, but for the first word of a pair.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.ocr.arbitration.line_text import LineText
from pipeline.ocr.language.syllables import is_plausible_syllable
from pipeline.ocr.language.word_pairs import is_common_pair

# A second guess counts from this posterior on; a common pair makes a reading so many times more
# probable.
LEAST, PAIR = 0.03, 12.0
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Guess:
    """A word as it may be: the place where the second guess is taken, if any, and how much less
    probable that is by itself (natural logarithm)."""

    text: str
    at: int | None = None
    odds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Path:
    """The best words up to one of them; `pairs` as many of them are common."""

    guesses: tuple[_Guess, ...]
    pairs: int = 0

    @property
    def score(self) -> float:
        return sum(guess.odds for guess in self.guesses) + self.pairs * math.log(PAIR)

    def followed_by(self, guess: _Guess) -> _Path:
        pair = _is_pair(self.guesses[-1].text, guess.text) if self.guesses else False
        return _Path((*self.guesses, guess), self.pairs + pair)


def prefer_common_pairs(line: LineText) -> LineText:
    """The line with doubtful letters by what stands beside them; see the module."""
    for run in _find_runs(line.text):
        words = [_find_guesses(line, *span) for span in run]
        if any(len(guesses) > 1 for guesses in words):
            line = _take(line, _find_best(words), _plain(words))
    return line


def _find_runs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Words of letters with a space and nothing else between them."""
    run: list[tuple[int, int]] = []
    for found in _LETTERS.finditer(text):
        if run and text[run[-1][1] : found.start()] != " ":
            yield run
            run = []
        run.append(found.span())
    if run:
        yield run


def _find_guesses(line: LineText, begin: int, end: int) -> list[_Guess]:
    """The word as it was read, and with the second guess for one of its letters."""
    word = line.text[begin:end]
    guesses = [_Guess(word)]
    for at in range(begin, end):
        letter, seen = line.alternatives[at]
        # A capital stays one, and what differs by that alone is no other word.
        same_case = letter.isupper() == line.text[at].isupper()
        if seen < LEAST or not letter.isalpha() or not same_case:
            continue
        other = word[: at - begin] + letter + word[at - begin + 1 :]
        if is_plausible_syllable(other):
            odds = math.log(seen / max(line.confidences[at], seen))
            guesses.append(_Guess(other, at, odds))
    return guesses


def _plain(words: Sequence[list[_Guess]]) -> _Path:
    path = _Path(())
    for guesses in words:
        path = path.followed_by(guesses[0])
    return path


def _find_best(words: Sequence[list[_Guess]]) -> _Path:
    """The most probable words: the best way to each guess goes by the best ways to those before."""
    paths = [_Path(())]
    for guesses in words:
        paths = [
            max((path.followed_by(guess) for path in paths), key=lambda p: p.score)
            for guess in guesses
        ]
    return max(paths, key=lambda path: path.score)


def _is_pair(word: str, following: str) -> bool:
    small = following.islower() and word[1:] == word[1:].lower()
    return small and is_common_pair(word, following)


def _take(line: LineText, best: _Path, plain: _Path) -> LineText:
    """The line with the second guesses of the best path, as sure as its pairs make them."""
    gain = PAIR ** (best.pairs - plain.pairs)
    for guess in best.guesses:
        if guess.at is not None:
            line = _exchange(line, guess.at, gain)
    return line


def _exchange(line: LineText, at: int, gain: float) -> LineText:
    """The line with character `at` and its alternative changing places, the latter `gain` times
    more probable than was seen."""
    (letter, seen), first = line.alternatives[at], line.confidences[at]
    share = seen * gain / (seen * gain + first)
    both = min(1.0, seen + first)
    return replace(
        line,
        text=line.text[:at] + letter + line.text[at + 1 :],
        confidences=(*line.confidences[:at], share * both, *line.confidences[at + 1 :]),
        alternatives=(
            *line.alternatives[:at],
            (line.text[at], (1 - share) * both),
            *line.alternatives[at + 1 :],
        ),
    )
