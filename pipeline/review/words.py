"""The words of what a person decides, in either language: configs/review/."""

from __future__ import annotations

from functools import cache

from pydantic import model_validator

from pipeline.common.data import CONFIGS, Data, load_data
from schemas.record import ROLES

_FOLDER = CONFIGS / "review"


class ReviewWords(Data):
    """Headings of the table, and the names of kinds, decisions, roles and facts."""

    title: str
    person: str
    marks: str
    choice: str
    pages: str
    prompt: str
    died: str
    columns: dict[str, str]
    kinds: dict[str, str]
    decisions: dict[str, str]
    roles: dict[str, str]
    fields: dict[str, str]
    sexes: dict[str, str]

    @model_validator(mode="after")
    def _complete(self) -> ReviewWords:
        if set(self.roles) != set(ROLES):
            raise ValueError("every role needs its word")
        if set(self.sexes) != {"M", "F"}:
            raise ValueError("either sex needs its word")
        return self

    def fact(self, name: str | None) -> str:
        """A fact's name in words; one that has none is named as the tables do."""
        return self.fields.get(name or "", (name or "").replace("_", " "))

    def person_of(self, role: str | None, index: int | None) -> str:
        """A person of a document: the role, and which of several."""
        word = self.roles.get(role or "", role or "")
        return (
            self.person.format(role=word, number=index) if index and index > 1 else word
        )

    def fact_of(self, name: str, role: str | None, index: int | None) -> str:
        """A fact of a document, or of a person on it."""
        if role is None:
            return self.fact(name)
        return f"{self.fact(name)} ({self.person_of(role, index)})"


@cache
def load_words(lang: str) -> ReviewWords:
    """The words in a language.

    Raises:
        UsageError: `config_invalid`.
    """
    return load_data(ReviewWords, _FOLDER / f"{lang}.toml")
