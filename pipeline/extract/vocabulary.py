"""Words that all document types share: configs/document_types/_vocabulary.toml."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.common.vietnamese.provinces import load_provinces
from pipeline.common.vietnamese.tones import one_tone_place
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


_LONG_PHRASE = 8  # letters
_MIDDLE = {"Văn", "Thị"}  # mostly middle names


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
    marks: tuple[str, ...]
    parent_starts: tuple[str, ...]
    place_units: tuple[str, ...]
    signer_titles: tuple[str, ...]
    ranks: tuple[str, ...]

    @cached_property
    def folded_marks(self) -> frozenset[str]:
        """Marks on a paper, folded."""
        return frozenset(fold(mark) for mark in self.marks)


class Vocabulary(Model):
    """Words common to all types."""

    version: int
    source: str
    family_names: tuple[str, ...]
    rare_family_names: tuple[str, ...]
    name_words: tuple[str, ...]
    honorifics: tuple[str, ...]
    street_words: tuple[str, ...]
    address_words: tuple[str, ...]
    more_address_openers: tuple[str, ...]
    clause_words: tuple[str, ...]
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
    def place_words(self) -> tuple[str, ...]:
        """Whole words for units that have names, in lower case (`xã`, `thành phố`)."""
        return tuple(unit for unit in self.layout.place_units if unit.islower())

    @cached_property
    def folded_phrases(self) -> frozenset[str]:
        """Phrases of several words in organs' names, folded."""
        return frozenset(fold(phrase) for phrase in self.organ_phrases if " " in phrase)

    @cached_property
    def phrase_beginnings(self) -> frozenset[str]:
        """First words of phrases, folded, that are no phrase themselves."""
        cut = {
            phrase.rsplit(" ", count)[0]
            for phrase in self.folded_phrases
            for count in range(1, phrase.count(" ") + 1)
        }
        return frozenset(cut - {fold(phrase) for phrase in self.organ_phrases})

    @cached_property
    def long_phrases(self) -> tuple[str, ...]:
        """Those in lower case that are not met by chance but for one letter."""
        return tuple(
            phrase.lower()
            for phrase in self.organ_phrases
            if " " in phrase
            and len(phrase) >= _LONG_PHRASE
            and not any(word.isupper() for word in phrase.split())
        )

    @cached_property
    def fact_labels(self) -> frozenset[str]:
        """How forms name the facts of a person, folded."""
        return frozenset(
            fold(one) for fact in self.facts.values() for one in fact.labels
        )

    @cached_property
    def address_openers(self) -> frozenset[str]:
        """Words in lower case that an address may begin with."""
        phrases = (*self.address_words, *self.layout.place_units)
        first = (phrase.split()[0] for phrase in (*phrases, *self.street_words))
        return frozenset((*first, *self.more_address_openers))

    @cached_property
    def all_family_names(self) -> tuple[str, ...]:
        """Family names, those that few bear too."""
        return (*self.family_names, *self.rare_family_names)

    @cached_property
    def _name_words(self) -> frozenset[str]:
        known = (*self.all_family_names, *self.name_words)
        return frozenset(one_tone_place(word.lower()) for word in known)

    def is_usual_name(self, words: Sequence[str]) -> bool:
        """Whether names of persons are made of these words: a word that none has may have lost a
        letter or a mark, and `Văn An` its family name."""
        if len(words) == 2 and words[0] in _MIDDLE:
            return False
        return all(one_tone_place(word.lower()) in self._name_words for word in words)

    @cached_property
    def _organ_words(self) -> frozenset[str]:
        """Words of organs' names in lower case."""
        return frozenset(
            word for phrase in self.organ_phrases for word in phrase.lower().split()
        )

    @cached_property
    def _single_words(self) -> frozenset[str]:
        """Words that are a phrase of organs' names by themselves (`Thuế`), folded."""
        return frozenset(fold(p) for p in self.organ_phrases if " " not in p)

    def is_organ_word(self, word: str) -> bool:
        """Whether a word stands in names of organs; nothing does, too."""
        return not word or word.lower() in self._organ_words

    def is_mismarked(self, word: str) -> bool:
        """Whether a word is one of organs' names but for its marks (`THUÊ`)."""
        return fold(word) in self._single_words and not self.is_organ_word(word)
