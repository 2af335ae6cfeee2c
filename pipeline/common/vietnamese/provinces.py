"""Units of the province level with the days from and to which they were there
(configs/units/provinces.toml)."""

from __future__ import annotations

from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Self

from pydantic import model_validator

from pipeline.common.data import CONFIGS, Data, load_data

_FILE = CONFIGS / "units" / "provinces.toml"


class Province(Data):
    """A unit under one name. `into`: what it became part of after `last_day`; `spellings`: other
    ways of writing the name."""

    name: str
    spellings: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    into: str | None = None

    def existed(self, day: date) -> bool:
        """Whether it was there on a day."""
        begun = self.first_day is None or self.first_day <= day
        return begun and (self.last_day is None or day <= self.last_day)


class Provinces(Data):
    """All of them; nothing is known of the time before `complete_since`."""

    source: str
    checked: date
    complete_since: date
    units: tuple[Province, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        names = [unit.name for unit in self.units]
        if len(set(names)) != len(names):
            raise ValueError("a name stands twice")
        for unit in self.units:
            if (unit.last_day is None) != (unit.into is None) or unit.into not in {
                None,
                *names,
            }:
                raise ValueError(f"{unit.name}: `last_day` and `into` go together")
        return self

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name and spelling."""
        return tuple(
            word for unit in self.units for word in (unit.name, *unit.spellings)
        )

    def gone(self, name: str, day: date) -> bool:
        """Whether a name is that of a unit which was not there on a day; False for other names and
        for days before the list begins."""
        found = next((u for u in self.units if name in {u.name, *u.spellings}), None)
        return (
            found is not None and day >= self.complete_since and not found.existed(day)
        )

    def ended(self, name: str, day: date) -> date | None:
        """The last day of the unit of a name, where it was past on a day; None for other names."""
        found = next((u for u in self.units if name in {u.name, *u.spellings}), None)
        last = found.last_day if found is not None else None
        return last if last is not None and day > last else None


@cache
def load_provinces(path: Path = _FILE) -> Provinces:
    """The list.

    Raises:
        UsageError: `config_invalid`: the file can't be used.
    """
    return load_data(Provinces, path)
