"""What the file of a document type says: configs/document_types/*.toml."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from pydantic import (
    Field,
    field_validator,
    model_validator,
)

from pipeline.extract.vocabulary import Kind, Model
from schemas.record import ROLES

GENERIC_NAME = "@name"
LayoutFact = Literal[
    "number", "issued_date", "place", "issuer", "subject", "signer_name"
]


class PersonRule(Model):
    """A person that papers of a type name.

    `openers` are labels followed by the name (`@name`: the plain labels of a name), `headings`
    announce the person without naming it. `repeats`: every further opener begins the next
    `role_index`. `prose`: the openers are everyday words (`ông`), so the person counts only with
    another fact beside the name. `rows`: the persons are rows of a table whose head has the labels
    of their facts.
    """

    role: str
    openers: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    repeats: bool = False
    prose: bool = False
    rows: bool = False

    @field_validator("role")
    @classmethod
    def _check_role(cls, role: str) -> str:
        if role not in ROLES:
            raise ValueError(f"one of {', '.join(ROLES)}")
        return role


class FieldRule(Model):
    """A fact of the document itself: behind or below one of its `labels` (`value`; `either`:
    behind, else below), or a line by itself that is written like `pattern` (a regular
    expression)."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Kind
    labels: tuple[str, ...] = ()
    pattern: str | None = None
    value: Literal["after", "below", "either"] = "either"
    required: bool = False
    bare_year: bool = False

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from None
        return pattern

    @model_validator(mode="after")
    def _check_findable(self) -> FieldRule:
        if not self.labels and self.pattern is None:
            raise ValueError("labels or a pattern")
        return self


class LayoutRule(Model):
    """Facts taken from the layout of Decree 30/2020; a labelled field of the same name stands above
    it. `bare_number`: such papers are numbered without letters (`Số: 45`), so none are lost."""

    facts: tuple[LayoutFact, ...] = ()
    bare_number: bool = False
    required: tuple[LayoutFact, ...] = ()


class DocumentType(Model):
    """One kind of paper."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    version: int = Field(ge=1)
    valid_from: date
    valid_until: date | None = None
    source: str
    retention: str = Field(pattern=r"^0[1-7]$")
    result: bool
    titles: tuple[str, ...] = ()
    clues: tuple[str, ...] = ()
    closers: tuple[str, ...] = ()
    layout: LayoutRule = LayoutRule()
    persons: tuple[PersonRule, ...] = ()
    fields: tuple[FieldRule, ...] = ()
