"""Document types as data: configs/document_types/*.toml, and the words that they share in
_vocabulary.toml."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import (
    BaseModel,
    ValidationError,
)

from pipeline.config import CONFIGS
from pipeline.config.toml_lines import line_of
from pipeline.errors import UsageError
from pipeline.extract.forms.labels import LabelBook, Means, Target
from pipeline.extract.normalize.text import fold
from pipeline.extract.type_file import GENERIC_NAME, DocumentType
from pipeline.extract.vocabulary import Kind, Vocabulary

VOCABULARY = "_vocabulary.toml"
OTHER = "other"

# Kinds of the facts that every paper may have, whatever its type says.
_COMMON_FACTS: dict[str, Kind] = {
    "number": "number",
    "issued_date": "date",
    "place": "address",
    "issuer": "organ",
    "subject": "text",
    "title": "text",
    "signer_name": "name",
    "procedure_code": "text",
}

_IDENTITY_FACTS = ("citizen_id", "old_id")


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A field's kind of value; `bare_year`: a date may be a year alone."""

    kind: Kind
    bare_year: bool = False


class DocumentTypes:
    """All types with the shared vocabulary; a label book is compiled once."""

    def __init__(self, vocabulary: Vocabulary, types: tuple[DocumentType, ...]) -> None:
        self.vocabulary = vocabulary
        self.types = {found.code: found for found in types}
        self._by_name = {
            fold(text): t.code
            for t in types
            for text in (*t.titles, t.name, t.code.replace("_", " "))
        }
        self._books: dict[str, LabelBook] = {}

    def __iter__(self) -> Iterator[DocumentType]:
        return iter(self.types.values())

    def __getitem__(self, code: str) -> DocumentType:
        return self.types[code]

    def book(self, code: str) -> LabelBook:
        """The labels of a type, compiled when they are first asked for."""
        if code not in self._books:
            self._books[code] = _book(self.types[code], self.vocabulary)
        return self._books[code]

    def kind_of(self, code: str, name: str, *, of_person: bool) -> ValueKind | None:
        """What kind of value a field of papers of a type has; None where they have no such field.

        Args:
            code: the type's; an unknown one has the facts that every paper may have.
            name: the field's, as the tables name it.
            of_person: the fact is a person's, not the document's own.
        """
        if of_person:
            fact = self.vocabulary.facts.get(
                "identity" if name in _IDENTITY_FACTS else name
            )
            return None if fact is None else ValueKind(fact.kind, fact.bare_year)
        found = self.types.get(code)
        for field in found.fields if found else ():
            if field.name == name:
                return ValueKind(field.kind, field.bare_year)
        kind = _COMMON_FACTS.get(name)
        return None if kind is None else ValueKind(kind)

    def resolve(self, text: str) -> str | None:
        """The code for a code, Vietnamese name or title, case and marks aside; None where none is
        meant."""
        return self._by_name.get(fold(text.replace("_", " ")))

    @cached_property
    def clue_owners(self) -> Counter[str]:
        """By how many types a folded telling phrase is claimed."""
        return Counter(
            fold(clue).replace(" ", "") for found in self for clue in found.clues
        )

    @cached_property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """(folded title without spaces, code) of every type."""
        return tuple(
            (fold(title).replace(" ", ""), t.code) for t in self for title in t.titles
        )


def _book(document_type: DocumentType, vocabulary: Vocabulary) -> LabelBook:
    generic = vocabulary.facts["full_name"].labels
    pairs: list[tuple[str, Target]] = []
    for at, person in enumerate(document_type.persons):
        for opener in person.openers:
            target = Target(Means.OPENS, at, "full_name")
            pairs.extend(
                (label, target)
                for label in (generic if opener == GENERIC_NAME else (opener,))
            )
        pairs.extend((heading, Target(Means.HEADS, at)) for heading in person.headings)
    for at, field in enumerate(document_type.fields):
        pairs.extend((label, Target(Means.FIELD, at)) for label in field.labels)
    if document_type.persons:
        for name, fact in vocabulary.facts.items():
            pairs.extend(
                (label, Target(Means.FACT, fact=name)) for label in fact.labels
            )
    pairs.extend((label, Target(Means.CLOSES)) for label in document_type.closers)
    pairs.extend((label, Target(Means.STOPS)) for label in vocabulary.stops)
    return LabelBook.compile(pairs, vocabulary.street_words)


@cache
def document_types() -> DocumentTypes:
    """The types of configs/document_types/, read once a process."""
    return load_document_types()


def load_document_types(folder: Path = CONFIGS / "document_types") -> DocumentTypes:
    """Read and validate every type of a folder.

    Raises:
        UsageError: a file can't be read (`document_type_unreadable`) or a key is wrong, missing or
            unknown (`document_type_invalid`); the item names file, line and key.
    """
    vocabulary = _validate(Vocabulary, folder / VOCABULARY)
    types = [
        _validate(DocumentType, path)
        for path in sorted(folder.glob("*.toml"))
        if path.name != VOCABULARY
    ]
    for found in types:
        _refuse_loose_ends(found, vocabulary, folder)
    if OTHER not in {found.code for found in types}:
        raise _invalid(
            folder / f"{OTHER}.toml", ("code",), "the type `other` is missing"
        )
    return DocumentTypes(vocabulary, tuple(types))


def _refuse_loose_ends(
    found: DocumentType, vocabulary: Vocabulary, folder: Path
) -> None:
    path = folder / f"{found.code}.toml"
    if not path.exists():
        raise _invalid(
            path,
            ("code",),
            f"the file of type {found.code!r} must bear its code as name",
        )
    for at, person in enumerate(found.persons):
        for key in ("facts", "required"):
            unknown = set(getattr(person, key)) - set(vocabulary.facts)
            if unknown:
                raise _invalid(
                    path,
                    ("persons", at, key),
                    f"{', '.join(sorted(unknown))} not in {VOCABULARY}",
                )


_M = TypeVar("_M", bound=BaseModel)


def _validate(model: type[_M], path: Path) -> _M:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            "document_type_unreadable",
            f"the document type can't be read: {error}",
            item=str(path),
            remedy="restore the file or correct the line named",
        ) from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise _invalid(path, first["loc"], first["msg"]) from None


def _invalid(path: Path, key: Sequence[str | int], problem: str) -> UsageError:
    name = ".".join(str(part) for part in key)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return UsageError(
        "document_type_invalid",
        f"key {name!r}: {problem}",
        item=f"{path}:{line_of(text, key)}: {name}",
        remedy="docs/document-types.md tells what each key takes",
    )
