"""Values, persons and types of papers in the words of an office; the codes are for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli import console

if TYPE_CHECKING:
    from schemas.answers.work import CounterMatch


def value_words(lang: str, name: str, role: str | None, index: int | None) -> str:
    """A value's name: a fact of the paper, or of a person on it."""
    from pipeline.review.words import load_words

    return load_words(lang).fact_of(name, role, index)


def type_words(lang: str, document_type: str) -> str:
    """A type of papers; in English the code, for the types have Vietnamese names alone."""
    from pipeline.report.document_types import load_type_names

    if lang != "vi":
        return document_type
    return load_type_names().get(document_type, document_type)


def show_matches(matches: Iterable[CounterMatch], lang: str) -> None:
    """Who the persons of a paper are."""
    from pipeline.review.words import load_words

    for one in matches:
        person = load_words(lang).person_of(one["role"], one["role_index"])
        outcome = console.say(lang, f"outcome_{one['outcome']}")
        console.out(f"    {person}: {outcome} {one['citizen_id'] or ''}".rstrip())
