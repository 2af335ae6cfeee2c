"""The machine-readable zone of identity cards (TD1, three lines) and passports (TD3, two lines),
after ICAO 9303: what its check digits bear out confirms what was read, or stands where nothing was.

A Vietnamese card's first line bears the number twice: its last nine digits as the document's
number, and whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.common.citizen_id import birth_year, citizen_id_fits
from pipeline.common.vietnamese.digits import only_digits
from pipeline.common.vietnamese.folding import fold_same_length
from pipeline.extract.rows import TokenRow
from schemas.geometry import BoundingBox
from schemas.record import FieldValue

_WEIGHTS = (7, 3, 1)
_D = r"[0-9OQDILZSB]"
_LONGEST = 60  # signs of a row that may be a line of a zone
# Line 1 of a card: document number, its check digit, number of the person.
_CARD = re.compile(rf"VNM(?P<number>{_D}{{9}})(?P<check>{_D})(?P<person>{_D}{{12}})")
# Line 2 of cards and passports: birth and expiry, each with its check digit, sex between them.
_DATES = re.compile(
    rf"(?P<birth>{_D}{{6}})(?P<birth_check>{_D})(?P<sex>[MF<]?)"
    rf"(?P<until>{_D}{{6}})(?P<until_check>{_D})"
)
# Line 2 of a passport begins with its number; the person's number may follow the dates.
_PASSPORT = re.compile(
    rf"(?P<number>[A-Z][0-9A-Z<]{{8}})(?P<check>{_D})VNM{_DATES.pattern}"
    rf"(?P<person>{_D}{{12}})?"
)
_SURE = 0.99
_DOUBT = 0.5  # share of confidence of what the zone contradicts


@dataclass(frozen=True, slots=True)
class Zone:
    """What the check digits of a zone bear out; None for what it does not tell or they do not."""

    citizen_id: str | None
    birth_date: str | None
    gender: str | None
    page: int
    box: BoundingBox


def check_digit(text: str) -> int:
    """ICAO check digit: weights 7, 3, 1; A is 10, `<` is 0."""
    values = (0 if char == "<" else int(char, 36) for char in text)
    return sum(v * _WEIGHTS[n % 3] for n, v in enumerate(values)) % 10


def find_zones(pages: Sequence[Sequence[TokenRow]]) -> Iterator[Zone]:
    """The zones on the pages of a paper, from their rows."""
    for rows in pages:
        lines = [(_signs(row), row) for row in rows]
        for at, (text, row) in enumerate(lines):
            below = lines[at + 1] if at + 1 < len(lines) else None
            card, passport = _CARD.search(text), _PASSPORT.search(text)
            if card is not None:
                dates = _DATES.match(below[0]) if below else None
                box = row.box.union(below[1].box) if below and dates else row.box
                number = _person(card)
                yield _zone(number, dates, row.page, box)
            elif passport is not None:
                yield _zone(_holder(passport), passport, row.page, row.box)


def _signs(row: TokenRow) -> str:
    """A row as a line of a zone: capitals, digits and fillers; empty where it is none."""
    text = fold_same_length("".join(token.text for token in row.tokens)).upper()
    return (
        text if len(text) <= _LONGEST and re.search(r"VNM", text) else text[:_LONGEST]
    )


def _person(card: re.Match[str]) -> str | None:
    number, person = (
        only_digits(card["number"].lower()),
        only_digits(card["person"].lower()),
    )
    whole = len(number) == 9 and len(person) == 12
    borne_out = whole and person.endswith(number) and _holds(number, card["check"])
    return person if borne_out else None


def _holder(passport: re.Match[str]) -> str | None:
    if not _holds(passport["number"], passport["check"]) or not passport["person"]:
        return None
    return only_digits(passport["person"].lower())


def _holds(text: str, check: str) -> bool:
    return only_digits(check.lower()) == str(check_digit(text))


def _zone(
    number: str | None, dates: re.Match[str] | None, page: int, box: BoundingBox
) -> Zone:
    birth = sex = None
    if dates is not None:
        born, until = (only_digits(dates[name].lower()) for name in ("birth", "until"))
        if _holds(born, dates["birth_check"]) and _holds(until, dates["until_check"]):
            birth = _birth_date(born, number)
            sex = dates["sex"].strip("<") or None
    if number is not None and not citizen_id_fits(number, sex, birth):
        return Zone(None, None, None, page, box)
    return Zone(number, birth, sex, page, box)


def _birth_date(digits: str, number: str | None) -> str | None:
    """The birth date of `YYMMDD`, its century told by the person's number; None without one."""
    if number is None or len(digits) != 6 or digits.endswith("00"):
        return None
    year = birth_year(int(number))
    date = f"{year}-{digits[2:4]}-{digits[4:]}"
    return date if f"{year % 100:02d}" == digits[:2] else None


def with_zones(
    fields: tuple[FieldValue, ...],
    pages: Sequence[Sequence[TokenRow]],
    card_paper: bool,
) -> tuple[FieldValue, ...]:
    """Fields with what zones say: what they bear out is sure, what they contradict is asked about.

    Args:
        fields: what was read so far.
        pages: rows of the pages.
        card_paper: the document is a card itself, so that a zone speaks of its subject, and gives
            what was not read.
    """
    for zone in find_zones(pages):
        told = {
            name: value
            for name, value in (
                ("citizen_id", zone.citizen_id),
                ("birth_date", zone.birth_date),
                ("gender", zone.gender),
            )
            if value is not None
        }
        of = ("subject", 1) if card_paper else _bearer(fields, zone)
        if of is None or not told:
            continue
        there = {f.name for f in fields if (f.role, f.role_index) == of and f.value}
        fields = tuple(
            _hold_against(field, told)
            if (field.role, field.role_index) == of and field.method == "ocr"
            else field
            for field in fields
        )
        if card_paper:
            fields += tuple(
                FieldValue(n, v, v, _SURE, zone.page, zone.box, *of, method="mrz")
                for n, v in told.items()
                if n not in there
            )
    return fields


def _bearer(fields: Sequence[FieldValue], zone: Zone) -> tuple[str, int] | None:
    """The person whose number is the zone's."""
    return next(
        (
            (field.role, field.role_index)
            for field in fields
            if field.name == "citizen_id"
            and field.value
            and field.value == zone.citizen_id
            and field.role is not None
            and field.role_index is not None
        ),
        None,
    )


def _hold_against(field: FieldValue, told: dict[str, str]) -> FieldValue:
    said = told.get(field.name)
    if said is None or not field.value:
        return field
    if said == field.value or (len(field.value) == 4 and said.startswith(field.value)):
        sure = max(field.confidence, _SURE)
        return replace(field, confidence=sure, needs_review=field.handwritten)
    doubted = round(field.confidence * _DOUBT, 4)
    return replace(field, confidence=doubted, needs_review=True)
