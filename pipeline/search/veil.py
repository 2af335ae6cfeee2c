"""Numbers of persons as keyed hashes: who has the index alone can neither read nor guess them.

A number of 9 or 12 digits has too few values for a plain hash to hide it; HMAC-SHA256 (RFC 2104)
needs the key, which lies elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path

from pipeline.errors import UsageError

_LEAST_BYTES = 32
# Numbers as people write them, in groups of three or four or in none; those with a digit too many
# or too few may be misread ones.
_DIGITS = r"(?:[0-9]{9,13}|[0-9]{3}(?:[ .\u00a0][0-9]{3}){2,3}|[0-9]{4}(?:[ .\u00a0][0-9]{4}){2})"
_NUMBER = re.compile(rf"(?<![0-9]){_DIGITS}(?![0-9])")
# In a question, what hangs on other letters and digits is the code of a dossier or a paper.
_ASKED = re.compile(rf"(?<![\w.\-/]){_DIGITS}(?![\w\-/]|\.\w)")
_NO_DIGIT = re.compile(r"[^0-9]")
_VEILED = re.compile(r"0id[a-p]{24}")
# No digits in a hash: it is taken for no number, wherever it stands.
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_SHOWN = "•" * 9


def is_veiled(text: str) -> bool:
    """Whether it is a hash that stands for a number."""
    return _VEILED.fullmatch(text) is not None


def hide_veiled(text: str) -> str:
    """A text for people: dots where the hash of a number stands."""
    return _VEILED.sub(_SHOWN, text)


class Veil:
    """Puts the keyed hash of each number in its place: the same number, however it is grouped,
    always has the same."""

    def __init__(self, key: bytes) -> None:
        """The key: 32 bytes or more."""
        self._key = key

    @classmethod
    def of_file(cls, path: Path) -> Veil:
        """The key that a file holds.

        Raises:
            UsageError: `index_key_missing`: no such file, or one that holds too little.
        """
        try:
            key = path.read_bytes().strip()
        except OSError:
            key = b""
        if len(key) < _LEAST_BYTES:
            raise UsageError(
                "index_key_missing",
                "the key of the index's numbers can't be read, or has fewer than 32 bytes",
                item=str(path),
                remedy="make one that only the program's user can read: openssl rand -hex 32",
            )
        return cls(key)

    def over(self, text: str) -> str:
        """The text with a hash for each number."""
        return _NUMBER.sub(lambda found: self._hash(found[0]), text)

    def over_question(self, words: str) -> str:
        """The same for what a person asks; codes of dossiers and papers stay."""
        return _ASKED.sub(lambda found: self._hash(found[0]), words)

    def _hash(self, number: str) -> str:
        digits = _NO_DIGIT.sub("", number).encode()
        hashed = hmac.new(self._key, digits, hashlib.sha256).hexdigest()
        return f"0id{hashed[:24].translate(_LETTERS)}"
