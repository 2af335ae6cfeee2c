"""Plans: targets by measure, level and year, kept as data in configs/plans/."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.config import CONFIGS
from pipeline.errors import UsageError

Reading = Literal["points", "growth"]
READINGS: tuple[Reading, ...] = ("points", "growth")
Share = Annotated[float, Field(ge=0, le=1)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(_Data):
    """One text in both languages."""

    vi: str
    en: str


class FullLine(_Data):
    """The end that a plan names beside its yearly targets."""

    value: Share
    before: int
    label: Bilingual


class TargetSeries(_Data):
    """Targets of one measure from `first_year` on: either `both`, or one list for each reading."""

    measure: Literal["past_results", "components", "results", "no_resubmission", "online"]
    levels: tuple[Literal["province", "district", "commune"], ...]
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
        series = self.both or (self.points if reading == "points" else self.growth)
        index = year - self.first_year
        return series[index] if 0 <= index < len(series) else None


class PlanFile(_Data):
    """A file of configs/plans/."""

    name: str = Field(min_length=1)
    title: Bilingual
    source: Bilingual
    checked: date
    reading: Reading
    full_line: FullLine | None = None
    targets: tuple[TargetSeries, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan under one of its readings."""

    data: PlanFile
    reading: Reading

    @property
    def name(self) -> str:
        """The plan's own name."""
        return self.data.name

    def target(self, measure: str, level: str | None, year: int, reading: Reading | None = None) -> float | None:
        """The share to be reached in `year` (0 to 1), None where the plan sets none.

        `reading` stands above the plan's own, to show both side by side.
        """
        for series in self.data.targets:
            if series.measure == measure and level in series.levels:
                value = series.value(reading or self.reading, year)
                if value is not None:
                    return value
        return None


def plan_facts(plan: Plan | None) -> dict[str, Any]:
    """What a reader must know of the plan: title, source, reading and the 100 % line; all None without one."""
    data = plan.data if plan else None
    line = data.full_line if data else None
    return {
        "plan_title": data.title.model_dump() if data else None,
        "plan_source": data.source.model_dump() if data else None,
        "reading": plan.reading if plan else None,
        "full_line": line.model_dump() if line else None,
    }


def load_plan(name_or_path: str, reading: str | None = None) -> Plan:
    """A plan by its name in configs/plans/, or from a TOML file.

    Raises:
        UsageError: `unknown_plan`, `bad_plan` (unknown keys, wrong values) or `bad_reading`.
    """
    data = _read(_find(name_or_path))
    chosen = reading if reading is not None else data.reading
    for known in READINGS:
        if chosen == known:
            return Plan(data, known)
    raise UsageError(
        "bad_reading", f"unknown reading {chosen!r}", item=f"reading {chosen}", remedy=f"one of: {', '.join(READINGS)}"
    )


def _find(name_or_path: str) -> Path:
    folder = CONFIGS / "plans"
    names = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    if name_or_path in names:
        return names[name_or_path]
    path = Path(name_or_path)
    if path.is_file():
        return path
    raise UsageError(
        "unknown_plan", f"no plan {name_or_path!r}", item=f"--plan {name_or_path}",
        remedy=f"one of: {', '.join(names)}; or a TOML file like them",
    )  # fmt: skip


def _read(path: Path) -> PlanFile:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return PlanFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = f"{where}: {first['msg']}"
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = str(error)
    raise UsageError(
        "bad_plan",
        f"the plan can't be read: {reason}",
        item=str(path),
        remedy="compare it with configs/plans/plan-190.toml",
    )
