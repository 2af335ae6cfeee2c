"""Plans: targets by measure, level and year, kept as data in configs/plans/."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.errors import UsageError
from schemas.figures.report import Bilingual, FullLine, PlanFacts
from schemas.figures.units import UnitLevel


class Reading(StrEnum):
    """How "+20 % a year" is read: as points added, or as growth over the year before."""

    POINTS = "points"
    GROWTH = "growth"


Share = Annotated[float, Field(ge=0, le=1)]
FORECAST_WEEKS = 8
"""Weeks whose pace a forecast goes by, where a plan names none."""


Levels = tuple[UnitLevel, ...]


class LimitSeries(Data):
    """Minutes that are not to be exceeded on average, one a year, from `first_year` on."""

    measure: Literal["waiting_minutes", "dossier_minutes"]
    levels: Levels
    first_year: int
    minutes: tuple[Annotated[float, Field(gt=0)], ...]

    def value(self, year: int) -> float | None:
        """The limit of a year, None outside the series."""
        index = year - self.first_year
        return self.minutes[index] if 0 <= index < len(self.minutes) else None


class TargetSeries(Data):
    """Targets of one measure from `first_year` on: either `both`, or one list for each reading."""

    measure: Literal[
        "past_results",
        "components",
        "results",
        "no_resubmission",
        "online",
        "handed_over",
        "satisfaction",
    ]
    levels: Levels
    first_year: int
    points: tuple[Share, ...] = ()
    growth: tuple[Share, ...] = ()
    both: tuple[Share, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        readings = bool(self.points) and len(self.points) == len(self.growth)
        if readings == bool(self.both) or (self.both and (self.points or self.growth)):
            raise ValueError("give `both`, or `points` and `growth` of equal length")
        return self

    def value(self, reading: Reading, year: int) -> float | None:
        """The target of a year, None outside the series."""
        series = self.both or (
            self.points if reading is Reading.POINTS else self.growth
        )
        index = year - self.first_year
        return series[index] if 0 <= index < len(series) else None


class PlanFile(Data):
    """A file of configs/plans/."""

    name: str = Field(min_length=1)
    title: Bilingual
    source: Bilingual
    checked: date
    reading: Reading
    full_line: FullLine | None = None
    targets: tuple[TargetSeries, ...]
    limits: tuple[LimitSeries, ...] = ()
    forecast_weeks: int = Field(default=FORECAST_WEEKS, ge=2, le=26)

    @field_validator("full_line")
    @classmethod
    def _full_line_is_a_share(cls, line: FullLine | None) -> FullLine | None:
        if line is not None and not 0 <= line.value <= 1:
            raise ValueError("value: give a share from 0 to 1")
        return line


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan under one of its readings."""

    data: PlanFile
    reading: Reading

    @property
    def name(self) -> str:
        """The plan's own name."""
        return self.data.name

    @property
    def facts(self) -> PlanFacts:
        """What a reader must know of the plan: title, source, reading and the 100 % line."""
        data = self.data
        return PlanFacts(
            data.name, data.title, data.source, self.reading, data.full_line
        )

    def target(
        self,
        measure: str,
        level: str | None,
        year: int,
        reading: Reading | None = None,
    ) -> float | None:
        """The share to be reached in `year` (0 to 1), None where the plan sets none.

        `reading` overrides the plan's own, to show both side by side.
        """
        for series in self.data.targets:
            if series.measure == measure and level in series.levels:
                value = series.value(reading or self.reading, year)
                if value is not None:
                    return value
        return None

    def limit(self, measure: str, level: str | None, year: int) -> float | None:
        """The minutes not to be exceeded in `year`, None where the plan sets none."""
        found = (
            series.value(year)
            for series in self.data.limits
            if series.measure == measure and level in series.levels
        )
        return next((minutes for minutes in found if minutes is not None), None)

    def has_targets(self, measures: Iterable[str], year: int) -> bool:
        """Whether the plan says anything of these measures for a year."""
        wanted = set(measures)
        named = [series for series in self.data.targets if series.measure in wanted]
        return any(series.value(self.reading, year) is not None for series in named)


def load_plan(name_or_path: str, reading: str | None = None) -> Plan:
    """A plan by its name in configs/plans/, or from a TOML file.

    Raises:
        UsageError: `unknown_plan`, `bad_plan` (unknown keys, wrong values) or `bad_reading`.
    """
    data = _read(plan_path(name_or_path))
    if reading is None:
        return Plan(data, data.reading)
    if reading in set(Reading):
        return Plan(data, Reading(reading))
    raise UsageError(
        "bad_reading",
        f"unknown reading {reading!r}",
        item=f"reading {reading}",
        remedy=f"one of: {', '.join(Reading)}",
    )


def plan_path(name_or_path: str) -> Path:
    """The file of a plan.

    Raises:
        UsageError: `unknown_plan`.
    """
    folder = CONFIGS / "plans"
    names = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    if name_or_path in names:
        return names[name_or_path]
    path = Path(name_or_path)
    if path.is_file():
        return path
    raise UsageError(
        "unknown_plan",
        f"no plan {name_or_path!r}",
        item=f"--plan {name_or_path}",
        remedy=f"one of: {', '.join(names)}; or a TOML file like them",
    )


def _read(path: Path) -> PlanFile:
    return load_data(
        PlanFile, path, "bad_plan", "compare it with configs/plans/plan-190.toml"
    )
