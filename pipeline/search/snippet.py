"""The page of a document that answers best, and the piece of its text to show.

Pages are looked at as `analysis` cuts them, a space before and after each word: whether words stand
in a row is then a search in a text. Folding is put off: where a page has the question as it was
typed, no other need be folded.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache

from pipeline.search.analysis import (
    Question,
    Term,
    exact_words,
    folded,
    folded_text,
    word_places,
)
from pipeline.search.near import can_be_forgiven, near_pattern

WIDTH = 160
_SPACES = re.compile(r"\s+")


class _Page:
    """A page's text and its words."""

    def __init__(self, number: int, text: str) -> None:
        self.number, self.text = number, text

    @cached_property
    def exact(self) -> str:
        """Its words in their exact form, with a space before and after each."""
        return f" {' '.join(exact_words(self.text))} "

    @cached_property
    def folded(self) -> str:
        """The same, folded."""
        return f" {folded_text(self.exact)} "


def best_page(question: Question, pages: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """(page, snippet) of the page on which most of the question stands; the first one where none
    has any."""
    if not pages:
        return 1, ""
    read = [_Page(number, text) for number, text in sorted(pages)]
    asked, page = _best(question, read) if question.terms else (question, read[0])
    return page.number, _cut_out(asked, page)


def snippet(question: Question, text: str) -> str:
    """About WIDTH characters of NFC text around the densest place of the question's words, without
    markup."""
    return _cut_out(question, _Page(1, text))


def _best(question: Question, pages: Sequence[_Page]) -> tuple[Question, _Page]:
    """The page, and the question as it is read there (`_as_read`)."""
    for page in pages:
        if _has(page.exact, question.exact):
            return question, page
    asked = _as_read(question, pages)
    return asked, max(pages, key=lambda page: _closeness(asked, page))


def _has(words: str, row: Sequence[str]) -> bool:
    return f" {' '.join(row)} " in words


def _has_all(words: str, wanted: Sequence[str]) -> bool:
    return all(f" {word} " in words for word in wanted)


def _closeness(question: Question, page: _Page) -> tuple[bool, bool, int, int, int]:
    terms = question.terms
    rows = [term for term in terms if len(term.exact) > 1]
    return (
        _has(page.folded, question.folded),
        _has(page.exact, question.exact),
        sum(_has_all(page.folded, term.folded) for term in terms),
        sum(_has_all(page.exact, term.exact) for term in terms),
        sum(_has(page.folded, term.folded) for term in rows),
    )


def _as_read(question: Question, pages: Sequence[_Page]) -> Question:
    """The question, or where only a row with a slip in it is found: the words of that row."""
    row = question.folded
    slips = _slips(row)
    if slips is None or any(_has(page.folded, row) for page in pages):
        return question
    for page in pages:
        if found := slips.search(page.folded):
            at = page.folded.count(" ", 0, found.start()) - 1
            words = page.exact.split()[at : at + len(row)]
            return Question(tuple(Term((word,)) for word in words))
    return question


@lru_cache(maxsize=100)
def _slips(row: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds a row in which one word is a slip away from what was asked; None where no slip is
    forgiven."""
    rows = [
        " ".join((*row[:at], f"(?:{_in_a_word(word)})", *row[at + 1 :]))
        for at, word in enumerate(row)
        if can_be_forgiven(word, alone=len(row) == 1)
    ]
    return re.compile(f"(?<= )(?:{'|'.join(rows)})(?= )") if rows else None


def _in_a_word(word: str) -> str:
    return near_pattern(word).replace(".", "[^ ]")


def _cut_out(question: Question, page: _Page) -> str:
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", page.text)).strip()
    if len(text) <= WIDTH:
        return text
    row = _row_in(question, page)
    starts = word_places(text)
    if row is not None:
        return _around(text, starts[row])
    wanted = set(question.folded)
    found = [
        (start, exact)
        for start, exact, plain in zip(
            starts, page.exact.split(), page.folded.split(), strict=False
        )
        if plain in wanted
    ]
    if not found:
        return text[: _cut_before(text, WIDTH)] + "…"
    return _around(text, _densest(found, set(question.exact), WIDTH * 3 // 4))


def _row_in(question: Question, page: _Page) -> int | None:
    """At which word the question stands in a row, in its exact form if it does; questions of one
    word have none."""
    if len(question.exact) < 2:
        return None
    for words, row in ((page.exact, question.exact), (page.folded, question.folded)):
        at = words.find(f" {' '.join(row)} ")
        if at >= 0:
            return words.count(" ", 0, at)
    return None


def _densest(found: Sequence[tuple[int, str]], exact: set[str], reach: int) -> int:
    """Where within `reach` characters most of the words stand, best as they were typed; the first
    place among equals."""
    starts = [start for start, _ in found]

    def weight(first: int) -> tuple[int, int, int]:
        last = bisect_left(starts, starts[first] + reach)
        inside = {word for _, word in found[first:last]}
        return len({*map(folded, inside)}), len(exact & inside), -first

    return starts[max(range(len(found)), key=weight)]


def _around(text: str, place: int) -> str:
    begin = max(0, min(place - WIDTH // 4, len(text) - WIDTH))
    begin = 0 if begin == 0 else text.rfind(" ", 0, begin + 1) + 1
    end = len(text) if begin + WIDTH >= len(text) else _cut_before(text, begin + WIDTH)
    return (
        ("…" if begin else "")
        + text[begin:end].strip()
        + ("…" if end < len(text) else "")
    )


def _cut_before(text: str, place: int) -> int:
    """A word's end at or before `place`; `place` itself inside one endless word."""
    space = text.rfind(" ", max(0, place - WIDTH // 2), place + 1)
    return space if space > 0 else place
