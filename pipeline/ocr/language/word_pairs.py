"""Which Vietnamese words follow one another in official papers."""

from __future__ import annotations

import functools
from typing import Literal

from pipeline.common.data import CONFIGS, Data, load_data


class _WordPairs(Data):
    version: Literal[1]
    source: str
    followers: dict[str, str]


@functools.cache
def _load_followers() -> dict[str, frozenset[str]]:
    """For a word the words that often follow it, all in small letters.

    Raises:
        UsageError: configs/ocr/word_pairs.json is gone or not as it must be.
    """
    path = CONFIGS / "ocr" / "word_pairs.json"
    pairs = load_data(
        _WordPairs, path, "ocr_words_invalid", "restore the file from the release"
    )
    return {word: frozenset(others.split()) for word, others in pairs.followers.items()}


def is_common_pair(word: str, following: str) -> bool:
    """Whether two words (NFC, letters only) often stand so in official papers; case does not
    matter."""
    return following.lower() in _load_followers().get(word.lower(), ())
