"""What stands in a row of the review table, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.types import document_types
from pipeline.match.explanation.beside import Agreement, Beside
from pipeline.review.decision import NONE, OK, SETTLED, DecisionKind
from pipeline.review.open_items.items import ReviewItem, ValuePlace
from pipeline.review.open_items.persons import PersonInDoubt
from pipeline.review.shown import shown_value
from pipeline.review.table.columns import BECAUSE, CANDIDATE, DECISION, ITEM, VERSION
from pipeline.review.words import ReviewWords
from schemas.linkage import PersonQuery

_MARKS = {Agreement.SAME: "✓ ", Agreement.NEAR: "≈ ", Agreement.DIFFERENT: "✗ "}
_NO_MARK = "    "


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One row: the item, its texts by column, what may be chosen as its decision, and where on the
    paper it stands."""

    item: ReviewItem
    texts: Mapping[str, str]
    choices: tuple[str, ...]
    place: ValuePlace | None = None


def table_row(item: ReviewItem, why: str) -> dict[str, object]:
    """An item as JSON answers give it; `why` are its reasons in words."""
    subject = item.subject
    return {
        "item": item.key,
        "what": subject.kind.value,
        "document_id": subject.item,
        "role": subject.role,
        "role_index": subject.role_index,
        "name": subject.name,
        "found": item.found,
        "candidates": " ".join(item.candidates),
        "why": why,
        "decision": None,
    }


@dataclass(frozen=True, slots=True)
class Wording:
    """How items are put into words; `why` says why one is open."""

    lang: str
    words: ReviewWords
    why: Callable[[ReviewItem], str]


def lines_of(
    items: Sequence[ReviewItem],
    persons: Mapping[str, PersonInDoubt],
    wording: Wording,
    filled: Mapping[str, tuple[str, str]],
) -> list[ItemLine]:
    """A line for each item, in their order.

    Args:
        items: what is open.
        persons: by key of the items about persons, who is read and who may be meant.
        wording: the language.
        filled: by key, decision and reason that are filled in already.
    """
    return [
        _line(one, persons.get(one.key), wording, filled.get(one.key)) for one in items
    ]


def _line(
    item: ReviewItem,
    person: PersonInDoubt | None,
    wording: Wording,
    filled: tuple[str, str] | None,
) -> ItemLine:
    decision, because = filled or ("", "")
    place = item.place or (person.place if person else None)
    texts = {
        DECISION: decision,
        BECAUSE: because,
        "page": str(place.page) if place else "",
        **_item_texts(item, wording),
    }
    if person is not None:
        texts["read"] = "\n".join(_read(person.read, wording))
    for number, text in enumerate(_candidates(item, person, wording), start=1):
        texts[f"{CANDIDATE} {number}"] = text
    return ItemLine(item, texts, _choices(item, person, wording), place)


def _item_texts(item: ReviewItem, wording: Wording) -> dict[str, str]:
    """What is said of the item itself, by column."""
    words, subject = wording.words, item.subject
    return {
        "found": _word_item(item, wording),
        "field": words.fact(subject.name) if subject.kind is DecisionKind.FIELD else "",
        "person": words.person_of(subject.role, subject.role_index),
        "why": wording.why(item),
        "what": words.kinds[subject.kind],
        "type": _type_name(item.document_type, wording),
        "document_id": subject.item,
        "dossier": item.dossier_code or "",
        ITEM: item.key,
        # A letter in front: of digits alone, a spreadsheet would make a number.
        VERSION: f"v{item.version}",
    }


def _word_item(item: ReviewItem, wording: Wording) -> str:
    if item.subject.kind is DecisionKind.DOCUMENT:
        return _type_name(item.document_type, wording)
    return shown_value(item.subject.name, item.found or "", wording.lang)


def _type_name(code: str | None, wording: Wording) -> str:
    types = document_types()
    if code is None or wording.lang != "vi" or code not in types.types:
        return code or ""
    return types[code].name


def _read(read: PersonQuery, wording: Wording) -> tuple[str, ...]:
    """Number, name, birth date and place, each on its line, as candidates have them."""
    place = ", ".join(filter(None, (read.commune_name, read.province_name)))
    birth = shown_value("birth_date", read.birth_date or "", wording.lang)
    lines = (read.citizen_id or read.old_id, read.full_name, birth, place)
    return tuple(one or "–" for one in lines)


def _candidates(
    item: ReviewItem, person: PersonInDoubt | None, wording: Wording
) -> tuple[str, ...]:
    known = {one.citizen.citizen_id: one for one in person.candidates} if person else {}
    return tuple(
        "\n".join(_candidate(known[number], wording)) if number in known else number
        for number in item.candidates
    )


def _candidate(one: Beside, wording: Wording) -> tuple[str, ...]:
    citizen = one.citizen
    place = ", ".join(filter(None, (citizen.commune_name, citizen.province_name)))
    birth = shown_value("birth_date", citizen.birth_date or "", wording.lang)
    if citizen.death_date:
        died = shown_value("death_date", citizen.death_date, wording.lang)
        birth = f"{birth or '–'}, {wording.words.died.format(date=died)}"
    facts = (
        (one.number, citizen.citizen_id),
        (one.agreement["full_name"], citizen.full_name),
        (one.agreement["birth_date"], birth),
        (one.agreement["commune_name"], place),
    )
    return tuple(f"{_MARKS.get(mark, _NO_MARK)}{text or '–'}" for mark, text in facts)


def _choices(
    item: ReviewItem, person: PersonInDoubt | None, wording: Wording
) -> tuple[str, ...]:
    words = wording.words
    match item.subject.kind:
        case DecisionKind.DOCUMENT:
            codes = [one.code for one in document_types() if one.code != "other"]
            names = (_type_name(code, wording) for code in codes)
            return (words.decisions[OK], *names)
        case DecisionKind.MATCH:
            return (*_name_candidates(item, person, words), words.decisions[NONE])
        case DecisionKind.QUARANTINE:
            return (words.decisions[SETTLED],)
        case DecisionKind.FIELD:
            genders = words.sexes.values() if item.subject.name == "gender" else ()
            return (words.decisions[OK], *genders)
        case _:
            return ()


def _name_candidates(
    item: ReviewItem, person: PersonInDoubt | None, words: ReviewWords
) -> Iterator[str]:
    """The candidates by number, and by name where the register holds them."""
    known = (
        {one.citizen.citizen_id: one.citizen for one in person.candidates}
        if person
        else {}
    )
    for number in item.candidates:
        citizen = known.get(number)
        yield (
            words.choice.format(number=number, name=citizen.full_name)
            if citizen
            else number
        )
