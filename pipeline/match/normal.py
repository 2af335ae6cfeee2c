"""Names, numbers, dates and places as keys: the same functions for the register and for what OCR
read."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

from pipeline.common.vietnamese import folding
from pipeline.common.vietnamese.dates import full_year
from pipeline.common.vietnamese.digits import LOOK_ALIKES
from pipeline.common.vietnamese.genders import GENDER_OF

MAX_NAME = 200
# Grave, acute, tilde, hook above, dot below: in NFD they may stand on either vowel (hoà, hòa) and
# mean the same.
_MONTHS, _DAYS = 12, 31
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LETTERS = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ"))
_PLACE_KINDS = re.compile(
    r"^(?:xa|phuong|thi tran|dac khu|thanh pho|tinh|quan|huyen|thi xa|tp|tt|tx|p|x|q|h|t)"
    r"\b\s+(?=\S)"
)
_NUMBER_GAPS = re.compile(r"[\s.\-_,:;/]+")
_DATE_MARKS = re.compile(r"\s*[/.\-]\s*")
_WITH_DIGIT = re.compile(r"\S*[0-9?]\S*")
GENDER_LETTERS = (None, "M", "F")


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower case without marks, syllables parted by one space:
    `NGUYỄN  Văn Đạt` → `nguyen van dat`."""
    return _LETTERS.sub(" ", folding.fold(text.translate(_APOSTROPHES))).strip()


def name_key(folded: str) -> int:
    """64 bits that stand for a folded name; joined and split syllables have the same key."""
    return digest64(folded.replace(" ", ""))


def exact_key(text: str) -> int:
    """64 bits that stand for a name with its marks; case, spaces and the place of the tone mark do
    not count."""
    return digest64("".join(_toneless_then_tones(s) for s in text.lower().split()))


@lru_cache(maxsize=50_000)
def _toneless_then_tones(syllable: str) -> str:
    parts = unicodedata.normalize("NFD", syllable).translate(_APOSTROPHES)
    letters = (
        c
        for c in parts
        if c not in _TONES and (c.isalnum() or unicodedata.combining(c))
    )
    return "".join((*letters, *(c for c in parts if c in _TONES)))


@lru_cache(maxsize=200_000)
def mark_letters(name: str) -> str:
    """Small letters without spaces, each mark a letter of its own behind its letter."""
    return unicodedata.normalize(
        "NFD", "".join(name.lower().replace("đ", "d\u0335").split())
    )


def given_letters(name: str) -> str:
    """The last syllable, marks as in `mark_letters`."""
    words = name.split()
    return mark_letters(words[-1]) if words else ""


@lru_cache(maxsize=50_000)
def letter_mask(folded: str) -> int:
    """52 bits: which letters a folded name holds, and which it holds more than once. Misread names
    differ from the right one in a few bits, other names in many."""
    mask = 0
    for letter in folded:
        if letter.isalpha():
            bit = 1 << (ord(letter) - 97)
            mask |= bit << 26 if mask & bit else bit
    return mask


def digest64(text: str) -> int:
    """The first 8 bytes of BLAKE2b, as an unsigned number."""
    return int.from_bytes(
        blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


@lru_cache(maxsize=50_000)
def place_key(text: str | None) -> str:
    """A folded place name without its kind: `Phường Tân An`, `P. Tân An`, `tân an` are one."""
    folded = fold(text or "")
    return _PLACE_KINDS.sub("", folded)


def gender_code(text: str | None) -> int:
    """1 for men, 2 for women, 0 where the reading says neither."""
    return GENDER_LETTERS.index(GENDER_OF.get(fold(text or "")))


def number_digits(text: str | None) -> str:
    """The digits of an identity number, letter look-alikes turned back (`O` → `0`); unreadable
    places are `?`."""
    compact = _NUMBER_GAPS.sub("", unicodedata.normalize("NFKC", text or "")).translate(
        LOOK_ALIKES
    )
    return "".join(c if c in "0123456789" else "?" for c in compact)


def pack_date(year: int, month: int, day: int) -> int:
    """Year, month and day in one number that sorts as dates do; 0 stands for an unknown part."""
    return (year << 9) | (month << 5) | day


def read_date(text: str | None) -> tuple[int, int, int]:
    """Year, month, day of a date as read; 0 for what can't be read or can't be (`00`, `??`, month
    45). Where the month can only be a day and the day a month (`04/30/1999`), they were changed
    over.

    Takes `12/03/1975`, `12.3.75`, `1975-03-12`, `12 tháng 3 năm 1975`, `03/1975`, `1975`,
    `12031975`.
    """
    parts = date_parts(text)
    if not parts:
        return 0, 0, 0
    year, month, day = (*(_number(p) for p in reversed(parts)), 0, 0)[:3]
    if len(parts[-1]) == 2:
        year = 0 if year < 0 else full_year(year)
    if _MONTHS < month <= _DAYS and 1 <= day <= _MONTHS:
        month, day = day, month
    return (
        year if 1850 <= year <= 2399 else 0,
        month if 1 <= month <= _MONTHS else 0,
        day if 1 <= day <= _DAYS else 0,
    )


def date_parts(text: str | None) -> list[str]:
    """What a date as read is made of, in the order day, month, year: at most three parts, the year
    the last; nothing where it is no date."""
    plain = unicodedata.normalize("NFKC", text or "").strip()[:60]
    parts = _DATE_MARKS.split(plain) if len(_DATE_MARKS.findall(plain)) >= 2 else []
    parts = [
        p.translate(LOOK_ALIKES)
        for p in parts or _WITH_DIGIT.findall(re.sub(r"[/.\-,]", " ", plain))
    ]
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) == 3 and len(parts[0]) == 4:
        parts.reverse()
    return parts if len(parts) <= 3 else []


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) <= 4 else -1
