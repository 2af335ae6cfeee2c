"""Where the tone mark of a syllable stands: `hòa` and `hoà` are one word in two spellings."""

from __future__ import annotations

# The old place first, as in the common orthography of papers; in all others both agree.
_ONE_PLACE = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "oè": "òe",
    "oé": "óe",
    "oẻ": "ỏe",
    "oẽ": "õe",
    "oẹ": "ọe",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}


def one_tone_place(word: str) -> str:
    """A word (NFC, lower case) with the tone mark of an open `oa`, `oe`, `uy` on the first vowel.

    It serves to compare only: `quý` becomes `qúy`, which nobody writes.
    """
    ending = word[-2:]
    return word[:-2] + _ONE_PLACE.get(ending, ending)
