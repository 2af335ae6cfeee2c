"""Whose papers are asked for: a number, an old number, a card's QR text, or a name and a birth
date."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.common.citizen_id import citizen_id_rule, is_whole_id
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.operations.finding.reusable import Reusable
from pipeline.store.queries import citizen_documents
from pipeline.store.record import RecordStore, Snapshot
from schemas.received.codes import parse_card

_MOST = 12


@dataclass(frozen=True, slots=True)
class WantedPerson:
    """What is said of a person: `citizen_id`, or `old_id`, or name and day of birth
    (`YYYY-MM-DD`)."""

    citizen_id: str | None = None
    old_id: str | None = None
    full_name: str | None = None
    birth: tuple[int, int, int] | None = None


def read_wanted(asked: str, birth_date: str | None = None) -> WantedPerson:
    """Read what was given.

    Raises:
        UsageError: `bad_citizen_id`, `bad_birth_date`.
    """
    text = asked.strip()
    if birth_date is not None:
        return WantedPerson(full_name=_name(text), birth=_day(birth_date))
    digits = "".join(text.split())
    if is_whole_id(digits):
        return WantedPerson(citizen_id=digits)
    if (
        len(digits) == citizen_id_rule().old_digits
        and digits.isascii()
        and digits.isdecimal()
    ):
        return WantedPerson(old_id=digits)
    try:
        card = parse_card(text)
    except ValueError:
        card = None
    if card is None:
        raise _unknown()
    return WantedPerson(citizen_id=card.citizen_id)


def _unknown() -> UsageError:
    return UsageError(
        "bad_citizen_id",
        "neither a number of 12 digits, nor an old one of 9, nor a card's QR text",
        item="CITIZEN_ID",
        remedy="give the number on the card; a name needs --born",
    )


def _name(text: str) -> str:
    if not any(char.isalpha() for char in text):
        raise _unknown()
    return text


def _day(text: str) -> tuple[int, int, int]:
    from pipeline.match.normal import read_date

    year, month, day = read_date(text)
    if not (year and month and day):
        raise UsageError(
            "bad_birth_date",
            "not a whole date",
            item="--born",
            remedy="give day, month and year, for instance 12/03/1975",
        )
    return year, month, day


def find_numbers(wanted: WantedPerson, register_path: str | None) -> tuple[str, ...]:
    """The numbers of the citizens that this may be, at most a dozen.

    Raises:
        UsageError: `no_register` where only a register can tell.
    """
    if wanted.citizen_id is not None:
        return (wanted.citizen_id,)
    if not register_path:
        raise UsageError(
            "no_register",
            "an old number or a name is looked up in the citizen register",
            item="--register",
            remedy="give --register, or set register in the archive's sohoa.toml",
        )
    from pipeline import registry
    from pipeline.match.register.exact import rows_of_name_and_birth, rows_of_old_id

    register = registry.citizen_register(register_path)
    if wanted.old_id is not None:
        rows = rows_of_old_id(register, wanted.old_id)
    else:
        rows = rows_of_name_and_birth(
            register, wanted.full_name or "", wanted.birth or (0, 0, 0)
        )
    return tuple(register.citizen_id(row) for row in rows[:_MOST])


def documents_of(
    source: RecordStore | Snapshot, citizen_id: str, settings: Settings
) -> list[Reusable]:
    """What is on file for a citizen, each document once; papers from before a change of number
    stand under the one borne then, which the register tells."""
    numbers = numbers_on_papers(citizen_id, settings.register_path or None)
    found = (citizen_documents(source, one, Reusable) for one in numbers)
    return list({row.document_id: row for rows in found for row in rows}.values())


def numbers_on_papers(citizen_id: str, register_path: str | None) -> tuple[str, ...]:
    """The numbers under which one citizen's papers may be filed, the one asked for first; where no
    register can be opened, that alone."""
    if not register_path:
        return (citizen_id,)
    from pipeline import registry
    from pipeline.match.register.exact import numbers_of_citizen

    try:
        register = registry.citizen_register(register_path)
    except UsageError:
        return (citizen_id,)
    return numbers_of_citizen(register, citizen_id)
