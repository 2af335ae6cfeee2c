"""What a word looks like."""

from __future__ import annotations

import functools
import re
from enum import StrEnum

from pipeline.ocr.language.known_words import load_known_words
from pipeline.ocr.language.syllables import is_plausible_syllable


class WordKind(StrEnum):
    """Kinds of words; readers are right about some far more often than about others."""

    SYLLABLE = "syllable"
    NUMBER = "number"
    CAPITALS = "capitals"
    SIGN = "sign"
    OTHER = "other"


_AROUND = ".,;:()[]\"'-–…/“”+*"
# Numbers of documents, dossiers and forms: 215/TTr-LĐTBXH, 2129/QĐ-UBND, H36.28-131124-9641,
# 1331/KS, TK1.
_CODE = re.compile(
    r"(?:\d+|[A-ZĐÂĂÊÔƠƯ]{1,6}\d*|[A-ZĐ][A-ZĐa-zđ]{1,8})"
    r"(?:[/.\-](?:\d+|[A-ZĐÂĂÊÔƠƯ]{1,6}\d*|[A-ZĐ][A-ZĐa-zđ]{1,8}))*"
)
_IN_NUMBERS = frozenset("0123456789/.,-:%")


@functools.lru_cache(maxsize=50_000)
def classify_word(word: str) -> WordKind:
    """What a word looks like, signs around it do not count."""
    core = word.strip(_AROUND)
    if not core:
        return WordKind.SIGN
    if core.isalpha():
        if is_plausible_syllable(core) or core.lower() in load_known_words():
            return WordKind.SYLLABLE
        return (
            WordKind.CAPITALS
            if core.isupper() and core.isascii() and len(core) <= 6
            else WordKind.OTHER
        )
    if _IN_NUMBERS.issuperset(core):
        return WordKind.NUMBER
    return WordKind.CAPITALS if _CODE.fullmatch(core) else WordKind.OTHER
