"""The page of a document that answers best, and the piece of its text to show."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

from pipeline.index.analysis import Question, exact_words, folded, words_with_places

WIDTH = 160
_SPACES = re.compile(r"\s+")


def best_page(question: Question, pages: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """(page, snippet) of the page on which most of the question stands; the first one where none has any."""
    if not pages:
        return 1, ""
    page, text = max(pages, key=lambda each: (_closeness(question, each[1]), -each[0]))
    return page, snippet(question, text)


def snippet(question: Question, text: str, width: int = WIDTH) -> str:
    """About `width` characters of NFC text around the densest place of the question's words, without markup."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if len(text) <= width:
        return text
    wanted, exact = set(question.folded), set(question.exact)
    found = [(start, end, word) for word, start, end in words_with_places(text) if folded(word) in wanted]
    if not found:
        return text[: _cut_before(text, width)] + "…"
    starts = [start for start, _, _ in found]

    def weight(first: int) -> tuple[int, int, int]:
        last = bisect_left(starts, starts[first] + width * 3 // 4)
        inside = [word for _, _, word in found[first:last]]
        return len({folded(word) for word in inside}), len(exact.intersection(inside)), -first

    first = max(range(len(found)), key=weight)
    begin = max(0, min(starts[first] - width // 4, len(text) - width))
    begin = 0 if begin == 0 else text.rfind(" ", 0, begin + 1) + 1
    end = len(text) if begin + width >= len(text) else _cut_before(text, begin + width)
    return ("…" if begin else "") + text[begin:end].strip() + ("…" if end < len(text) else "")


def _cut_before(text: str, place: int) -> int:
    """A word's end at or before `place`; `place` itself inside one endless word."""
    space = text.rfind(" ", max(0, place - WIDTH // 2), place + 1)
    return space if space > 0 else place


def _closeness(question: Question, text: str) -> tuple[bool, bool, int, int, int]:
    exact = exact_words(text)
    plain = [folded(word) for word in exact]
    have, have_exact = set(plain), set(exact)
    return (
        _in_a_row(question.folded, plain),
        _in_a_row(question.exact, exact),
        sum(have.issuperset(term.folded) for term in question.terms),
        sum(have_exact.issuperset(term.exact) for term in question.terms),
        sum(_in_a_row(term.folded, plain) for term in question.terms if len(term.exact) > 1),
    )


def _in_a_row(row: Sequence[str], words: Sequence[str]) -> bool:
    size = len(row)
    return any(word == row[0] and tuple(words[at : at + size]) == tuple(row) for at, word in enumerate(words))
