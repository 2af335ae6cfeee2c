"""The edition of the field's rules that files are made under: dated data of configs/rules/."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import Self

from pydantic import Field, field_validator, model_validator

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.errors import UsageError

FOLDER = CONFIGS / "rules"
_FORMAT = re.compile(r"PDF/A-(?P<part>[23])(?P<level>[ub])")


class FileRules(Data):
    """What an archival file must be."""

    format: str = Field(pattern=rf"^{_FORMAT.pattern}$")
    dpi_papers: int = Field(ge=0)
    """Pages of fewer dots per inch are flagged."""
    name: str
    """A file's name, with {dossier_code} and {ordinal}."""
    source: str

    @field_validator("name")
    @classmethod
    def _names_a_file(cls, name: str) -> str:
        places = {
            place for _, place, _, _ in Formatter().parse(name) if place is not None
        }
        if (
            places != {"dossier_code", "ordinal"}
            or "/" in name
            or not name.endswith(".pdf")
        ):
            raise ValueError(
                "give {dossier_code} and {ordinal}, no folder, and .pdf at the end"
            )
        return name

    @property
    def pdfa(self) -> tuple[str, str]:
        """Part and conformance level of PDF/A, e.g. ("2", "U")."""
        found = _FORMAT.fullmatch(self.format)
        assert found is not None  # checked on load
        return found["part"], found["level"].upper()

    def file_name(self, dossier_code: str, ordinal: int) -> str:
        """The name of a document's file; `dossier_code` as it may stand in file names."""
        return self.name.format(dossier_code=dossier_code, ordinal=ordinal)


class ConversionMark(Data):
    """The mark in letters that a file was converted from paper, with {when} and {operator}."""

    text: str
    size_pt: float = Field(gt=0)
    fonts: tuple[str, ...] = Field(min_length=1)
    source: str


class RulesEdition(Data):
    """One edition."""

    edition: str
    in_force: date
    file: FileRules
    conversion_mark: ConversionMark

    @model_validator(mode="after")
    def _check_name(self) -> Self:
        if self.edition != f"{self.in_force:%Y-%m}":
            raise ValueError("edition: give year and month of in_force")
        return self

    def describe(self) -> str:
        """What counts, in a line."""
        return f"{self.edition}: {self.file.format}, {self.file.dpi_papers} dpi"


@lru_cache(maxsize=4)
def load_rules(edition: str) -> RulesEdition:
    """The edition `configs/rules/EDITION.toml`.

    Raises:
        UsageError: `unknown_rules` (no such edition), `rules_invalid`.
    """
    known = sorted(path.stem for path in FOLDER.glob("*.toml"))
    if edition not in known:
        raise UsageError(
            "unknown_rules",
            f"no rules edition {edition!r}",
            item="rules",
            remedy=f"one of: {', '.join(known)}",
        )
    return load_data(RulesEdition, FOLDER / f"{edition}.toml", "rules_invalid")
