"""What speaks for letters of a notation being lost or misread."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from rapidfuzz.distance import Levenshtein

from pipeline.extract.head.initials import initial, initials, select_words
from pipeline.extract.normalize.text import fold

_SHORTEST = 3  # letters of an abbreviation that an organ's initials may mend
_OWN = 4  # … that hardly stand for something else than the organ
# Capitals, and the sounds of two letters whose second is small: `TTr`, `QĐ-TTg`, `GDTrH`.
_USUAL = re.compile(r"(?:[A-ZĐƯƠÔÂĂÊÁ]|Tr|Th|Tg|Tp|Ph|Kh|Ng|Nh|Gi|Ch|Qy|\d)+")


def has_doubtful_part(
    parts: Iterable[str], organs: str, known: tuple[str, ...], phrases: Collection[str]
) -> bool:
    """Whether a part of a notation looks as if a letter of it were lost or misread.

    Args:
        parts: the parts of letters and digits.
        organs: names of the issuing organs.
        known: known parts of notations.
        phrases: phrases of several words in organs' names, folded.
    """
    letters = initials(organs)
    return any(
        _lacks_letter(part, letters, known)
        or (
            part not in known
            and (not _USUAL.fullmatch(part) or _breaks_phrase(part, organs, phrases))
        )
        for part in parts
    )


def _lacks_letter(part: str, organ: str, notations: tuple[str, ...]) -> bool:
    """Whether a part of a notation lacks a stroke, or is one letter short of a known one or of the
    organ's initials (`HĐN`, `BVYC` of a `BỆNH VIỆN Y HỌC CỔ TRUYỀN`)."""
    size = len(part)
    if size < _SHORTEST or part in notations or not part.isupper():
        return False
    if "D" in part and part not in organ:
        return True  # a Đ may have lost its stroke
    if part in organ:
        return any(known[:-1] == part and known in organ for known in notations)
    windows = {organ[at : at + size + 1] for at in range(len(organ) - size)}
    windows |= {known for known in notations if len(known) == size + 1}
    return any(
        Levenshtein.distance(part, window, score_cutoff=1) == 1 for window in windows
    )


def _breaks_phrase(part: str, organs: str, phrases: Collection[str]) -> bool:
    """Whether a part is an organ's initials up to the middle of a phrase: `BVMK` of a `BỆNH VIỆN
    MẮT KHU VỰC`."""
    if len(part) < _OWN:
        return False
    words = select_words(organs)
    for begin in range(len(words)):
        read = ""
        for end in range(begin, len(words) - 1):
            read += initial(words[end])
            if len(read) >= len(part):
                break
        else:
            return False
        if read == part and fold(f"{words[end]} {words[end + 1]}") in phrases:
            return True
    return False
