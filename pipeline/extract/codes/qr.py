"""Facts from QR codes: receipts of the one-stop system and citizen cards. What a code says outranks
OCR."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from pipeline.config import ReceiptQrSettings
from pipeline.extract.normalize.names import person_name
from pipeline.extract.normalize.text import fold
from schemas.geometry import BoundingBox
from schemas.ocr import PageReading
from schemas.received.codes import CardCode, parse_card, parse_receipt
from schemas.record import FieldValue

_NEAR_ID = 2  # misread digits by which a number is still taken for the card's


def receipt_facts(
    pages: Sequence[PageReading], settings: ReceiptQrSettings
) -> tuple[FieldValue, ...]:
    """`dossier_code` and `procedure_code` of the first receipt QR."""
    for text, page, box in _codes(pages):
        try:
            receipt = parse_receipt(text, settings.separator, settings.order)
        except ValueError:
            continue
        if receipt is not None:
            facts = (
                ("dossier_code", receipt.dossier_code),
                ("procedure_code", receipt.procedure_code),
            )
            return tuple(
                FieldValue(n, v, text, 1.0, page, box, method="qr")
                for n, v in facts
                if v
            )
    return ()


def with_cards(
    fields: tuple[FieldValue, ...], pages: Sequence[PageReading], card_paper: bool
) -> tuple[FieldValue, ...]:
    """Fields with what card QRs say: instead of OCR for the person meant, else as a further `other`
    person.

    Args:
        fields: what was read so far.
        pages: readings with their codes.
        card_paper: the document is a card itself, so the code means its subject.
    """
    for text, page, box in _codes(pages):
        try:
            card = parse_card(text)
        except ValueError:
            continue
        if card is not None:
            role, index = ("subject", 1) if card_paper else _person_meant(fields, card)
            own = tuple(_card_fields(card, text, page, box, role, index))
            replaced = {(field.role, field.role_index, field.name) for field in own}
            fields = (
                *(f for f in fields if (f.role, f.role_index, f.name) not in replaced),
                *own,
            )
    return fields


def _codes(pages: Sequence[PageReading]) -> Iterator[tuple[str, int, BoundingBox]]:
    for page in pages:
        for text, box in page.codes:
            yield text, page.page, box


def _person_meant(fields: Sequence[FieldValue], card: CardCode) -> tuple[str, int]:
    """The person whose number is (nearly) the card's or whose name is the same;
    else a new `other`."""
    for field in fields:
        if (
            field.role is None
            or field.role_index is None
            or field.role == "signer"
            or field.value is None
        ):
            continue
        same_id = (
            field.name == "citizen_id"
            and Levenshtein.distance(field.value, card.citizen_id) <= _NEAR_ID
        )
        same_old = field.name == "old_id" and field.value == card.old_id
        if (
            same_id
            or same_old
            or (field.name == "full_name" and _same_person(fields, field, card))
        ):
            return field.role, field.role_index
    taken = [f.role_index or 0 for f in fields if f.role == "other"]
    return "other", max(taken, default=0) + 1


def _same_person(
    fields: Sequence[FieldValue], name: FieldValue, card: CardCode
) -> bool:
    """The same name, and no birth date that says otherwise."""
    births = [
        f.value
        for f in fields
        if (f.role, f.role_index, f.name) == (name.role, name.role_index, "birth_date")
    ]
    agrees = (
        not births
        or births[0] is None
        or card.birth_date.startswith(births[0])
        or births[0] == card.birth_date
    )
    return fold(name.value or "") == fold(card.full_name) and agrees


def _card_fields(
    card: CardCode, text: str, page: int, box: BoundingBox, role: str, index: int
) -> Iterator[FieldValue]:
    name = person_name(card.full_name)
    # What is no name, or holds more than one, does not outrank what was read.
    named = name is not None and fold(name) == fold(card.full_name)
    facts = (
        ("full_name", name if named else None),
        ("birth_date", card.birth_date),
        ("gender", card.gender),
        ("citizen_id", card.citizen_id),
        ("old_id", card.old_id),
        ("address", card.address),
    )
    for name, value in facts:
        if value:
            yield FieldValue(name, value, text, 1.0, page, box, role, index, "qr")
