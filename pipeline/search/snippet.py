"""The page of a document that answers best, and the piece of its text to show."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

from pipeline.search.analysis import (
    Question,
    Term,
    exact_words,
    folded,
    words_with_places,
)
from pipeline.search.near import can_be_forgiven, is_near

WIDTH = 160
_SPACES = re.compile(r"\s+")


def best_page(question: Question, pages: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """(page, snippet) of the page on which most of the question stands; the first one where none
    has any."""
    if not pages:
        return 1, ""
    if not question.terms:
        page, text = min(pages)
        return page, snippet(question, text)
    question = _as_read(question, [text for _, text in pages])
    page, text = max(pages, key=lambda each: (_closeness(question, each[1]), -each[0]))
    return page, snippet(question, text)


def snippet(question: Question, text: str, width: int = WIDTH) -> str:
    """About `width` characters of NFC text around the densest place of the question's words,
    without markup."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if len(text) <= width:
        return text
    words = list(words_with_places(text))
    row = _row_in(question, [word for word, _, _ in words])
    if row is not None:
        return _around(text, words[row][1], width)
    wanted = set(question.folded)
    found = [(start, word) for word, start, _ in words if folded(word) in wanted]
    if not found:
        return text[: _cut_before(text, width)] + "…"
    return _around(text, _densest(found, set(question.exact), width * 3 // 4), width)


def _densest(found: Sequence[tuple[int, str]], exact: set[str], reach: int) -> int:
    """Where within `reach` characters most of the words stand, best as they were typed; the first
    place among equals."""
    starts = [start for start, _ in found]

    def weight(first: int) -> tuple[int, int, int]:
        last = bisect_left(starts, starts[first] + reach)
        inside = {word for _, word in found[first:last]}
        return len({*map(folded, inside)}), len(exact & inside), -first

    return starts[max(range(len(found)), key=weight)]


def _row_in(question: Question, words: Sequence[str]) -> int | None:
    """Where the question stands in a row, in its exact form if it does; questions of one word have
    none."""
    exact, size = question.exact, len(question.exact)
    if size < 2:
        return None
    plain = [folded(word) for word in words]
    rows = [
        at
        for at in range(len(plain) - size + 1)
        if tuple(plain[at : at + size]) == question.folded
    ]
    return next(
        (at for at in rows if tuple(words[at : at + size]) == exact),
        rows[0] if rows else None,
    )


def _around(text: str, place: int, width: int) -> str:
    begin = max(0, min(place - width // 4, len(text) - width))
    begin = 0 if begin == 0 else text.rfind(" ", 0, begin + 1) + 1
    end = len(text) if begin + width >= len(text) else _cut_before(text, begin + width)
    return (
        ("…" if begin else "")
        + text[begin:end].strip()
        + ("…" if end < len(text) else "")
    )


def _cut_before(text: str, place: int) -> int:
    """A word's end at or before `place`; `place` itself inside one endless word."""
    space = text.rfind(" ", max(0, place - WIDTH // 2), place + 1)
    return space if space > 0 else place


def _as_read(question: Question, texts: Sequence[str]) -> Question:
    """The question, or where only a row with a slip in it is found: the words of that row."""
    row = question.folded
    nearest: tuple[str, ...] = ()
    for text in texts:
        exact = exact_words(text)
        plain = [folded(word) for word in exact]
        for at in range(len(plain) - len(row) + 1):
            wrong = [
                (asked, there)
                for asked, there in zip(row, plain[at : at + len(row)], strict=True)
                if asked != there
            ]
            if not wrong:
                return question
            if (
                not nearest
                and len(wrong) == 1
                and _is_forgiven(*wrong[0], alone=len(row) == 1)
            ):
                nearest = tuple(exact[at : at + len(row)])
    return Question(tuple(Term((word,)) for word in nearest)) if nearest else question


def _is_forgiven(asked: str, there: str, *, alone: bool) -> bool:
    return can_be_forgiven(asked, alone=alone) and is_near(asked, there)


def _closeness(question: Question, text: str) -> tuple[bool, bool, int, int, int]:
    exact = exact_words(text)
    plain = [folded(word) for word in exact]
    have, have_exact = set(plain), set(exact)
    return (
        _in_a_row(question.folded, plain),
        _in_a_row(question.exact, exact),
        sum(have.issuperset(term.folded) for term in question.terms),
        sum(have_exact.issuperset(term.exact) for term in question.terms),
        sum(
            _in_a_row(term.folded, plain)
            for term in question.terms
            if len(term.exact) > 1
        ),
    )


def _in_a_row(row: Sequence[str], words: Sequence[str]) -> bool:
    size = len(row)
    return any(
        word == row[0] and tuple(words[at : at + size]) == tuple(row)
        for at, word in enumerate(words)
    )
