"""What a number line says: `Số: 123/QĐ-UBND`, `Số 45c/SYT-NVY`, `Số: 640ĐHCT-KHTH`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from pipeline.common.vietnamese.digits import only_digits
from pipeline.extract.head.initials import initials
from pipeline.extract.head.notation_doubts import has_doubtful_part
from pipeline.extract.normalize.numbers import match_notation
from pipeline.extract.normalize.text import fold_word

LABEL = re.compile(r"\W*s[^\W\d]{0,2}\b[\s:.;]*", re.IGNORECASE)

# `Số: /2018/TB-…`: the year stands, the number before it was not read.
_PARSED = re.compile(
    r"[\s.…_]*(?:(?P<lone>/\s*(?:19|20)\d\d(?=\s*/\s*[^\W\d_]))"
    r"|(?P<stroke>[\s/.…_|\\-]*(?=\d))?(?P<digits>\d[\dOoQlI|]{0,5})?"
    r"(?P<letter>[a-zđ](?=\s*[/–-]))?(?P<year>\s*/\s*(?:19|20)\d\d(?=\s*/|\W*$))?)"
    r"(?P<rest>(?:(?:\s*[/–—.,&-])+\s*|(?<=[\d\s])|(?<=\d)\s(?=[A-ZĐ]{2,}\s?[/–-])|^)"
    r"[A-ZĐƯƠÔÂĂÊÁ][A-Za-zĐđƯƠÔÂĂÊÁ0-9]*"
    r"(?:(?:\s*[/–—.,&-])+\s*[A-ZĐƯƠÔÂĂÊÁ0-9][A-Za-zĐđƯƠÔÂĂÊÁ0-9]*)*)?"
)
_SIGN = re.compile(r"[/–—-]")
_QUOTED = re.compile(
    r"số\b|SỐ\s[^:]*$"
)  # goes on with `… Quyết định` of the line above
_STRAY = re.compile(r"[/|\\]")
_MORE = re.compile(r"[\s/–-]*[A-ZĐ]{2}")
_GROUP = re.compile(r"([A-Za-zĐđƯƠÔÂĂÊÁ0-9]+)")
_REPAIRED = 0.95  # share of confidence that a notation whose marks were restored keeps
_EMPTY = 0.3  # … one whose number was not read
_STROKE = 0.6  # … one before which a stroke stands: a digit may be lost
GUESSED = 0.9  # … one with a digit taken for a letter, or with letters behind it that are no part
_SHORTEST = 3  # letters of an abbreviation that an organ's initials may mend


@dataclass(frozen=True, slots=True)
class Notation:
    """What a number line says. `share`: part of the reading's confidence that it keeps."""

    text: str
    start: int
    end: int
    share: float


def parse_number(
    text: str,
    organs: str = "",
    notations: tuple[str, ...] = (),
    *,
    phrases: Collection[str] = (),
    bare: bool = False,
) -> Notation | None:
    """Number and notation of a line; None where it holds neither.

    Spaces are dropped, look-alikes in the number become digits; a notation whose marks were lost
    becomes the known one that it folds to, or the organ's initials.
    """
    label = LABEL.match(text)
    begin = label.end() if label else 0
    match = _PARSED.match(text, begin)
    if match is None or not (match["digits"] or _SIGN.search(match["rest"] or "")):
        return None
    read, rest = only_digits(match["digits"] or ""), _tidy(match["rest"] or "")
    letters = initials(organs)
    digits, told = _misread_first(read, rest, letters)
    fixed = _map_parts(told, lambda part: _mend(part, letters, notations))
    lost_sign = (match["rest"] or "")[:1] == " " and fixed[:1].isalpha()
    if lost_sign or (not digits and not fixed.startswith("/")):
        fixed = f"/{fixed}"
    known = _map_parts(told, lambda part: match_notation(part, notations))
    cut_off = digits != read or lost_sign or _goes_on(text[match.end() :])
    shares = (
        (fixed != rest, _REPAIRED),
        (not digits, _EMPTY),
        (bool(digits) and not fixed and not bare, GUESSED),
        (bool(_STRAY.search(match["stroke"] or "")), _STROKE),
        (fixed != known or bool(_QUOTED.match(text)), GUESSED),
        (cut_off, GUESSED),
        (has_doubtful_part(_GROUP.findall(fixed), organs, notations, phrases), GUESSED),
    )
    share = math.prod(share for doubted, share in shares if doubted)
    start = next(at for at in range(begin, match.end()) if text[at].isalnum())
    year = re.sub(r"\s", "", match["lone"] or match["year"] or "")
    said = f"{digits}{match['letter'] or ''}{year}{fixed}"
    return Notation(said, start, match.end(), share)


def _tidy(rest: str) -> str:
    """What stands behind a number's digits, with single strokes and hyphens and no spaces."""
    plain = re.sub(r"\s", "", rest).replace("–", "-").replace("—", "-")
    return re.sub(r"/[/-]*", "/", plain).rstrip("/-.,&")


def _map_parts(told: str, change: Callable[[str], str]) -> str:
    """A notation with each of its abbreviations changed, what stands between them kept."""
    parts = _GROUP.split(told)
    return "".join(change(part) if _GROUP.fullmatch(part) else part for part in parts)


def _goes_on(rest: str) -> bool:
    """Whether letters stand right behind a number: a part of it may be lost."""
    return rest[:1].isalnum() or bool(_MORE.match(rest))


def _misread_first(digits: str, rest: str, organ: str) -> tuple[str, str]:
    """`6400HCT` is `640ĐHCT`, where the organ's initials say so."""
    letters = _GROUP.match(rest)
    if (
        digits.endswith("0")
        and len(digits) > 1
        and letters
        and f"Đ{letters[1]}" in organ
    ):
        return digits[:-1], f"Đ{rest}"
    return digits, rest


def _mend(part: str, organ: str, notations: tuple[str, ...]) -> str:
    known = match_notation(part, notations)
    if known != part or part in notations or len(part) < _SHORTEST:
        return known
    flat = fold_word(organ)
    at = flat.find(fold_word(part))
    meant = organ[at : at + len(part)]
    # Marks are given back, never taken: the organ may be misread, too.
    kept = all(
        read.isascii() or read == there
        for read, there in zip(part, meant, strict=False)
    )
    return meant if at >= 0 and part.isupper() and kept else part
