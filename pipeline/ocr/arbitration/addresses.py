"""Addresses of mail and web, which AsterNet breaks into syllables: `nganh (Qtdu edu vn)`.

A row that may hold one is read by the other reader, too, and its word stands where it is an address
and what ours has there may be the same letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from pipeline.ocr.arbitration.line_text import WordText

_HINT = re.compile(
    r"@|\bwww|https?|\be-?mail|\bweb(?:site)?\b|gmail|\b(?:edu|gov|com|org|net)[ .]*vn\b"
    r"|\bcom\b|\.vn\b",
    re.IGNORECASE,
)
_PART = r"[A-Za-z0-9_\-]+"
_ADDRESS = re.compile(
    rf"(?:https?:/{{1,2}}\S{{4,}}|www\.{_PART}(?:\.{_PART})+"
    rf"|{_PART}(?:\.{_PART})*@{_PART}(?:\.{_PART})+|{_PART}(?:\.{_PART})*\.(?:vn|com|net|org)\b)"
)
_AT = re.compile(r"\([@a)]@?|©|®|\(\)p?")  # what the sign @ is read as
# So many of the letters of an address must stand in what ours has at its place.
SAME_LETTERS = 0.6


def may_hold_address(words: Sequence[WordText]) -> bool:
    """Whether a row speaks of an address, or shows what is left of one."""
    return _HINT.search(" ".join(word.text for word in words)) is not None


def take_addresses(
    ours: Sequence[WordText], theirs: Sequence[WordText]
) -> list[WordText]:
    """The words of a row with the other reader's addresses in the place of what ours made of them.

    Args:
        ours: the row's words.
        theirs: the same row by the other reader.
    """
    words = list(ours)
    for word in map(_with_at, theirs):
        mine = [
            one for one in words if word.start <= (one.start + one.end) / 2 <= word.end
        ]
        if mine and _ADDRESS.search(word.text) and _are_same(mine, word):
            at = words.index(mine[0])
            words[at : at + len(mine)] = [word]
    return words


def _with_at(word: WordText) -> WordText:
    """A word with the sign of mail addresses, where letters and a dot tell that it is one."""
    mended = _AT.sub("@", word.text, count=1)
    return replace(word, text=mended) if _ADDRESS.search(mended) else word


def _are_same(mine: Sequence[WordText], other: WordText) -> bool:
    ours, theirs = (
        "".join(char for char in text.lower() if char.isalnum())
        for text in ("".join(word.text for word in mine), other.text)
    )
    return Levenshtein.normalized_similarity(ours, theirs) >= SAME_LETTERS
