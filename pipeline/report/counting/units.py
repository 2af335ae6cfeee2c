"""Levels and groups of units: dated data in configs/units/."""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from functools import cache

from pydantic import BaseModel, ConfigDict

from pipeline.config import CONFIGS
from schemas.report import Bilingual


class Level(StrEnum):
    """A level of units, the highest first."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LevelData(_Data):
    """A level; `last_day` where it has ceased to exist."""

    code: Level
    last_day: date | None = None


class LevelsFile(_Data):
    """configs/units/levels.toml."""

    source: str
    checked: date
    levels: tuple[LevelData, ...]


class UnitGroup(_Data):
    """A group of units in the form of Decision 766."""

    code: str
    levels: tuple[Level, ...]
    name_contains: tuple[str, ...]
    order: int
    title: Bilingual

    def holds(self, level: str | None, name: str | None) -> bool:
        """Whether a unit of this level and name belongs here."""
        folded = (name or "").casefold()
        fits = not self.name_contains or any(part in folded for part in self.name_contains)
        return level in self.levels and fits


class GroupsFile(_Data):
    """configs/units/form-766.toml."""

    source: str
    checked: date
    groups: tuple[UnitGroup, ...]


@cache
def form_groups() -> tuple[UnitGroup, ...]:
    """The groups in the order in which they are tried."""
    return GroupsFile.model_validate(_load("form-766.toml")).groups


@cache
def _last_days() -> dict[str, date]:
    levels = LevelsFile.model_validate(_load("levels.toml")).levels
    return {level.code: level.last_day for level in levels if level.last_day is not None}


def _load(name: str) -> dict[str, object]:
    return tomllib.loads((CONFIGS / "units" / name).read_text(encoding="utf-8"))


def has_level_ended(level: str | None, on: date) -> bool:
    """Whether a level no longer existed on a day."""
    last = _last_days().get(level or "")
    return last is not None and on > last
