"""The number and notation of a paper: `Số: 123/QĐ-UBND`, `Số 45c/SYT-NVY`, `Số: 640ĐHCT-KHTH`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from pipeline.common.vietnamese.digits import only_digits
from pipeline.extract.layout import Token
from pipeline.extract.normalize.numbers import known_notation
from pipeline.extract.normalize.text import fold, fold_word, is_syllable
from pipeline.extract.parts.label import Labelled
from pipeline.extract.values import Value, Words
from schemas.ocr import GapKind, WrittenDigits

HEAD = 0.45  # share of the page's height that a heading may reach down to
_LABEL = re.compile(r"\W*s[^\W\d]{0,2}\b[\s:.;]*", re.IGNORECASE)
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
_DIGITS = re.compile(r"\d+")
_GROUP = re.compile(r"([A-Za-zĐđƯƠÔÂĂÊÁ0-9]+)")
# Lines that begin with `Số:` and are taken for these parts are numbers all the same.
_MISTAKEN = {"SUBJECT", "TYPE", "ORGAN", "PARENT", "DATE", "AUTHHEAD"}
# Probability from which the reader of written digits is believed before recognition.
PREFERRED = 0.5
_SAID = 0.98
_REPAIRED = 0.95  # share of confidence that a notation whose marks were restored keeps
_BARE = 0.96  # … one without letters
_EMPTY = 0.3  # … one whose number was not read
_STROKE = 0.6  # … one before which a stroke stands: a digit may be lost
_GUESSED = 0.9  # … one with a digit taken for a letter, or with letters behind it that are no part
_ABBREVIATED = 5  # letters that an abbreviation in an organ's name has at most
_SKIPPED = {"và", "về"}  # words that initials leave out
_SHORTEST = 3  # letters of an abbreviation that an organ's initials may mend


@dataclass(frozen=True, slots=True)
class Notation:
    """What a number line says. `share`: part of the reading's confidence that it keeps."""

    text: str
    start: int
    end: int
    share: float


def number_start(tokens: Sequence[Token]) -> int | None:
    """The place behind `Số:` where a segment begins with it; None where it does not."""
    if not tokens:
        return None
    first = tokens[0]
    if first.folded in {"so", "s0", "sô", "no", "se", "sd"} and (
        first.ends_label
        or (len(tokens) > 1 and any(char.isdecimal() for char in tokens[1].text))
        or (len(tokens) > 1 and tokens[1].text.startswith(":"))
        or len(tokens) == 1
    ):
        return 1
    return None


def read_number(
    lines: Sequence[Labelled], organs: str, notations: tuple[str, ...]
) -> Value | None:
    """The number in the head of a page; None where none stands there.

    Args:
        lines: the page's lines with their parts.
        organs: names of the issuing organs, whose initials notations bear.
        notations: known parts of notations.
    """
    told = [at for at, line in enumerate(lines) if line.part == "NUMBER"]
    said = [
        at
        for at, line in enumerate(lines)
        if line.part in _MISTAKEN and number_start(line.row.tokens) is not None
    ]
    for at in (*told, *said):
        line = lines[at]
        row = line.row
        if row.box.y0 > HEAD * row.page_height or _stamped(lines, at):
            continue
        tokens = [*row.tokens, *_beside(lines, at)]
        words = Words(tokens, row.page)
        found = parse_number(words.text, organs, notations)
        if found is not None and (
            line.part == "NUMBER" or _ends(words.text[found.end :])
        ):
            sure = line.credit if line.part == "NUMBER" else _SAID
            # `SỐ 468/QĐ-TTG NGÀY … CỦA THỦ TƯỚNG` quotes another paper's number.
            sure *= (
                _GUESSED if "của" in words.text[found.end :].lower().split() else 1.0
            )
            value = words.value(found.text, found.start, found.end, found.share * sure)
            value = value and replace(value, raw=words.text)
            return value and suggested(value, row.digits(GapKind.NUMBER))
    return None


def _ends(rest: str) -> bool:
    """Whether a line ends with its number; `SỐ 12/QĐ-TTG CỦA …` is a part of a subject."""
    return not any(char.isalpha() for char in rest)


def suggested(value: Value, digits: WrittenDigits | None) -> Value:
    """A number whose digits stand by hand, with them as the reader of written digits has them where
    it is rather sure, or recognition has none."""
    if digits is None:
        return value
    read = _DIGITS.match(value.value)
    if read and digits.confidence < PREFERRED:
        return replace(value, handwritten=True)
    rest = value.value[read.end() :] if read else value.value
    return replace(
        value,
        value=f"{digits.text}{rest}",
        confidence=digits.confidence,
        box=value.box.union(digits.box),
        handwritten=True,
    )


def _beside(lines: Sequence[Labelled], at: int) -> list[Token]:
    """Words of further number lines at the same height (a gap lies between)."""
    own = lines[at].row
    return [
        token
        for other in lines[at + 1 : at + 3]
        if other.part == "NUMBER"
        and abs(other.row.box.y1 - own.box.y1) < 0.6 * own.height
        for token in other.row.tokens
    ]


def _stamped(lines: Sequence[Labelled], at: int) -> bool:
    """Whether a line belongs to the stamp of incoming mail: `ĐẾN` stands right above it."""
    own = lines[at].row
    for other in lines:
        row = other.row
        close = 0 < own.box.y0 - row.box.y0 < 5 * own.height
        shared = min(own.box.x1, row.box.x1) - max(own.box.x0, row.box.x0)
        if (
            close
            and shared > 0
            and fold(row.text) in {"den", "cong van den", "van ban den"}
        ):
            return True
    return False


def parse_number(
    text: str, organs: str = "", notations: tuple[str, ...] = ()
) -> Notation | None:
    """Number and notation of a line; None where it holds neither.

    Spaces are dropped, look-alikes in the number become digits; a notation whose marks were lost
    becomes the known one that it folds to, or the organ's initials.
    """
    label = _LABEL.match(text)
    begin = label.end() if label else 0
    match = _PARSED.match(text, begin)
    if match is None or not (match["digits"] or _SIGN.search(match["rest"] or "")):
        return None
    read = only_digits(match["digits"] or "")
    rest = re.sub(r"\s", "", match["rest"] or "").replace("–", "-").replace("—", "-")
    rest = re.sub(r"/[/-]*", "/", rest).rstrip("/-.,&")
    letters = initials(organs)
    digits, told = _misread_first(read, rest, letters)
    fixed = "".join(
        _mended(part, letters, notations) if _GROUP.fullmatch(part) else part
        for part in _GROUP.split(told)
    )
    year = re.sub(r"\s", "", match["lone"] or match["year"] or "")
    lost_sign = (match["rest"] or "")[:1] == " " and fixed[:1].isalpha()
    if lost_sign or (not digits and not fixed.startswith("/")):
        fixed = f"/{fixed}"
    share = 1.0 if fixed == rest else _REPAIRED
    share *= _EMPTY if not digits else _BARE if not fixed and not year else 1.0
    share *= _STROKE if _STRAY.search(match["stroke"] or "") else 1.0
    by_organ = fixed != "".join(
        known_notation(part, notations) if _GROUP.fullmatch(part) else part
        for part in _GROUP.split(told)
    )
    share *= _GUESSED if by_organ or _QUOTED.match(text) else 1.0
    share *= (
        _GUESSED
        if digits != read or lost_sign or _goes_on(text[match.end() :])
        else 1.0
    )
    share *= (
        _GUESSED
        if any(_lacks_letter(p, letters, notations) for p in _GROUP.findall(fixed))
        else 1.0
    )
    start = next(at for at in range(begin, match.end()) if text[at].isalnum())
    return Notation(
        f"{digits}{match['letter'] or ''}{year}{fixed}", start, match.end(), share
    )


def _goes_on(rest: str) -> bool:
    """Whether letters stand right behind a number: a part of it may be lost."""
    return rest[:1].isalnum() or bool(_MORE.match(rest))


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


def initials(organs: str) -> str:
    """First letters of an organ's words, abbreviations (`CĐ`) whole, in capitals."""
    words = [
        word
        for word in re.findall(r"[^\W\d_]+", organs)
        if word.lower() not in _SKIPPED
    ]
    return "".join(
        word.upper() if _is_short(word) else word[0].upper() for word in words
    )


def _is_short(word: str) -> bool:
    return word.isupper() and len(word) <= _ABBREVIATED and not is_syllable(word)


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


def _mended(part: str, organ: str, notations: tuple[str, ...]) -> str:
    known = known_notation(part, notations)
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
