"""A word by itself: put into one form, and marked where it can't be right.

Words with letters that Vietnamese lacks, and words that can be no Vietnamese syllable, are marked;
words that are known to be none of that stand in configs/ocr/words.toml.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from pipeline.ocr.language.known_words import load_known_words
from pipeline.ocr.language.syllables import is_plausible_syllable
from schemas.ocr import OcrWord

FOREIGN_LETTER = "foreign_letter"
IMPOSSIBLE_SYLLABLE = "impossible_syllable"
LOW_CONFIDENCE = "low_confidence"

# Eth and African d look like Đ, and engines give one for the other.
_SAME_LETTER = str.maketrans("ÐðƉɖ", "ĐđĐđ")
_LETTERS = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"@|://|<<|www\.|\w\.(?:vn|com|net|org)\b", re.IGNORECASE)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_VIETNAMESE = frozenset(
    "abcdefghijklmnopqrstuvwxyzđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
)


def compose(text: str) -> str:
    """NFC without characters that are no writing (controls, spaces, private use), look-alikes of Đ
    made Đ."""
    plain = unicodedata.normalize("NFC", text).translate(_SAME_LETTER)
    if plain.isascii() and plain.isprintable() and " " not in plain:
        return plain
    return "".join(char for char in plain if unicodedata.category(char)[0] not in "CZ")


@functools.lru_cache(maxsize=50_000)
def mark_word(word: str, vietnamese: bool = True) -> tuple[str, ...]:
    """Why a word is doubtful.

    Args:
        word: NFC text without spaces.
        vietnamese: whether the text around it is Vietnamese; in other languages syllables are not
            judged.
    """
    found = []
    if any(char.isalpha() and char.lower() not in _VIETNAMESE for char in word):
        found.append(FOREIGN_LETTER)
    a_code = _ADDRESS.search(word) is not None or any(char.isdecimal() for char in word)
    if (
        vietnamese
        and not a_code
        and any(_is_impossible(part) for part in _LETTERS.findall(word))
    ):
        found.append(IMPOSSIBLE_SYLLABLE)
    return tuple(found)


def _is_impossible(part: str) -> bool:
    if (
        len(part) < 2
        or is_plausible_syllable(part)
        or part.lower() in load_known_words()
    ):
        return False
    abbreviation = part.isupper() and not _TONES.search(
        unicodedata.normalize("NFD", part)
    )
    return not abbreviation


def find_doubts(word: OcrWord, min_confidence: float) -> tuple[str, ...]:
    """A word's marks, and `low_confidence` where it is below the limit."""
    return (
        (*word.marks, LOW_CONFIDENCE)
        if word.confidence < min_confidence
        else word.marks
    )
