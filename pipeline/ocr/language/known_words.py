"""Words that are right though they are no Vietnamese syllables: names, foreign
words, short forms."""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.config import CONFIGS
from pipeline.errors import UsageError


class _KnownWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

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
