"""One document: its pages' readings in, a typed record with evidence out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.config import Settings
from pipeline.extract.agreement import confirm_numbers, settle_names, settle_places
from pipeline.extract.checks import check_fields, day_of
from pipeline.extract.classification.classify import classify
from pipeline.extract.classification.guess import Guess
from pipeline.extract.codes.mrz import with_zones
from pipeline.extract.codes.qr import receipt_facts, with_cards
from pipeline.extract.confidence import most_on_page
from pipeline.extract.forms.cells import join_cells
from pipeline.extract.forms.fields import Found, read_labelled
from pipeline.extract.head.dated_place import read_place_and_date
from pipeline.extract.head.heading import read_heading
from pipeline.extract.head.signing_organ import organ_at_signature
from pipeline.extract.normalize.text import fold
from pipeline.extract.parts.label import Labelled, label_lines
from pipeline.extract.rows import TokenRow, page_rows, paragraphs
from pipeline.extract.signature import read_signer
from pipeline.extract.spelled import hold_against_words
from pipeline.extract.type_file import DocumentType
from pipeline.extract.types import OTHER, DocumentTypes
from pipeline.extract.values import Value, Words
from pipeline.extract.vocabulary import Vocabulary
from schemas.ocr import PageReading
from schemas.record import DocumentRecord, FieldValue

_CARD = "the_can_cuoc"
_LABEL_COUNTS = (
    0.4  # share of what a label's likeness lacks that is taken off its value
)
_BY_HAND = (
    0.8  # the most that something written by hand is sure: four of five are read right
)
_CONTRADICTED = 0.3  # confidence in a given type where the page plainly says another
_PLAINLY = 0.85
_HEAD_PARTS = {"NATION"}
_NO_ISSUER_BELOW = {OTHER, "phu_luc", "danh_sach"}


def extract_document(
    pages: Sequence[PageReading],
    types: DocumentTypes,
    settings: Settings,
    given_type: str | None = None,
) -> DocumentRecord:
    """Type, facts and persons of one document.

    Args:
        pages: readings of all its pages, in order.
        types: document types.
        settings: thresholds for review, grammar of receipt QRs.
        given_type: code or Vietnamese name from a list; taken with confidence 1.0, or 0.3 where the
            page plainly says another type. A name that no type has is left aside.

    Returns:
        The record; boxes are in upright pixels of their page. A required fact that was not found is
        a field without value that needs review.
    """
    read = [page_rows(page.ocr, page.page) for page in pages if not page.is_blank]
    written = [rows for rows in read if rows]
    lines = [label_lines(rows, types) for rows in written]
    guess = classify(written, lines, types, settings.extract.min_type_confidence)
    guess = _with_given(guess, types.resolve(given_type) if given_type else None)
    found = _facts(written, lines, guess, types)
    most = {page.page: most_on_page(page.ocr.confidence) for page in pages}
    fields = tuple(_field(fact, most, settings) for fact in confirm_numbers(found))
    fields = with_zones(fields, written, guess.code == _CARD)
    fields = with_cards(fields, pages, guess.code == _CARD)
    fields = (*check_fields(fields), *receipt_facts(pages, settings.receipt_qr))
    fields = (*fields, *_require(fields, types[guess.code]))
    own = {field.name: field.value for field in fields if field.role is None}
    return DocumentRecord(
        document_type=guess.code,
        document_type_confidence=guess.confidence,
        title=_title(types[guess.code], guess, own.get("subject")),
        number=_whole(own.get("number")),
        issued_date=day_of(own.get("issued_date")),
        issuer=own.get("issuer"),
        language=_language(pages),
        fields=fields,
    )


def _with_given(guess: Guess, given: str | None) -> Guess:
    if given is None:
        return guess
    if guess.code == given:
        return replace(guess, confidence=1.0)
    contradicted = guess.code != OTHER and guess.confidence >= _PLAINLY
    return Guess(
        given, _CONTRADICTED if contradicted else 1.0, guess.title, guess.lines
    )


def _facts(
    written: Sequence[tuple[TokenRow, ...]],
    lines: Sequence[tuple[Labelled, ...]],
    guess: Guess,
    types: DocumentTypes,
) -> list[Found]:
    """Labelled facts, then those of the layout that no label gave."""
    if not written:
        return []
    document_type = types[guess.code]
    rows = list(
        join_cells(
            [row for page in written for row in page], types.vocabulary.fact_labels
        )
    )
    if any(person.prose for person in document_type.persons):
        rows = list(paragraphs(rows))
    found = (
        settle_names(read_labelled(rows, document_type, types), rows)
        if guess.code != OTHER
        else []
    )
    found.extend(
        _find_patterns(rows, document_type, {f.name for f in found if f.role is None})
    )
    known = {fact.name for fact in found if fact.role is None}
    layout = _layout_facts(written, lines, guess, types)
    found.extend(
        Found(None, None, name, value, 1.0)
        for name, value in layout.items()
        if name in document_type.layout.facts
        and name not in known
        and name != "signer_name"
    )
    if "signer_name" in document_type.layout.facts and "signer_name" in layout:
        found.append(Found(None, None, "signer_name", layout["signer_name"], 1.0))
    every = [row for page in written for row in page]
    amounts = {f.name for f in document_type.fields if f.kind in {"amount", "money"}}
    found = hold_against_words(found, every, amounts)
    return settle_places(found, every, types.vocabulary.place_words)


def _find_patterns(
    rows: Sequence[TokenRow], document_type: DocumentType, known: set[str]
) -> Iterator[Found]:
    """Facts that stand as a line by themselves and are told by how they are written."""
    for rule in document_type.fields:
        if rule.pattern is None or rule.name in known:
            continue
        for segment in (part for row in rows for part in row.segments):
            words = Words(segment.tokens, segment.page)
            if re.fullmatch(rule.pattern, words.text):
                value = words.value(words.text, 0, len(words.text))
                if value is not None:
                    yield Found(None, None, rule.name, value, 1.0)
                    break


def _layout_facts(
    written: Sequence[tuple[TokenRow, ...]],
    lines: Sequence[tuple[Labelled, ...]],
    guess: Guess,
    types: DocumentTypes,
) -> dict[str, Value]:
    vocabulary = types.vocabulary
    if guess.code == OTHER and not any(line.part in _HEAD_PARTS for line in lines[0]):
        return _signer(lines, vocabulary)
    values = read_heading(
        lines[0],
        guess.titled,
        vocabulary,
        bare_number=types[guess.code].layout.bare_number,
    )
    if guess.code != OTHER and not {"issued_date", "place"} <= set(values):
        day, place = _last(
            read_place_and_date(page, vocabulary, upper=False)
            for page in reversed(lines)
        )
        below = {"issued_date": day, "place": place}
        # A day of running text stands in the upper half; that of the paper names a place.
        if "issued_date" not in values or None not in below.values():
            values |= {name: value for name, value in below.items() if value}
    if "issuer" not in values and guess.code not in _NO_ISSUER_BELOW:
        values |= _name_first(
            "issuer",
            (organ_at_signature(rows, vocabulary) for rows in reversed(written)),
        )
    return values | _signer(lines, vocabulary)


def _signer(
    lines: Sequence[tuple[Labelled, ...]], vocabulary: Vocabulary
) -> dict[str, Value]:
    """The signer of the last page that names one; else the place where a name was not read."""
    read = [read_signer(page, vocabulary) for page in reversed(lines)]
    read.sort(key=lambda value: value is None or not value.value)
    return _name_first("signer_name", read)


def _name_first(name: str, readings: Iterable[Value | None]) -> dict[str, Value]:
    """The first reading under a name; empty where there is none."""
    return next(({name: value} for value in readings if value is not None), {})


def _last(
    dates: Iterable[tuple[Value | None, Value | None]],
) -> tuple[Value | None, Value | None]:
    return next((pair for pair in dates if pair[0] is not None), (None, None))


def _field(fact: Found, most: Mapping[int, float], settings: Settings) -> FieldValue:
    value = fact.value
    if not value.value:
        return _unread(fact)
    label = 1 - _LABEL_COUNTS * (1 - fact.label_score)
    limit = 1.0 if value.agreed else most[value.page]
    limit = min(limit, _BY_HAND) if value.handwritten else limit
    confidence = round(min(value.confidence * label, limit), 4)
    unsure = (
        confidence < settings.extract.min_field_confidence
        or value.weakest < settings.ocr.min_confidence
        or value.handwritten
    )
    return FieldValue(
        fact.name,
        value.value,
        value.raw,
        confidence,
        value.page,
        value.box,
        fact.role,
        fact.role_index,
        "ocr",
        unsure,
        value.handwritten,
    )


def _unread(fact: Found) -> FieldValue:
    """A fact whose place is known and whose value is not: a person reads it there."""
    value = fact.value
    return FieldValue(
        fact.name,
        None,
        value.raw,
        0.0,
        value.page,
        value.box,
        fact.role,
        fact.role_index,
        needs_review=True,
        handwritten=value.handwritten,
    )


def _require(
    fields: Sequence[FieldValue], document_type: DocumentType
) -> list[FieldValue]:
    """A field without value for each required fact that is not there."""
    there = {(field.role, field.role_index, field.name) for field in fields}
    wanted: list[tuple[str | None, int | None, str]] = []
    wanted.extend((None, None, name) for name in document_type.layout.required)
    wanted.extend(
        (None, None, rule.name) for rule in document_type.fields if rule.required
    )
    counted: Counter[str] = Counter()
    for person in document_type.persons:
        counted[person.role] += 1
        key = (person.role, counted[person.role])
        for fact in person.required:
            names = ("citizen_id", "old_id") if fact == "identity" else (fact,)
            if not any((*key, known) in there for known in names):
                wanted.append((*key, names[0]))
    return [
        FieldValue(name, None, None, 0.0, None, None, role, index, needs_review=True)
        for role, index, name in dict.fromkeys(wanted)
        if (role, index, name) not in there
    ]


def _title(
    document_type: DocumentType, guess: Guess, subject: str | None
) -> str | None:
    """The type's name as far as the title line tells (`Tờ khai đăng ký khai sinh`), and the
    subject."""
    if document_type.code == OTHER:
        return subject
    name = document_type.name
    line = (
        guess.title.text.strip()
        if guess.title is not None and len(guess.title.segments) == 1
        else ""
    )
    if fold(line).startswith(fold(name) + " "):
        name = f"{name} {' '.join(line.split()[len(name.split()) :]).lower()}"
    if not subject:
        return name
    begins = subject[0].lower() if subject[1:2].islower() else subject[0]
    return f"{name} {begins}{subject[1:]}"


def _whole(number: str | None) -> str | None:
    """A number; None for a notation alone, whose digits were not read."""
    return number if number and not number.startswith("/") else None


def _language(pages: Sequence[PageReading]) -> str | None:
    """`vi` or `other`, as most of the letters on its pages are; None where no page tells."""
    letters: Counter[str] = Counter()
    for page in pages:
        if page.ocr.language is not None:
            letters[page.ocr.language] += sum(
                char.isalpha() for word in page.ocr.words for char in word.text
            )
    most = next((language for language, count in letters.most_common(1) if count), None)
    return "vi" if most == "vie" else most
