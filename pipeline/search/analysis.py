"""What a word is, the same for every index: both are given words that this module has cut, and
match them whole.

A word is a run of letters, digits and their marks. It has two forms: *exact* (NFC, lower case, the
tone mark in one place: `hoà` is `hòa`) and *folded* (also without diacritics, đ as d).
`123/QĐ-UBND` is three words in a row; asked for as one, they must stand in a row, and so must words
between quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pipeline.common.vietnamese.folding import fold
from pipeline.common.vietnamese.tones import one_tone_place

# Combining marks belong to the word: NFC leaves those that have no composed letter.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_QUOTES = str.maketrans("“”„«»", '"""""')
_CHUNK = re.compile(r'"([^"]*)"|([^\s"]+)')
# Longer runs are noise of recognition; an index would refuse or split them, each in its own way.
MAX_WORD = 64
MAX_QUERY_WORDS = 64


_MOST_REMEMBERED = 100_000


M = TypeVar("M")


class _Remembered(dict[str, M]):
    """What is made of each text; begun anew when it is full. Papers repeat their words: looking up
    costs a fraction of making."""

    def __init__(self, make: Callable[[str], M]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> M:
        made = self._make(text)
        if len(text) <= MAX_WORD:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[text] = made
        return made


def _cut(chunk: str) -> str:
    """The words of a text without spaces, exact, with a space between them."""
    lower = unicodedata.normalize("NFC", chunk).lower()
    return " ".join(one_tone_place(word[:MAX_WORD]) for word in _WORD.findall(lower))


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(fold(word).split())[:MAX_WORD] or word


def _both(chunk: str) -> tuple[str, str]:
    """The words of a text without spaces, exact and folded."""
    exact = _cut(chunk)
    return exact, folded_text(exact)


_EXACT, _FOLDED, _BOTH = _Remembered(_cut), _Remembered(_fold), _Remembered(_both)


def folded(word: str) -> str:
    """The exact form without diacritics; đ becomes d."""
    return _FOLDED[word]


def exact_text(text: str) -> str:
    """The words of a text in their exact form, in order, with spaces between them: what is handed
    to an index, which cuts it at spaces only."""
    return " ".join(map(_EXACT.__getitem__, text.split()))


def folded_text(exact: str) -> str:
    """What `exact_text` gave, folded."""
    return " ".join(map(_FOLDED.__getitem__, exact.split()))


def both_texts(text: str) -> tuple[str, str]:
    """`exact_text` of a text and what `folded_text` makes of it, for less than one after the
    other."""
    pairs = [*map(_BOTH.__getitem__, text.split())]
    if not pairs:
        return "", ""
    exact, folds = zip(*pairs, strict=True)
    return " ".join(exact), " ".join(filter(None, folds))


def exact_words(text: str) -> list[str]:
    """The words of a text in their exact form, in order."""
    return exact_text(text).split()


def word_places(text: str) -> list[int]:
    """Where each word begins; the text is NFC already."""
    return [found.start() for found in _WORD.finditer(text)]


@dataclass(frozen=True)
class Term:
    """What was asked for between two spaces: one word, or several that must stand in a row."""

    exact: tuple[str, ...]

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words without diacritics."""
        return tuple(folded(word) for word in self.exact)


@dataclass(frozen=True)
class Question:
    """Terms that must all be found."""

    terms: tuple[Term, ...]

    @cached_property
    def exact(self) -> tuple[str, ...]:
        """All words in order, exact."""
        return tuple(word for term in self.terms for word in term.exact)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """All words in order, folded."""
        return tuple(folded(word) for word in self.exact)


def question(words: str) -> Question:
    """The terms of what a person typed. Words between two quotation marks are one term; a mark
    without a partner and whatever else is no word is passed over: no question is refused."""
    terms: list[Term] = []
    room = MAX_QUERY_WORDS
    for phrase, chunk in _CHUNK.findall(words.translate(_QUOTES)):
        cut = tuple(exact_words(phrase or chunk))[:room]
        room -= len(cut)
        if cut:
            terms.append(Term(cut))
    return Question(tuple(terms))
