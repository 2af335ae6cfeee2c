"""Words that all document types share: configs/document_types/_vocabulary.toml."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
)

from pipeline.common.provinces import load_provinces
from pipeline.extract.normalize.text import fold

Kind = Literal[
    "name",
    "date",
    "identity",
    "gender",
    "ethnicity",
    "nationality",
    "text",
    "number",
    "address",
    "amount",
    "money",
    "organ",
]


class Model(BaseModel):
    """Frozen, and an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class FactWords(Model):
    """How forms name a fact of a person, and what kind of value it has."""

    kind: Kind
    labels: tuple[str, ...] = Field(min_length=1)
    bare_year: bool = False


class LayoutWords(Model):
    """Words by which the parts of a Decree 30/2020 paper are told."""

    organ_starts: tuple[str, ...]
    no_organs: tuple[str, ...]
    organ_links: tuple[str, ...]
    organ_abbreviations: tuple[str, ...]
    closed_ends: tuple[str, ...]
    open_words: tuple[str, ...]
    parent_starts: tuple[str, ...]
    place_units: tuple[str, ...]
    signer_titles: tuple[str, ...]
    ranks: tuple[str, ...]


class Vocabulary(Model):
    """Words common to all types."""

    version: int
    source: str
    family_names: tuple[str, ...]
    honorifics: tuple[str, ...]
    street_words: tuple[str, ...]
    address_words: tuple[str, ...]
    organ_phrases: tuple[str, ...]
    ethnicities: tuple[str, ...]
    nationalities: tuple[str, ...]
    notations: tuple[str, ...]
    stops: tuple[str, ...]
    facts: dict[str, FactWords]
    layout: LayoutWords

    @property
    def provinces(self) -> tuple[str, ...]:
        """Names of provinces of all times: an address that ends with one is complete."""
        return load_provinces().names

    @cached_property
    def folded_phrases(self) -> frozenset[str]:
        """Phrases of several words in organs' names, folded."""
        return frozenset(fold(phrase) for phrase in self.organ_phrases if " " in phrase)

    @cached_property
    def organ_words(self) -> dict[str, frozenset[str]]:
        """Words that are a phrase of organs' names by themselves (`Thuế`), in lower case, by what
        they fold to."""
        single = {
            phrase.lower() for phrase in self.organ_phrases if len(phrase.split()) == 1
        }
        folded = {fold(word) for word in single}
        return {key: frozenset(w for w in single if fold(w) == key) for key in folded}
