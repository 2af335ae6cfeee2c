"""What is written in the codes on papers: separator sheets, receipt QR, citizen card QR.

Each parser answers None for a text that is something else, and raises ValueError for one that
claims to be its kind and breaks the rules (a code with `../`, an impossible date).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schemas.received.naming import normal_code

_CITIZEN_ID = re.compile(r"[0-9]{12}", re.ASCII)
_OLD_ID = re.compile(r"[0-9]{9}", re.ASCII)
_CARD_DATE = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})", re.ASCII)
_DOCUMENT_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
_CARD_GENDERS = {"nam": "M", "nữ": "F", "nu": "F"}
CARD_FIELDS = 7
RECEIPT_FIELDS = (
    "dossier_code",
    "procedure_code",
    "person_code",
    "paper_name",
    "system",
    "time",
)


@dataclass(frozen=True, slots=True)
class SeparatorCode:
    """A separator sheet: the dossier that begins, or the document `document_number` of it."""

    dossier_code: str
    procedure_code: str | None = None
    document_number: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptCode:
    """The QR on a paper that the one-stop system printed (TCVN 7322); `time` is as printed."""

    dossier_code: str
    procedure_code: str | None
    person_code: str | None
    paper_name: str | None
    system: str | None
    time: str | None


@dataclass(frozen=True, slots=True)
class CardCode:
    """The QR on a citizen card (CCCD). Dates are ISO 8601, gender is M or F."""

    citizen_id: str
    old_id: str | None
    full_name: str
    birth_date: str
    gender: str
    address: str | None
    issued_date: str | None


def format_separator(code: SeparatorCode, mark: str) -> str:
    """The text of a separator sheet's QR: `MARK|dossier|procedure or empty|document number or
    empty`."""
    number = "" if code.document_number is None else str(code.document_number)
    return "|".join((mark, code.dossier_code, code.procedure_code or "", number))


def parse_separator(text: str, mark: str) -> SeparatorCode | None:
    """The separator that a code's text stands for.

    Further parts behind the fourth are allowed and ignored.

    Raises:
        ValueError: it begins with the mark, but its dossier code or document number is not allowed.
    """
    parts = _parts(text, "|")
    if parts[0] != mark:
        return None
    parts += [""] * (4 - len(parts))
    number = parts[3]
    if number and (not _DOCUMENT_NUMBER.fullmatch(number) or int(number) == 0):
        raise ValueError("document number")
    return SeparatorCode(
        normal_code(parts[1]), _clean(parts[2]), int(number) if number else None
    )


def parse_receipt(
    text: str, separator: str, order: Sequence[str]
) -> ReceiptCode | None:
    """The receipt QR that a code's text stands for; `separator` and `order` are settings.

    A text counts as one where it has at least as many parts as `order`, no part too many but empty
    ones, and both the dossier code and the procedure code, system or time are filled.

    Raises:
        ValueError: it has a receipt's shape, but its dossier code is not allowed.
    """
    parts = _parts(text, separator)
    if len(parts) < len(order) or any(parts[len(order) :]) or _is_card(parts):
        return None
    facts = {name: _clean(part) for name, part in zip(order, parts, strict=False)}
    if not facts.get("dossier_code") or not any(
        facts.get(name) for name in ("procedure_code", "system", "time")
    ):
        return None
    return ReceiptCode(
        normal_code(facts["dossier_code"] or ""),
        *(facts.get(name) for name in RECEIPT_FIELDS[1:]),
    )


def parse_card(text: str) -> CardCode | None:
    """The citizen card that a code's text stands for: `id12|id9|name|ddMMyyyy|sex|address|ddMMyyyy
    issued|…`.

    Raises:
        ValueError: it has a card's shape, but a date, the sex, the name or the old number is
            impossible.
    """
    parts = _parts(text, "|")
    if not _is_card(parts):
        return None
    old_id = _clean(parts[1])
    if old_id is not None and not _OLD_ID.fullmatch(old_id):
        raise ValueError("old number")
    name = _clean(parts[2])
    gender = _CARD_GENDERS.get(parts[4].casefold())
    if name is None:
        raise ValueError("name")
    if gender is None:
        raise ValueError("gender")
    issued = _card_date(parts[6]) if parts[6] else None
    return CardCode(
        parts[0], old_id, name, _card_date(parts[3]), gender, _clean(parts[5]), issued
    )


def _is_card(parts: Sequence[str]) -> bool:
    """Seven parts or more, the first of 12 digits, the fourth of 8."""
    return len(parts) >= CARD_FIELDS and bool(
        _CITIZEN_ID.fullmatch(parts[0]) and _CARD_DATE.fullmatch(parts[3])
    )


def _parts(text: str, separator: str) -> list[str]:
    return [
        part.strip()
        for part in unicodedata.normalize("NFC", text).strip().split(separator)
    ]


def _clean(text: str) -> str | None:
    """None for nothing; control characters are refused, since these texts end up in tables."""
    if any(unicodedata.category(char) == "Cc" for char in text):
        raise ValueError("control character")
    return text or None


def _card_date(text: str) -> str:
    match = _CARD_DATE.fullmatch(text)
    if match is None:
        raise ValueError("date")
    day, month, year = (int(part) for part in match.groups())
    return date(year, month, day).isoformat()
