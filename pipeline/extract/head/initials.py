"""Initials of organs' names, as notations bear them."""

from __future__ import annotations

import re

from pipeline.extract.normalize.text import is_syllable

_ABBREVIATED = 5  # letters that an abbreviation in an organ's name has at most
_SKIPPED = {"và", "về"}  # words that initials leave out


def select_words(organs: str) -> list[str]:
    """The words whose letters initials take."""
    words = re.findall(r"[^\W\d_]+", organs)
    return [word for word in words if word.lower() not in _SKIPPED]


def initials(organs: str) -> str:
    """First letters of an organ's words, abbreviations (`CĐ`) whole, in capitals."""
    return "".join(map(initial, select_words(organs)))


def initial(word: str) -> str:
    """What initials take of a word."""
    return word.upper() if _is_short(word) else word[0].upper()


def _is_short(word: str) -> bool:
    return word.isupper() and len(word) <= _ABBREVIATED and not is_syllable(word)
