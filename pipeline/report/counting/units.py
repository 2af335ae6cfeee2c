"""Levels and groups of units: dated data in configs/units/."""

from __future__ import annotations

from datetime import date
from functools import cache

from pipeline.common.data import CONFIGS, Data, load_data
from schemas.figures.report import Bilingual
from schemas.figures.units import UnitLevel

_FOLDER = CONFIGS / "units"


class LevelData(Data):
    """A level; `last_day` where it has ceased to exist."""

    code: UnitLevel
    last_day: date | None = None


class LevelsFile(Data):
    """configs/units/levels.toml."""

    source: str
    checked: date
    levels: tuple[LevelData, ...]


class UnitGroup(Data):
    """A group of units in the form of Decision 766."""

    code: str
    levels: tuple[UnitLevel, ...]
    name_contains: tuple[str, ...]
    order: int
    title: Bilingual

    def holds(self, level: str | None, name: str | None) -> bool:
        """Whether a unit of this level and name belongs here."""
        folded = (name or "").casefold()
        fits = not self.name_contains or any(
            part in folded for part in self.name_contains
        )
        return level in self.levels and fits


class GroupsFile(Data):
    """configs/units/form-766.toml."""

    source: str
    checked: date
    groups: tuple[UnitGroup, ...]


@cache
def form_groups() -> tuple[UnitGroup, ...]:
    """The groups in the order in which they are tried."""
    return load_data(GroupsFile, _FOLDER / "form-766.toml").groups


@cache
def _last_days() -> dict[str, date]:
    levels = load_data(LevelsFile, _FOLDER / "levels.toml").levels
    return {
        level.code: level.last_day for level in levels if level.last_day is not None
    }


def has_level_ended(level: str | None, on: date) -> bool:
    """Whether a level no longer existed on a day."""
    last = _last_days().get(level or "")
    return last is not None and on > last
