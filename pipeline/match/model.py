"""The weights of matching: data that an auditor can read, validated on load.

Fellegi-Sunter with one addition. For each comparison (number, name, birth, gender, place) a level
has a probability among pairs of the *same* person and among *random* pairs; their ratio's log2 is
the level's weight. Beside the random stranger stand look-alikes who are not in the register (a
namesake born on the same day, a twin, a neighbour's number): each kind has its own table and share,
so that evidence which they would show as well does not make a link. Source: Fellegi and Sunter, A
Theory for Record Linkage, JASA 64 (1969); frequency-based weights: Winkler (1989).
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.config import CONFIGS
from pipeline.errors import UsageError
from pipeline.match.layout import FloatArray

LEVELS: dict[str, tuple[str, ...]] = {
    "number": (
        "exact",
        "old_exact",
        "one_edit",
        "old_one_edit",
        "two_edits",
        "different",
        "old_different",
        "absent",
    ),
    "name": ("exact", "folded", "syllable", "similar", "given", "different", "absent"),
    "birth": ("exact", "partial", "near", "year", "shifted", "different", "absent"),
    "gender": ("equal", "different", "absent"),
    "place": ("commune", "similar", "province", "different", "absent"),
}
COMPARISONS = tuple(LEVELS)
LOOKALIKES = ("namesake", "sibling", "near_number")
Probability = Annotated[float, Field(gt=0, le=1)]
Table = dict[str, Probability]
Reference = Literal["same", "random"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _check_levels(tables: BaseModel) -> None:
    for comparison, levels in LEVELS.items():
        table = getattr(tables, comparison)
        if not isinstance(table, str) and set(table) != set(levels) - {"absent"}:
            raise ValueError(f"{comparison} must have exactly the levels {', '.join(levels[:-1])}")


class LevelTables(_Part):
    """Probability of each level, by comparison."""

    number: Table
    name: Table
    birth: Table
    gender: Table
    place: Table

    @model_validator(mode="after")
    def _complete(self) -> LevelTables:
        _check_levels(self)
        return self


class LookalikeTables(_Part):
    """As LevelTables, for one kind of look-alike; `same`: agrees as the person would, `random`: as
    a stranger would."""

    number: Table | Reference
    name: Table | Reference
    birth: Table | Reference
    gender: Table | Reference
    place: Table | Reference

    @model_validator(mode="after")
    def _complete(self) -> LookalikeTables:
        _check_levels(self)
        return self


class GivenNumber(_Part):
    """Chance agreement among persons whose numbers are near each other: sex and birth year are part
    of a number."""

    birth: Table
    gender: Table


class Frequencies(_Part):
    """Prior frequency of a value, worth `rows` rows: steadies rare values and small registers."""

    rows: float = Field(gt=0)
    name: Probability
    folded: Probability
    birth: Probability
    commune: Probability
    province: Probability


class Prior(_Part):
    """Share of queries whose person is registered, and of look-alikes among the others."""

    registered: float = Field(gt=0, lt=1)
    namesake: float = Field(ge=0, lt=1)
    sibling: float = Field(ge=0, lt=1)
    near_number: float = Field(ge=0, lt=1)

    @model_validator(mode="after")
    def _below_one(self) -> Prior:
        if self.namesake + self.sibling + self.near_number >= 1:
            raise ValueError("the shares of look-alikes must leave room for strangers")
        return self


class Limits(_Part):
    """Bounds on work for one query; a longer list of candidates is left out and said so in the
    explanation."""

    candidates: int = Field(ge=12, le=100_000)
    list_rows: int = Field(ge=1)


class Calibration(_Part):
    """Straight line from the model's log2 odds to calibrated ones, and the least lead over the
    runner-up (bits)."""

    slope: float = Field(gt=0)
    offset: float
    least_lead: float = Field(ge=0)
    evidence: str


class Conflict(_Part):
    """Levels that, all together, no weight may outvote."""

    code: str
    text: str
    when: dict[str, tuple[str, ...]]
    outcome: Literal["review", "none"]

    @model_validator(mode="after")
    def _known(self) -> Conflict:
        for comparison, levels in self.when.items():
            if comparison not in LEVELS or not set(levels) <= set(LEVELS[comparison]):
                raise ValueError(f"unknown comparison or level in conflict {self.code}")
        return self


class MatchModel(_Part):
    """All weights and limits, with where they come from."""

    source: str
    date: str
    same: LevelTables
    random: LevelTables
    random_given_number: GivenNumber
    namesake: LookalikeTables
    sibling: LookalikeTables
    near_number: LookalikeTables
    frequencies: Frequencies
    prior: Prior
    limits: Limits
    calibration: Calibration
    conflicts: tuple[Conflict, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all of it."""
        return hashlib.sha256(
            json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class LogTables:
    """log2 probabilities by comparison; index: level. `absent` is 0 everywhere: no evidence.

    A look-alike's entry is its log2 ratio to `same`, or None where it agrees as a stranger would.
    """

    same: dict[str, FloatArray]
    random: dict[str, FloatArray]
    given_number: dict[str, FloatArray]
    lookalikes: tuple[dict[str, FloatArray | None], ...]


def log_tables(model: MatchModel) -> LogTables:
    """The model's tables as arrays."""
    return LogTables(
        same=_logs(model.same),
        random=_logs(model.random),
        given_number={
            c: _log(getattr(model.random_given_number, c), c) for c in ("birth", "gender")
        },
        lookalikes=tuple(_ratios(getattr(model, kind), model.same) for kind in LOOKALIKES),
    )


def _logs(tables: LevelTables) -> dict[str, FloatArray]:
    return {comparison: _log(getattr(tables, comparison), comparison) for comparison in COMPARISONS}


def _ratios(tables: LookalikeTables, same: LevelTables) -> dict[str, FloatArray | None]:
    ratios: dict[str, FloatArray | None] = {}
    for comparison in COMPARISONS:
        table, of_same = getattr(tables, comparison), getattr(same, comparison)
        like = of_same if table == "same" else table
        ratios[comparison] = (
            None if table == "random" else _log(like, comparison) - _log(of_same, comparison)
        )
    return ratios


def _log(table: Table, comparison: str) -> FloatArray:
    return np.array(
        [0.0 if level == "absent" else float(np.log2(table[level])) for level in LEVELS[comparison]]
    )


def default_model() -> MatchModel:
    """The weights of configs/matching/default.toml."""
    path = CONFIGS / "matching" / "default.toml"
    return _validated(tomllib.loads(path.read_text(encoding="utf-8")), path)


def load_model(path: Path) -> MatchModel:
    """The weights trained for a register, or the default ones where `path` does not exist.

    Raises:
        UsageError: the file can't be read or does not fit.
    """
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return default_model()
    except (OSError, ValueError) as error:
        raise _invalid(path, "not readable JSON") from error
    return _validated(content, path)


def _validated(content: object, path: Path) -> MatchModel:
    try:
        return MatchModel.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise _invalid(path, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _invalid(path: Path, why: str) -> UsageError:
    return UsageError(
        "match_model_invalid",
        f"the weights can't be used: {why}",
        item=str(path),
        remedy="correct the file, or delete model.json to use the default weights",
    )
