"""What a paper says against the container that it lies in, and papers of one dossier against one
another.

The container's word (a separator sheet, a folder's name, `--dossier`, the list) files a paper; what
speaks against it is named, and a person looks. Papers of earlier procedures are handed in every
day: they are no errors.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.config import Settings
from pipeline.extract.normalize.text import fold
from pipeline.plan.printed_codes import find_printed_codes
from schemas.ocr import PageReading
from schemas.received.codes import (
    ReceiptCode,
    SeparatorCode,
    parse_receipt,
    parse_separator,
)
from schemas.tables.rows import FieldRow
from schemas.work import Contradiction, ReceivedDocument

OTHER_DOSSIER, OTHER_PROCEDURE = "other_dossier", "other_procedure"
SHEET_COUNT, NUMBER_TAKEN, CODE_TWICE = "sheet_count", "number_taken", "code_twice"
FACTS_DIFFER = "facts_differ"
SCANNED_TWICE = "scanned_twice"
CONTRADICTIONS = (
    OTHER_DOSSIER,
    OTHER_PROCEDURE,
    SHEET_COUNT,
    NUMBER_TAKEN,
    CODE_TWICE,
    FACTS_DIFFER,
    SCANNED_TWICE,
)
FOUND = "contradiction found"
"""The event that keeps both sides."""

_FACTS = ("full_name", "birth_date", "citizen_id")
_VAGUE = {"other", "signer"}
Person = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StatedFact:
    """What a paper on file says of a person: some columns of `fields`."""

    document_id: str
    role: str | None
    role_index: int | None
    name: str
    value: str | None
    needs_review: bool
    decided_in: str | None = None


def paper_contradictions(
    document: ReceivedDocument, pages: Sequence[PageReading], settings: Settings
) -> tuple[Contradiction, ...]:
    """What the codes on a document's pages, as QR and in print, say against its container, each
    once."""
    found: dict[Contradiction, None] = {}
    for code in (
        *_codes(pages, settings),
        *find_printed_codes(pages, document.dossier_code),
    ):
        if code.dossier_code != document.dossier_code:
            found[
                Contradiction(OTHER_DOSSIER, code.dossier_code, document.dossier_code)
            ] = None
            continue
        own, procedure = document.facts.procedure_code, code.procedure_code
        if own and procedure and own != procedure:
            found[Contradiction(OTHER_PROCEDURE, procedure, own)] = None
    return tuple(found)


def _codes(
    pages: Sequence[PageReading], settings: Settings
) -> Iterator[ReceiptCode | SeparatorCode]:
    shape = settings.receipt_qr
    for page in pages:
        for text, _ in page.codes:
            try:
                code = parse_separator(
                    text, settings.stack.separator_mark
                ) or parse_receipt(text, shape.separator, shape.order)
            except ValueError:
                continue
            if code is not None:
                yield code


def find_contradictions(
    fields: Mapping[str, Sequence[StatedFact | FieldRow]], fresh: Collection[str]
) -> dict[str, tuple[Contradiction, ...]]:
    """Where the papers of a dossier give a person's name, number or birth date two values.

    Only values that nobody doubts are compared. Both papers bear the contradiction, so that it is
    the same in whatever order they come; it names the facts and the other paper, no value. A paper
    on file whose value is a person's word is not asked about again.

    Args:
        fields: rows of `fields` by document id, in the order of the papers.
        fresh: those just made. Papers on file were held against each other when they were filed.
    """
    persons = {document: _persons(rows) for document, rows in fields.items()}
    found: dict[str, list[Contradiction]] = {}
    for one, other in combinations(persons, 2):
        if one in fresh or other in fresh:
            facts = sorted(
                _find_differing(persons[one], persons[other]), key=_FACTS.index
            )
            for document, against in ((one, other), (other, one)):
                asked = [fact for fact in facts if not _decided(fields[document], fact)]
                if asked:
                    told = Contradiction(FACTS_DIFFER, ", ".join(asked), against)
                    found.setdefault(document, []).append(told)
    return {document: tuple(told) for document, told in found.items()}


def _decided(rows: Sequence[StatedFact | FieldRow], fact: str) -> bool:
    """Whether a paper's fact is a person's word."""
    return any(row.name == fact and row.decided_in for row in rows)


def _persons(
    rows: Sequence[StatedFact | FieldRow],
) -> dict[tuple[str, int], dict[str, str]]:
    persons: dict[tuple[str, int], dict[str, str]] = {}
    for row in rows:
        is_fact = row.role not in (None, "signer") and row.name in _FACTS
        if is_fact and row.value and not row.needs_review:
            persons.setdefault((row.role or "", row.role_index or 1), {})[row.name] = (
                row.value
            )
    return persons


def _find_differing(
    ours: Mapping[tuple[str, int], Person], theirs: Mapping[tuple[str, int], Person]
) -> tuple[str, ...]:
    """The facts that one person has with two values."""
    found: dict[str, None] = {}
    for (role, _), one in ours.items():
        for (other_role, _), other in theirs.items():
            same_role = role == other_role and role not in _VAGUE
            found |= dict.fromkeys(_contrary(one, other, same_role))
    return tuple(found)


def _contrary(one: Person, other: Person, same_role: bool) -> Iterator[str]:
    """Facts that differ, where both are one person by all else that is said."""
    number = _both(one, other, "citizen_id")
    name = _both(one, other, "full_name")
    birth = _both(one, other, "birth_date")
    if number is True:
        if name is False:
            yield "full_name"
        if birth is False:
            yield "birth_date"
    elif name is True and birth is True and number is False:
        yield "citizen_id"
    elif name is True and birth is False and number is None and same_role:
        yield "birth_date"


def _both(one: Person, other: Person, name: str) -> bool | None:
    """Whether two persons agree in a fact; None where one of them is silent."""
    mine, theirs = one.get(name), other.get(name)
    if mine is None or theirs is None:
        return None
    if name == "full_name":
        return fold(mine) == fold(theirs)
    if name == "birth_date":  # a year alone agrees with any day of it
        return mine.startswith(theirs) or theirs.startswith(mine)
    return mine == theirs
