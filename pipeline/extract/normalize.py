"""Readings made comparable: folding, names, dates, numbers, gender, amounts.

Every function takes text as OCR read it and gives the normal form, or None where the text is no
such thing; nothing is guessed that the letters do not show.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.common.citizen_id import is_id_length
from pipeline.common.vietnamese.dates import full_year
from pipeline.common.vietnamese.digits import only_digits
from pipeline.common.vietnamese.folding import fold_same_length

_DIGITISH = r"[\dOoÔôƠơQDÓólIiíì|!\[\]ZzSsBgqbG]"
_EDGE = " \t¬¿¡.,;:…·•_-–—~=*'\"“”‘’`^«»<>()[]{}|/\\"
_LEADER = re.compile(r"[.…·_~•]{2,}|[-–—=]{3,}|(?:\s[.…·_]){2,}")
_HONORIFIC = re.compile(
    r"^(?:(?:ông|bà|anh|chị|cháu|cụ|hộ)\s*(?:[/(]\s*(?:ông|bà)\s*\)?)?\s*:?\s+)+",
    re.IGNORECASE,
)
_UPPER_LETTERS = "A-ZĐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯ"
_RUN_TOGETHER = re.compile(
    rf"(?<=[^\W\d_{_UPPER_LETTERS}])(?=[{_UPPER_LETTERS}][^\W\d_{_UPPER_LETTERS}])"
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """The letters and digits of a word without case and marks."""
    return "".join(char for char in fold_same_length(word) if char.isalnum())


def fold(text: str) -> str:
    """Folded words joined by single spaces; words without letters or digits are left out."""
    return " ".join(folded for folded in map(fold_word, text.split()) if folded)


_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


def is_syllable(word: str) -> bool:
    """Whether a word has the shape of one Vietnamese syllable, marks aside."""
    return _SYLLABLE.fullmatch(fold_word(word)) is not None


def clean_text(text: str) -> str | None:
    """Text without dotted leaders and outer punctuation; None where nothing is left."""
    text = re.sub(r"\s+", " ", _LEADER.sub(" ", text)).strip(_EDGE)
    if text.count("(") != text.count(")"):
        text = text.strip("() ")
    return text or None


def closed_brackets(text: str) -> str:
    """The text with a bracket closed that `clean_text` took for outer punctuation."""
    return text + ")" if text.count("(") == text.count(")") + 1 else text


@lru_cache(maxsize=8)
def by_fold(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Words of a closed list by what they fold to."""
    table: dict[str, tuple[str, ...]] = {}
    for word in words:
        table[fold(word)] = (*table.get(fold(word), ()), word)
    return table


def lacks_letter(text: str, names: tuple[str, ...]) -> bool:
    """Whether the last words of a text are a known name but for one letter (`Hòa Bìn`)."""
    flat = fold(text)
    return any(
        Levenshtein.distance(tail, folded, score_cutoff=1) == 1
        for folded, _ in by_fold(names).items()
        if len(tail := " ".join(flat.split()[-1 - folded.count(" ") :]))
        == len(folded) - 1
    )


def person_name(text: str, family_names: tuple[str, ...] = ()) -> str | None:
    """A person's name in NFC title case: `Ông: NGUYỄN VĂN AN,` gives `Nguyễn Văn An`.

    The reading ends at the first thing that no name holds (digit, comma, bracket). A first word
    that is a family name but for its marks (`Nguyên`) gets them, where only one family name is
    meant.
    """
    cleaned = clean_text(unicodedata.normalize("NFC", text))
    if cleaned is None:
        return None
    cleaned = _HONORIFIC.sub("", cleaned)
    cleaned = _RUN_TOGETHER.sub(" ", cleaned)
    head = re.split(r"[\d,;:()/\\|…]|\.\s|\s[-–—]\s", cleaned, maxsplit=1)[0]
    words = [
        word for word in _NAME_WORD.findall(head) if len(word) > 1 or word.isupper()
    ]
    # A lower-case word ends a name that began in capitals ("NGUYỄN VĂN AN và vợ", "Lê Thị Hoa sinh
    # năm").
    if words and words[0][0].isupper():
        kept = next(
            (at for at, word in enumerate(words) if word[0].islower()), len(words)
        )
        words = words[:kept]
    if not 2 <= len(words) <= 8:
        return None
    named = [word.capitalize() for word in words]
    if family_names:
        named[0], _ = family_name(named[0], family_names)
    return " ".join(named)


@lru_cache(maxsize=4096)
def family_name(word: str, family_names: tuple[str, ...]) -> tuple[str, bool]:
    """A family name with the marks that it lost, and whether that is sure: no other family name is
    a letter away (`Nguyên` can only be `Nguyễn`; `Phạn` may be Phan or Phạm)."""
    if word in family_names:
        return word, True
    table = by_fold(family_names)
    meant = table.get(fold_word(word), ())
    if len(meant) != 1:
        return word, False
    near = sum(
        Levenshtein.distance(fold_word(word), other, score_cutoff=1) <= 1
        for other in table
    )
    return meant[0], near == 1


_NUMBER_RUN = re.compile(
    rf"(?<![^\W_]){_DIGITISH}(?:[ .]{{0,2}}{_DIGITISH}){{7,}}(?![^\W_])"
)


def identity_number(text: str) -> tuple[str, int, int] | None:
    """(number, start, end) of the first 12- or 9-digit number in the text; look-alikes only inside
    it.

    At least two thirds of its characters must be digits as read.
    """
    for run in _NUMBER_RUN.finditer(text):
        for start, end in _sub_runs(run.group()):
            piece = run.group()[start:end]
            read = sum(char.isdecimal() for char in piece)
            number = only_digits(piece)
            if is_id_length(len(number)) and read * 3 >= len(number) * 2:
                return number, run.start() + start, run.start() + end
    return None


def _sub_runs(run: str) -> list[tuple[int, int]]:
    """The whole run, then its parts between spaces (two numbers may stand beside each other)."""
    parts = [(part.start(), part.end()) for part in re.finditer(r"\S+", run)]
    return [(0, len(run)), *(parts if len(parts) > 1 else [])]


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date or bare year found at [start, end) of a text. `value`: ISO date or YYYY; `sure`: no
    digit was inferred."""

    value: str
    start: int
    end: int
    sure: bool = True

    @property
    def day(self) -> date | None:
        """The calendar date; None for a bare year."""
        return date.fromisoformat(self.value) if len(self.value) == 10 else None


_D = r"[\dOolI|ij]"
# A T is 1 or 7; where it begins a day or a month, the calendar leaves only 1.
_DAY = rf"(?:t{_D}|{_D}{{1,2}})"
_SPACED = rf"{_D}(?: ?{_D})?"  # in boxes of a form, or torn apart
_FILL = r"[\s.…_,:;-]*"
_MONTH, _AND_YEAR = rf"{_FILL}th?[a-z]{{1,3}}g{_FILL}", rf"{_FILL}n[a-z]?m{_FILL}"
_BY = r"\s?[/.\-–—,]\s?"
# `năm 20…` is the print of a form, no year of two digits.
_SHORT = rf"{_D}{{2}}(?!\s?(?:_|\.\.))"
_WORDED = re.compile(
    rf"(?<![\w/])({_DAY}){_MONTH}({_DAY}){_AND_YEAR}"
    rf"({_D}{{4}}|{_D} ?{_D}{{3}}|(?!20|19){_SHORT}(?! ?\d))(?!\d)"
)
_SLASHED = re.compile(
    rf"(?<![\w/])({_DAY}){_BY}({_DAY})(?:{_BY}|{_AND_YEAR})"
    rf"({_D}{{4}}|{_D}{{2}} {_D}{{2}}(?! ?\d)|{_SHORT})(?![\w/])"
)
_APART = re.compile(
    rf"(?<![\w/])({_SPACED})(?:{_MONTH}|{_BY})({_SPACED})(?:{_BY}|{_AND_YEAR})"
    rf"({_D}(?: ?{_D}){{3}})(?!\d)"
)
_YEAR_FIRST = re.compile(
    r"(?<![\w/-])(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?![\w/-])"
)
_YEAR = re.compile(rf"(?<![\d/.-])((?:1[89]|20){_D}{{2}})(?![\d/.-]\d|\d)")
_TOLD_DAY = re.compile(r"\d|\bng[a-z]y\b|\bth[a-z]ng\b")  # a year behind it is not all


def find_date(text: str, bare_year: bool = False) -> ReadDate | None:
    """The first date in a text: `ngày 05 tháng 11 năm 2024`, `05/11/2024`, `05-11-2024`,
    `5.11.2024`, `12/3/75`.

    Args:
        text: as read, NFC.
        bare_year: also take a year that stands alone.

    Returns:
        None where nothing is a possible calendar date. Two-digit years are not sure, nor are digits
        that stand apart, nor a year before which a day was told (`ngày … tháng … năm 1975`).
    """
    flat = fold_same_length(text.replace("…", "_"))
    for pattern in (_WORDED, _SLASHED, _APART, _YEAR_FIRST):
        for match in pattern.finditer(flat):
            found = _calendar(match)
            if found is not None:
                return found
    if bare_year and (year := _YEAR.search(flat)):
        alone = _TOLD_DAY.search(flat[: year.start()]) is None
        return ReadDate(only_digits(year.group(1)), year.start(), year.end(), alone)
    return None


def _calendar(match: re.Match[str]) -> ReadDate | None:
    groups = match.group("d", "m", "y") if match.re is _YEAR_FIRST else match.groups()
    day, month, year = (only_digits(group.replace("t", "1")) for group in groups)
    short = len(year) == 2
    try:
        value = date(
            full_year(int(year)) if short else int(year), int(month), int(day)
        ).isoformat()
    except ValueError:
        return None
    if not 1850 <= int(value[:4]) <= 2100:
        return None
    # `1 5/11/1975`: the 1 may belong to the day.
    torn = (
        match.re is _APART
        or " " in groups[2][2:]
        or _torn(match.string[: match.start()])
    )
    return ReadDate(value, match.start(), match.end(), sure=not short and not torn)


def _torn(before: str) -> bool:
    """Whether a text ends with a single digit that may be the first of what follows."""
    return bool(re.search(r"(?<![\w/.,-])[0-3] $", before))


def calendar_date(day: str, month: str, year: str) -> str | None:
    """The ISO date of read digits (look-alikes among them); None where the calendar has no such
    day."""
    digits = [only_digits(part.replace("t", "1")) for part in (day, month, year)]
    if not all(digits) or len(digits[2]) != 4 or not 1850 <= int(digits[2]) <= 2100:
        return None
    try:
        return date(int(digits[2]), int(digits[1]), int(digits[0])).isoformat()
    except ValueError:
        return None


def gender(text: str) -> str | None:
    """`M` for Nam, `F` for Nữ, None otherwise."""
    for word in re.findall(r"[a-z]+", fold_same_length(text)):
        if word in {"nam", "male", "narn"}:
            return "M"
        if word in {"nu", "female", "nir", "ntr"}:
            return "F"
    return None


_NOTATION = re.compile(
    rf"(?P<number>{_DIGITISH}[\dOolI|]{{0,6}}[a-zA-Z]?)(?P<year>\s*/\s*(?:19|20)\d\d)?"
    r"(?P<rest>(?:\s*[/\-–—.]\s*[^\W\d_][\wĐđ&.]*)*)"
)

_SERIAL = re.compile(r"([A-ZĐ]{1,4})[\s.-]{0,2}(\d[\dOolI]{2,8})(?![\w/-])")


def document_number(
    text: str, notations: tuple[str, ...] = ()
) -> tuple[str, int, int] | None:
    """(number with notation, start, end), as `123/QĐ-UBND`; None where the text does not begin with
    one.

    Spaces inside are dropped, look-alikes in the number become digits, and a notation whose marks
    were lost (`QD`) becomes the known one that it folds to.
    """
    if serial := _SERIAL.match(text):
        return f"{serial[1]} {only_digits(serial[2])}", serial.start(), serial.end()
    match = _NOTATION.match(text)
    if match is None or not any(char.isdecimal() for char in match["number"]):
        return None
    number = match["number"]
    letter = number[-1] if number[-1].isalpha() and number[-1] not in "OolI" else ""
    head = only_digits(number[: len(number) - len(letter)]) + letter
    year = re.sub(r"\s", "", match["year"] or "")
    rest = (
        re.sub(r"\s", "", match["rest"] or "")
        .replace("–", "-")
        .replace("—", "-")
        .rstrip(".")
    )
    fixed = "".join(
        known_notation(part, notations) for part in re.split(r"([/\-])", rest)
    )
    return head + year + fixed, match.start(), match.end()


_DOUBLED = re.compile(r"(.)\1+")


def known_notation(part: str, notations: tuple[str, ...]) -> str:
    """The known notation that a part is but for marks, for a Đ read twice or for letters that stand
    twice and were read once (`B` for `BB`); else the part as it is (`KKT` is no misread `KT`)."""
    if part in notations or not part.isalpha():
        return part
    if part.replace("ĐĐ", "Đ") in notations:
        return part.replace("ĐĐ", "Đ")
    folded = fold_word(part)
    same = by_fold(notations).get(folded, ())
    if not same:
        same = tuple(
            known
            for known in notations
            if _DOUBLED.sub(r"\1", fold_word(known)) == folded
        )
    return same[0] if len(same) == 1 else part


_AMOUNT = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[. ]\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}|\d+(?:[.,]\d+)?)(?![\d])"
    r"\s*(đồng|đ\b|vnd|dong)?",
    re.IGNORECASE,
)


THOUSANDS = re.compile(r"\d{1,3},\d{3}")  # `1,250`: decimals or thousands


def amount(text: str, money: bool = False) -> tuple[str, int, int] | None:
    """(digits, start, end) of a measure or, with `money`, of a sum before `đồng`.

    `1.250.000 đồng` gives `1250000`, `85,5 m²` gives `85.5`.
    """
    for match in _AMOUNT.finditer(text):
        if money and match[2] is None:
            continue
        return _plain_amount(match[1], money), match.start(1), match.end(1)
    return None


def _plain_amount(text: str, money: bool) -> str:
    """Digits with a decimal point; sums of money without their noughts behind the comma."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", text) or (
        money and THOUSANDS.fullmatch(text)
    ):
        return text.replace(",", "")
    if re.fullmatch(r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?", text):
        text = re.sub(r"[. ]", "", text)
    if money:
        text = re.sub(r",0+$", "", text)
    return text.replace(",", ".")


def snap(text: str, known: tuple[str, ...]) -> str | None:
    """The word of a closed list that a text begins with, marks, case and a misread letter aside;
    None for none."""
    words = fold(text).split()
    best: tuple[float, int, str] | None = None
    for word in known:
        folded = fold(word)
        head = " ".join(words[: folded.count(" ") + 1])
        likeness = fuzz.ratio(head, folded, score_cutoff=100 if len(folded) < 6 else 82)
        if likeness and (best is None or (likeness, len(folded)) > best[:2]):
            best = (likeness, len(folded), word)
    return best[2] if best else None
