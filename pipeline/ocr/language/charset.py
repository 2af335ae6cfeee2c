"""The self-test of a model's characters: can it write what official papers are written with?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import ascii_letters

from pipeline.common.data import CONFIGS, Data, load_data

# Tone marks as combining characters: none, grave, acute, hook above, tilde, dot below.
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")


@dataclass(frozen=True, slots=True)
class Charset:
    """Characters that are needed. `marked`: the 134 Vietnamese letters with a mark; `plain`: a-z,
    A-Z."""

    marked: str
    plain: str
    digits: str
    punctuation: str

    @property
    def all(self) -> str:
        """Everything, letters first."""
        return self.marked + self.plain + self.digits + self.punctuation


class _Table(Data):
    vowels: str
    digits: str
    punctuation: str


@cache
def load_charset(path: Path = CONFIGS / "ocr" / "charset.toml") -> Charset:
    """The characters of configs/ocr/charset.toml.

    Raises:
        UsageError: the file can't be read or a key is wrong (`charset_invalid`).
    """
    table = load_data(
        _Table, path, "charset_invalid", "restore configs/ocr/charset.toml"
    )
    toned = (
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in table.vowels
        for tone in _TONES
    )
    lower = "".join(letter for letter in (*toned, "đ") if letter not in ascii_letters)
    return Charset(
        lower + lower.upper(),
        ascii_letters,
        table.digits,
        "".join(table.punctuation.split()),
    )


def find_missing_characters(alphabet: Iterable[str]) -> tuple[str, ...]:
    """What a model with this alphabet can't write, in the order of `Charset.all`.

    Args:
        alphabet: its symbols; one may be several characters long (Tesseract's ligatures), in any
            normal form.
    """
    known = {
        char for symbol in alphabet for char in unicodedata.normalize("NFC", symbol)
    }
    return tuple(char for char in load_charset().all if char not in known)
