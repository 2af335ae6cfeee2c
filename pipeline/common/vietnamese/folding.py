"""Letters without case and marks: the one rule by which names, words and places are compared."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters with a stroke are letters of their own: no decomposition takes the stroke away.
_STROKES = str.maketrans({"đ": "d", "ð": "d", "\u0131": "i"})


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, without combining marks; đ becomes d.

    `NGUYỄN Văn Đạt` gives `nguyen van dat`. Spaces and punctuation stay.
    """
    # Twice: what the first step takes apart may hold capitals (mathematical letters).
    once = unicodedata.normalize("NFKD", text.casefold())
    apart = unicodedata.normalize("NFKD", once.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char)).translate(
        _STROKES
    )


@lru_cache(maxsize=65_536)
def fold_char(char: str) -> str:
    """One NFC character folded to exactly one character."""
    return fold(char)[:1] or char


def fold_same_length(text: str) -> str:
    """NFC text folded position by position, so that spans can be carried back."""
    return "".join(map(fold_char, text))
