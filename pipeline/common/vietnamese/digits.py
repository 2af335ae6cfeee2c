"""Letters that readers give for digits. They are read as digits only inside something that is a
number anyway."""

from __future__ import annotations

import re

# T stands for 1 as often as for 7: it is no look-alike of either.
_LOOKS = {
    "0": "OoÔôƠơÓQD",
    "1": "IiíìlJj|!][",
    "2": "Zz",
    "4": "A",
    "5": "Ss",
    "6": "Gb",
    "8": "B",
    "9": "gq",
}
LOOK_ALIKES: dict[int, str] = str.maketrans(
    {letter: digit for digit, letters in _LOOKS.items() for letter in letters}
)
"""For `str.translate`: each look-alike to its digit."""

_NO_DIGIT = re.compile(r"[^0-9]")


def as_digits(text: str) -> str:
    """The text with look-alikes as the digits that they stand for; all else stays."""
    return text.translate(LOOK_ALIKES)


def only_digits(text: str) -> str:
    """The digits of a number, look-alikes among them; all else is left out."""
    return _NO_DIGIT.sub("", as_digits(text))
