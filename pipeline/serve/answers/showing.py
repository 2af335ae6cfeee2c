"""What stands beside an item: its document, the boxes that are lit, candidates, what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.extract.persons import person_query
from pipeline.match.explanation.beside import Beside, candidates_beside
from pipeline.review.decision import DecisionKind
from pipeline.review.open_items.items import ReviewItem
from pipeline.serve.answers.decisions import is_typed_twice, look_at
from pipeline.serve.items.keyings import Look
from pipeline.serve.papers.documents import Document, Spot
from pipeline.serve.site import Site


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as its template shows it."""

    item: ReviewItem
    document: Document | None
    page: int
    spot: Spot | None
    spots: tuple[Spot, ...]
    look: Look | None
    typed: tuple[str, ...]
    read: Mapping[str, str]
    candidates: tuple[Beside, ...]


def show_item(site: Site, item: ReviewItem) -> Shown:
    """An item with its document, where it stands, and the candidates where it is a person."""
    subject = item.subject
    if subject.kind is DecisionKind.QUARANTINE:
        return Shown(item, None, 1, None, (), None, (), {}, ())
    document = site.document(subject.item)
    person = document.person(subject.role, subject.role_index) if subject.role else {}
    of_person = subject.kind is DecisionKind.MATCH
    field = document.field(subject.role, subject.role_index, subject.name)
    if of_person:
        field = person.get("full_name") or next(iter(person.values()), None)
    spot = document.spot(field) if field else None
    page = spot.page if spot else int((field or {}).get("page") or 1)
    lit = [document.spot(one) for one in person.values()] if of_person else [spot]
    spots = tuple(one for one in lit if one is not None and one.page == page)
    read = read_facts(person)
    asked = person_query("", 0, read)
    beside = candidates_beside(asked, item.candidates, site.register)
    look, typed = _read_keyings(site, item)
    return Shown(item, document, page, spot, spots, look, typed, read, beside)


def _read_keyings(site: Site, item: ReviewItem) -> tuple[Look | None, tuple[str, ...]]:
    """Whose turn it is with a number, and what the third sees of the first two."""
    if not is_typed_twice(site, item):
        return None, ()
    look = look_at(site, item)
    if look is not Look.THIRD:
        return look, ()
    return look, tuple(one.value for one in site.keyings.of(item.key))


def read_facts(person: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What the paper says of a person, by the names of the fields."""
    read = {name: row["value"] or row["raw_value"] for name, row in person.items()}
    return {name: value for name, value in read.items() if value}
