"""Typed values in their normal form, by the kind of the field: the one home of what a person may
type, for the table, the command line and the page."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from pipeline.common.citizen_id import citizen_id_rule
from pipeline.common.vietnamese.genders import GENDER_OF
from pipeline.extract.normalize.text import by_fold, fold
from pipeline.extract.types import ValueKind
from pipeline.extract.vocabulary import Vocabulary

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII
)
_DAY_FIRST = re.compile(
    r"(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})", re.ASCII
)
_WORDED = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})", re.ASCII)
_YEAR = re.compile(r"(?:1[89]|20)\d{2}", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?", re.ASCII)
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_UNIT = re.compile(r"\s*(?:m2|m²|ha|đồng|đ|vnd|vnđ)\.?$", re.IGNORECASE)
_NOTATION_PART = re.compile(r"[\w.&]+")
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")


class WrongValue(ValueError):
    """A text that is no value of its kind; `code` is a code of `refusals`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def normal_value(text: str, kind: ValueKind, name: str, vocabulary: Vocabulary) -> str:
    """The value as the record keeps it: ISO date, digits, `M` or `F`, notation, NFC text.

    Args:
        text: as typed.
        kind: of the field.
        name: of the field: `citizen_id` or `old_id` tell which number is meant.
        vocabulary: lists of notations, peoples and countries.

    Raises:
        WrongValue: the text is no such thing.
    """
    line = _line(text)
    match kind.kind:
        case "date":
            return _date(line, kind.bare_year)
        case "identity":
            return old_number(line) if name == "old_id" else citizen_number(line)
        case "gender":
            return _require(GENDER_OF.get(fold(line)), "review_bad_gender")
        case "amount" | "money":
            return _amount(line)
        case "number":
            return _notation(line, vocabulary.notations)
        case "name":
            return _name(line)
        case "ethnicity":
            return _match_list(line, vocabulary.ethnicities)
        case "nationality":
            return _match_list(line, vocabulary.nationalities)
        case _:
            return line


def citizen_number(text: str) -> str:
    """The 12 digits of a citizen's number; spaces and dots between them go.

    Raises:
        WrongValue: `review_bad_citizen`.
    """
    return _digits(text, citizen_id_rule().digits, "review_bad_citizen")


def old_number(text: str) -> str:
    """The 9 digits of an old identity card. Raises WrongValue `review_bad_old_id`."""
    return _digits(text, citizen_id_rule().old_digits, "review_bad_old_id")


def day_of(text: str) -> date:
    """A date as people type it. Raises WrongValue `review_bad_date` or `review_short_year`."""
    return date.fromisoformat(_date(_line(text), bare_year=False))


def _line(text: str) -> str:
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} for char in line):
        raise WrongValue("review_bad_text")
    if not any(char.isalnum() for char in line):
        raise WrongValue("review_bad_text")
    return line


def _require(value: str | None, code: str) -> str:
    if value is None:
        raise WrongValue(code)
    return value


def _digits(text: str, count: int, code: str) -> str:
    digits = re.sub(r"[ .]", "", unicodedata.normalize("NFKC", text).strip())
    if len(digits) != count or not (digits.isascii() and digits.isdecimal()):
        raise WrongValue(code)
    return digits


def _date(text: str, bare_year: bool) -> str:
    if bare_year and _YEAR.fullmatch(text):
        return text
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, _, month, year = match.groups()
    elif match := _WORDED.fullmatch(fold(text)):
        day, month, year = match.groups()
    else:
        raise WrongValue("review_bad_date")
    if len(year) == 2:
        raise WrongValue("review_short_year")
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise WrongValue("review_bad_date") from None


def _amount(text: str) -> str:
    number = _UNIT.sub("", text)
    if _GROUPED.fullmatch(number):
        number = re.sub(r"[. ]", "", number)
    elif not _PLAIN.fullmatch(number):
        raise WrongValue("review_bad_amount")
    return number.replace(",", ".")


def _notation(text: str, notations: tuple[str, ...]) -> str:
    """`12/qđ – ubnd` gives `12/QĐ-UBND`; the space of a serial (`BC 123456`) stays."""
    plain = re.sub(r"\s*([/\-–—])\s*", r"\1", text).replace("–", "-").replace("—", "-")
    if not any(char.isdecimal() for char in plain) or re.search(
        r"[^\w\s/\-.&()]", plain
    ):
        raise WrongValue("review_bad_notation")
    return _NOTATION_PART.sub(lambda found: _match_part(found[0], notations), plain)


def _match_part(part: str, notations: tuple[str, ...]) -> str:
    same = by_fold(notations).get(fold(part), ())
    return same[0] if len(same) == 1 else part


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise WrongValue("review_bad_name")
    if text.isupper() or text.islower():
        return " ".join(word.capitalize() for word in text.split())
    return text


def _match_list(text: str, known: tuple[str, ...]) -> str:
    """The list's own spelling; a text that no list has stays as it is, and is asked about."""
    same = by_fold(known).get(fold(text), ())
    return same[0] if same else text
