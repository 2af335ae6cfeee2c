"""Whose dossier it is: a citizen card's QR, as text from a hand scanner or in a photo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.common.citizen_id import citizen_id_fits
from pipeline.config import Settings
from pipeline.desk.kept.session import DeskPerson
from pipeline.errors import InputError, UsageError
from pipeline.extract.normalize.names import person_name
from pipeline.extract.normalize.text import fold
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.stacks.codes import read_codes
from pipeline.match.register import Register
from pipeline.match.register.exact import rows_of_citizen_id
from schemas.received.codes import parse_card

_MOST_TEXT = 4096
_KNOWN, _DIFFERS, _UNKNOWN = "known", "differs", "unknown"


def read_person(given: bytes, settings: Settings) -> DeskPerson:
    """The person of a card.

    Args:
        given: the QR's text (UTF-8), or a picture of the card.
        settings: limits of pictures.

    Raises:
        UsageError: `no_card`: neither the text nor a picture of a card's QR; `bad_card`: one that
            claims to be and breaks the rules.
    """
    text = _text_of(given)
    texts = [text] if text is not None else _texts_in(given, settings)
    for one in texts:
        try:
            card = parse_card(one)
        except ValueError as error:
            raise UsageError(
                "bad_card",
                f"the card's code is damaged or made up: {error}",
                remedy="scan the card's QR again, or look at the card",
                values={"reason": error},
            ) from error
        if card is not None:
            name = person_name(card.full_name) or card.full_name
            return DeskPerson(
                card.citizen_id,
                card.old_id,
                name,
                card.birth_date,
                card.gender,
                card.address,
                card.issued_date,
            )
    raise UsageError(
        "no_card",
        "no citizen card's QR was found",
        remedy="scan the QR on the card's front; in a photo it must be sharp and whole",
    )


def _text_of(given: bytes) -> str | None:
    """The text, where it is one: short, UTF-8, without control characters."""
    if len(given) > _MOST_TEXT:
        return None
    try:
        text = given.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return None
    return text if all(char.isprintable() for char in text) else None


def _texts_in(given: bytes, settings: Settings) -> list[str]:
    with TemporaryDirectory(prefix="sohoa-card-") as aside:
        path = Path(aside) / "card"
        path.touch(0o600)
        path.write_bytes(given)
        try:
            look = inspect_file(path, settings.limits)
            page = open_page(
                path, look.media_type, 0, settings.limits, settings.preprocess
            )
        except InputError:
            return []
        return [code.text for code in read_codes(page.pixels)]


def doubts_about(person: DeskPerson, register: Register | None) -> Iterator[str]:
    """Codes of what speaks against a card: a number that fits neither sex nor year of birth, a
    register that says otherwise, a number that the register does not have."""
    if not citizen_id_fits(person.citizen_id, person.gender, person.birth_date):
        yield "card_number_unfit"
    standing = register_says(person, register)
    if standing == _DIFFERS:
        yield "card_differs"
    elif standing == _UNKNOWN:
        yield "card_unknown"


def register_says(person: DeskPerson, register: Register | None) -> str | None:
    """`known`, `differs` or `unknown`; None without a register."""
    if register is None:
        return None
    rows = rows_of_citizen_id(register, person.citizen_id)
    if not rows:
        return _UNKNOWN
    held = register.citizen(rows[0])
    same_name = fold(held.full_name) == fold(person.full_name)
    same_birth = held.birth_date is None or person.birth_date.startswith(
        held.birth_date
    )
    same_sex = held.gender is None or held.gender == person.gender
    return _KNOWN if same_name and same_birth and same_sex else _DIFFERS
