"""Words that are right though they are no Vietnamese syllables: names, foreign
words, short forms."""

from __future__ import annotations

import functools
import unicodedata
from typing import Literal

from pipeline.common.data import CONFIGS, Data, load_data


class _KnownWords(Data):
    version: Literal[1]
    source: str
    names: tuple[str, ...]
    foreign: tuple[str, ...]
    short: tuple[str, ...]


@functools.cache
def load_known_words() -> frozenset[str]:
    """Words of configs/ocr/words.toml, small letters.

    Raises:
        UsageError: the file is gone or not as it must be.
    """
    path = CONFIGS / "ocr" / "words.toml"
    lists = load_data(
        _KnownWords, path, "ocr_words_invalid", "restore the file from the release"
    )
    words = (*lists.names, *lists.foreign, *lists.short)
    return frozenset(unicodedata.normalize("NFC", word).lower() for word in words)
