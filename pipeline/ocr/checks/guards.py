"""What is held against a reading before anything is built on it, whatever engine it comes from.

Words are put into NFC; words with letters that Vietnamese lacks, and words that can be no
Vietnamese syllable, are marked; the language is told; and a page with ink on which nothing credible
was read is called unread, so that it is never filed as done. Words that are known to be none of
that stand in configs/ocr/words.toml.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.config import CONFIGS
from pipeline.errors import UsageError
from pipeline.ocr.language.syllables import detect_language, is_plausible_syllable
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage, OcrWord

FOREIGN_LETTER = "foreign_letter"
IMPOSSIBLE_SYLLABLE = "impossible_syllable"
LOW_CONFIDENCE = "low_confidence"
UNREAD = "unread"

CREDIBLE_CONFIDENCE = 0.5
# of letters and digits: below, what was read is taken for noise (hard pages: 0.84 and more)
MIN_CREDIBLE_SHARE = 0.5
SURE_CONFIDENCE, MIN_SURE_SHARE, MIN_CONFIDENCE = (
    0.9,
    0.3,
    0.7,
)  # photographs and other scripts stay below both
MIN_LETTERS = 3  # a letter or two is what photographs and scrawls are read as
MIN_OTHER_CONFIDENCE = (
    0.65  # of a page that is not plainly Vietnamese: mirrored pages and other scripts stay below
)
_SAME_LETTER = str.maketrans(
    "ÐðƉɖ", "ĐđĐđ"
)  # eth and African d look like Đ, and engines give one for the other
_LETTERS = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"@|://|<<|www\.|\w\.(?:vn|com|net|org)\b", re.IGNORECASE)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_VIETNAMESE = frozenset(
    "abcdefghijklmnopqrstuvwxyzđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
)


class _KnownWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1]
    source: str
    names: tuple[str, ...]
    foreign: tuple[str, ...]
    short: tuple[str, ...]


@functools.cache
def known_words() -> frozenset[str]:
    """Words of configs/ocr/words.toml, small letters.

    Raises:
        UsageError: the file is gone or not as it must be.
    """
    path = CONFIGS / "ocr" / "words.toml"
    try:
        lists = _KnownWords.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise UsageError(
            "ocr_words_invalid",
            "the list of known words can't be read",
            item=str(path),
            remedy="restore the file from the release",
        ) from error
    words = (*lists.names, *lists.foreign, *lists.short)
    return frozenset(unicodedata.normalize("NFC", word).lower() for word in words)


def composed(text: str) -> str:
    """NFC without characters that are no writing (controls, spaces, private use), look-alikes of Đ
    made Đ."""
    plain = unicodedata.normalize("NFC", text).translate(_SAME_LETTER)
    if plain.isascii() and plain.isprintable() and " " not in plain:
        return plain
    return "".join(char for char in plain if unicodedata.category(char)[0] not in "CZ")


@functools.lru_cache(maxsize=50_000)
def marks_of(word: str, vietnamese: bool = True) -> tuple[str, ...]:
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
    if vietnamese and not a_code and any(_is_impossible(part) for part in _LETTERS.findall(word)):
        found.append(IMPOSSIBLE_SYLLABLE)
    return tuple(found)


def _is_impossible(part: str) -> bool:
    if len(part) < 2 or is_plausible_syllable(part) or part.lower() in known_words():
        return False
    abbreviation = part.isupper() and not _TONES.search(unicodedata.normalize("NFD", part))
    return not abbreviation


def guarded_reading(page: OcrPage) -> OcrPage:
    """The page with composed words, their marks, and the language; words left empty fall away.

    The language of a page that was not read is None.
    """
    lines = tuple(line for line in map(_composed_line, page.lines) if line is not None)
    language = language_of(lines)
    marked = tuple(
        replace(
            line,
            words=tuple(
                replace(w, marks=marks_of(w.text, language != "other")) for w in line.words
            ),
        )
        for line in lines
    )
    read = replace(page, lines=marked, language=language)
    return replace(read, language=None) if is_unread(read) else read


def _composed_line(line: OcrLine) -> OcrLine | None:
    words = tuple(replace(word, text=composed(word.text)) for word in line.words)
    kept = tuple(word for word in words if word.text)
    if not kept:
        return None
    if len(kept) == len(words):
        return replace(line, words=kept)
    return replace(
        line, words=kept, box=functools.reduce(BoundingBox.union, (word.box for word in kept))
    )


def language_of(lines: tuple[OcrLine, ...]) -> Literal["vie", "other"] | None:
    """The language of the words that were read with some confidence."""
    return detect_language(
        " ".join(w.text for line in lines for w in line.words if _is_credible(w))
    )


def is_unread(page: OcrPage) -> bool:
    """Whether nothing credible was read on a page that is not blank (`page`: as `guarded_reading`
    gives it)."""
    everything = sum(_letters(word.text) for word in page.words)
    credible = sum(
        _letters(word.text) for word in page.words if _is_credible(word) and not word.marks
    )
    if credible < MIN_LETTERS or credible < MIN_CREDIBLE_SHARE * everything:
        return True
    sure = sum(
        _letters(word.text)
        for word in page.words
        if word.confidence >= SURE_CONFIDENCE and not word.marks
    )
    if sure < MIN_SURE_SHARE * everything and (page.confidence or 0.0) < MIN_CONFIDENCE:
        return True
    return page.language != "vie" and (page.confidence or 0.0) < MIN_OTHER_CONFIDENCE


def doubts(word: OcrWord, min_confidence: float) -> tuple[str, ...]:
    """A word's marks, and `low_confidence` where it is below the limit."""
    return (*word.marks, LOW_CONFIDENCE) if word.confidence < min_confidence else word.marks


def _is_credible(word: OcrWord) -> bool:
    return word.confidence >= CREDIBLE_CONFIDENCE


def _letters(text: str) -> int:
    return sum(char.isalnum() for char in text)
