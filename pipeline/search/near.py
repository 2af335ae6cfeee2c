"""Words one slip of recognition or of typing away: `vam` and `vn` for `van`, `nguyem` for `nguyen`.

Only words of letters alone are forgiven: one digit more or less is another person's number. The
pattern is plain enough to mean the same to tantivy, to Lucene and to Python.
"""

from __future__ import annotations

import string
from functools import lru_cache

# Below, nearly every syllable is near every other; alone, without neighbours that vouch for it, a
# little longer.
MIN_LETTERS = 2
MIN_LETTERS_ALONE = 4
# Vietnamese syllables have seven letters at most; longer patterns are refused by Elasticsearch
# (1,000 signs).
MAX_LETTERS = 12
# What recognition takes for one another at the cost of two letters.
_PAIRS = (("rn", "m"), ("cl", "d"), ("li", "h"), ("ii", "u"), ("vv", "w"))
_LOOK_ALIKE = (*_PAIRS, *(pair[::-1] for pair in _PAIRS))
_SIGNS = string.ascii_lowercase + string.digits


def can_be_forgiven(word: str, *, alone: bool) -> bool:
    """Whether a slip in a folded word is looked over; `alone`: the question has no other word."""
    least = MIN_LETTERS_ALONE if alone else MIN_LETTERS
    return word.isascii() and word.isalpha() and least <= len(word) <= MAX_LETTERS


@lru_cache(maxsize=1_000)
def near_pattern(word: str) -> str:
    """A regular expression for the folded word itself and those one slip away.

    A slip is one letter changed, lost or added, or a pair that looks alike. In words of two letters
    it is one letter changed: any other would be a word of its own (`an`, `ban`, `anh`).
    """
    if len(word) <= MIN_LETTERS:
        return "|".join(f"{word[:at]}.{word[at + 1 :]}" for at in range(len(word)))
    changed = [f"{word[:at]}.?{word[at + 1 :]}" for at in range(len(word))]
    added = [f"{word[:at]}.{word[at:]}" for at in range(len(word) + 1)]
    return "|".join((*changed, *added, *_alike(word)))


@lru_cache(maxsize=1_000)
def near_forms(word: str) -> frozenset[str]:
    """The words of plain letters and digits that the pattern stands for, some hundred."""
    changed = {
        word[:at] + one + word[at + 1 :] for at in range(len(word)) for one in _SIGNS
    }
    if len(word) <= MIN_LETTERS:
        return frozenset(changed)
    lost = {word[:at] + word[at + 1 :] for at in range(len(word))}
    added = {
        word[:at] + one + word[at:] for at in range(len(word) + 1) for one in _SIGNS
    }
    return frozenset((*changed, *lost, *added, *_alike(word)))


def _alike(word: str) -> list[str]:
    return [
        word[:at] + other + word[at + len(one) :]
        for one, other in _LOOK_ALIKE
        for at in range(len(word))
        if word.startswith(one, at)
    ]
