"""The edition of the field's rules that a file is made under: dated data of configs/rules/."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.config import CONFIGS
from pipeline.errors import UsageError


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileRules(_Rule):
    """What an archival file must be."""

    format: str
    colour_bits: int
    dpi_papers: int
    dpi_maps: int
    name: str
    images_equal_pages: bool
    source: str


class ConversionMark(_Rule):
    """The mark in letters that a file was converted from paper, with {when} and {operator}."""

    text: str
    size_pt: float = Field(gt=0)
    fonts: tuple[str, ...] = Field(min_length=1)
    source: str


class SigningOrder(_Rule):
    """Who signs after whom, and what may never happen."""

    order: tuple[str, ...]
    source: str


class RulesEdition(_Rule):
    """One edition."""

    edition: str
    in_force: date
    replaces: str
    file: FileRules
    conversion_mark: ConversionMark
    signing: SigningOrder


@lru_cache(maxsize=4)
def load_rules(edition: str) -> RulesEdition:
    """The edition `configs/rules/EDITION.toml`.

    Raises:
        UsageError: `unknown_rules` (no such edition), `rules_invalid`.
    """
    folder = CONFIGS / "rules"
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if edition not in known:
        raise UsageError(
            "unknown_rules",
            f"no rules edition {edition!r}",
            item="rules",
            remedy=f"one of: {', '.join(known)}",
        )
    try:
        return RulesEdition.model_validate(
            tomllib.loads((folder / f"{edition}.toml").read_text(encoding="utf-8"))
        )
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise UsageError(
            "rules_invalid",
            f"the rules edition can't be read: {error}",
            item=f"{edition}.toml",
            remedy="correct the file in configs/rules",
        ) from error
