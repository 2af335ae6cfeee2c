"""What packages must be: codes, fields and profiles as dated data of configs/packages/."""

from __future__ import annotations

from functools import cache
from typing import Self

from pydantic import Field, model_validator

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.errors import UsageError

_FOLDER = CONFIGS / "packages"
_STRUCTURE = "structure"
PAPER_FILE_CODE = "paperFileCode"
"""The field that a digitized dossier must have."""
CODED = ("maintenance", "mode", "confidenceLevel")
"""Fields whose values are codes."""


class PackageFields(Data):
    """The fields of the descriptions, in their order."""

    dossier: tuple[str, ...]
    document: tuple[str, ...]


class Profiles(Data):
    """The METS profile of each kind of package."""

    aip: str
    sip: str


class PackageRules(Data):
    """One edition."""

    edition: str
    specification: str
    source: str
    content_type: str
    content_information: str
    profiles: Profiles
    codes: dict[str, dict[str, str]]
    defaults: dict[str, str]
    languages: dict[str, str]
    fields: PackageFields
    schemas: dict[str, str]

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        if set(self.codes) != set(CODED):
            raise ValueError(f"codes: give {', '.join(CODED)}")
        for name in ("maintenance", "mode"):
            if self.defaults.get(name) not in self.codes[name]:
                raise ValueError(f"defaults.{name}: give one of its codes")
        if PAPER_FILE_CODE not in self.fields.dossier:
            raise ValueError(f"fields.dossier: {PAPER_FILE_CODE} is mandatory")
        return self

    def require_code(self, name: str, code: str) -> None:
        """Refuse a code that the edition does not have.

        Raises:
            UsageError: `unknown_package_code`; the remedy lists the codes.
        """
        known = self.codes[name]
        if code not in known:
            listed = ", ".join(f"{one} {text}" for one, text in known.items())
            raise UsageError(
                "unknown_package_code",
                f"{code!r} is no code of {name}",
                item=f"--{name}",
                remedy=f"one of: {listed}",
                values={"name": name, "code": code, "known": listed},
            )


class StructureTest(Data):
    """A test in XPath that holds at each of at least `least` places."""

    id: str
    at: str
    test: str
    least: int = Field(default=1, ge=0)


class Structure(Data):
    """What the files of a package must hold."""

    mets: tuple[StructureTest, ...]
    premis: tuple[StructureTest, ...]
    ead: tuple[StructureTest, ...]


@cache
def load_package_rules() -> PackageRules:
    """The newest edition.

    Raises:
        UsageError: `rules_invalid`.
    """
    editions = [one for one in _FOLDER.glob("*.toml") if one.stem != _STRUCTURE]
    return load_data(PackageRules, max(editions), "rules_invalid")


@cache
def load_structure() -> Structure:
    """What a checked package must hold.

    Raises:
        UsageError: `rules_invalid`.
    """
    return load_data(Structure, _FOLDER / f"{_STRUCTURE}.toml", "rules_invalid")
