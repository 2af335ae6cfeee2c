"""Text made comparable: folded, cleaned, words of closed lists."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.common.vietnamese.folding import fold_same_length

_EDGE = " \t¬¿¡.,;:…·•_-–—~=*'\"“”‘’`^«»<>()[]{}|/\\"
_LEADER = re.compile(r"[.…·_~•]{2,}|[-–—=]{3,}|(?:\s[.…·_]){2,}")


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """The letters and digits of a word without case and marks."""
    return "".join(char for char in fold_same_length(word) if char.isalnum())


def fold(text: str) -> str:
    """Folded words joined by single spaces; words without letters or digits are left out."""
    return " ".join(folded for folded in map(fold_word, text.split()) if folded)


_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


def is_syllable(word: str) -> bool:
    """Whether a word has the shape of one Vietnamese syllable, marks aside."""
    return _SYLLABLE.fullmatch(fold_word(word)) is not None


def clean_text(text: str) -> str | None:
    """Text without dotted leaders and outer punctuation; None where nothing is left."""
    text = re.sub(r"\s+", " ", _LEADER.sub(" ", text)).strip(_EDGE)
    if text.count("(") != text.count(")"):
        text = text.strip("() ")
    return text or None


def close_brackets(text: str) -> str:
    """The text with a bracket closed that `clean_text` took for outer punctuation."""
    return text + ")" if text.count("(") == text.count(")") + 1 else text


@lru_cache(maxsize=8)
def by_fold(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Words of a closed list by what they fold to."""
    table: dict[str, tuple[str, ...]] = {}
    for word in words:
        table[fold(word)] = (*table.get(fold(word), ()), word)
    return table


def lacks_letter(text: str, names: tuple[str, ...]) -> bool:
    """Whether the last words of a text are a known name but for one letter (`Hòa Bìn`); a known
    name is itself (`Hà Giang`, which is no `Hậu Giang`)."""
    flat, known = fold(text), by_fold(names)
    if any(f" {flat}".endswith(f" {folded}") for folded in known):
        return False
    return any(
        Levenshtein.distance(tail, folded, score_cutoff=1) == 1
        for folded in known
        if len(tail := " ".join(flat.split()[-1 - folded.count(" ") :]))
        == len(folded) - 1
    )


def gender(text: str) -> str | None:
    """`M` for Nam, `F` for Nữ, None otherwise."""
    for word in re.findall(r"[a-z]+", fold_same_length(text)):
        if word in {"nam", "male", "narn"}:
            return "M"
        if word in {"nu", "female", "nir", "ntr"}:
            return "F"
    return None


def snap(text: str, known: tuple[str, ...]) -> str | None:
    """The word of a closed list that a text begins with, marks, case and a misread letter aside;
    None for none."""
    words = fold(text).split()
    best: tuple[float, int, str] | None = None
    for word in known:
        folded = fold(word)
        head = " ".join(words[: folded.count(" ") + 1])
        likeness = fuzz.ratio(head, folded, score_cutoff=100 if len(folded) < 6 else 82)
        if likeness and (best is None or (likeness, len(folded)) > best[:2]):
            best = (likeness, len(folded), word)
    return best[2] if best else None
