"""The weights of matching: data that an auditor can read, validated on load.

Fellegi-Sunter: for each comparison (number, name, birth, gender, place) a level has a probability
among pairs of the *same* person and among *random* pairs; their ratio's log2 is the level's weight.
The weights choose the few candidates that the forest judges (`forest.py`). Source: Fellegi and
Sunter, A Theory for Record Linkage, JASA 64 (1969); frequency-based weights: Winkler (1989).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, field_validator, model_validator

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.match.arrays import FloatArray

LEVELS: dict[str, tuple[str, ...]] = {
    "number": (
        "exact",
        "old_exact",
        "one_edit",
        "old_one_edit",
        "two_edits",
        "head",
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
SIGNS: dict[str, tuple[str, ...]] = {"number_says": ("other_sex", "nothing")}
"""What weighs nothing, but may stand in a conflict beside the levels. `other_sex`: the whole number
read is off in two places, tells the other sex and the same year of birth, and the paper itself
does not tell the sex."""
_TOLD = LEVELS | SIGNS
Probability = Annotated[float, Field(gt=0, le=1)]
Table = dict[str, Probability]
LevelNumbers = tuple[tuple[str, frozenset[int]], ...]
"""Comparisons, each with some of its levels by number."""


def _check_levels(tables: Data) -> None:
    for comparison, levels in LEVELS.items():
        table = getattr(tables, comparison)
        if not isinstance(table, str) and set(table) != set(levels) - {"absent"}:
            raise ValueError(
                f"{comparison} must have exactly the levels {', '.join(levels[:-1])}"
            )


class LevelTables(Data):
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


class GivenNumber(Data):
    """Chance agreement among persons whose numbers are near each other: sex and birth year are part
    of a number."""

    birth: Table
    gender: Table


class Frequencies(Data):
    """Prior frequency of a value, worth `rows` rows: steadies rare values and small registers."""

    rows: float = Field(gt=0)
    name: Probability
    folded: Probability
    birth: Probability
    commune: Probability
    province: Probability


class Limits(Data):
    """Bounds on work for one query; a longer list of candidates is left out and said so in the
    explanation. `wide_below`: a best candidate less probable than this lets the wide rules look
    too."""

    candidates: int = Field(ge=12, le=100_000)
    list_rows: int = Field(ge=1)
    wide_rows: int = Field(ge=1)
    wide_below: float = Field(ge=0, le=1)


class Calibration(Data):
    """How the forest's log odds are used.

    `slope`, `offset`: straight line from them to calibrated ones (bits). `thresholds`: for shares
    of false links among all links, the log odds from which on the share holds with confidence;
    between them by the logarithm of the share. `least_lead`: bits over the runner-up.
    `measured_rows`, `per_halving`: people in the register that the thresholds were found on, and
    bits more for each halving below: papers speak of more people who are not in a small one.
    """

    slope: float = Field(gt=0)
    offset: float
    thresholds: tuple[tuple[Probability, float], ...] = Field(min_length=1)
    least_lead: float = Field(ge=0)
    measured_rows: int = Field(default=1_000_000, ge=1)
    per_halving: float = Field(default=0.3, ge=0)
    evidence: str

    @model_validator(mode="after")
    def _falling(self) -> Calibration:
        shares, bits = zip(*self.thresholds, strict=True)
        if list(shares) != sorted(set(shares)) or list(bits) != sorted(
            bits, reverse=True
        ):
            raise ValueError("thresholds must fall as the shares rise")
        return self

    def least_bits(self, share: float, rows: int) -> float:
        """The log odds from which on at most this share of the links is false, in a register of so
        many people."""
        shares, bits = zip(*self.thresholds, strict=True)
        halvings = np.log2(max(self.measured_rows / max(rows, 1), 1.0))
        least = np.interp(np.log2(share), np.log2(shares), bits)
        return float(least + self.per_halving * halvings)


class Conflict(Data):
    """Levels and signs that, all together, no weight may outvote. `text`: words for a code that
    configs/matching/words does not know."""

    code: str
    text: str = ""
    when: dict[str, tuple[str, ...]]
    outcome: Literal["review", "none"]

    @cached_property
    def levels(self) -> LevelNumbers:
        """`when` with the levels as numbers."""
        return tuple(
            (comparison, frozenset(map(_TOLD[comparison].index, among)))
            for comparison, among in self.when.items()
        )

    @model_validator(mode="after")
    def _known(self) -> Conflict:
        for comparison, levels in self.when.items():
            if comparison not in _TOLD or not set(levels) <= set(_TOLD[comparison]):
                raise ValueError(f"unknown comparison or level in conflict {self.code}")
        return self


class Patterns(Data):
    """How the best candidates of the queries agreed that the weights were fitted on: of so many
    `queries` that many `found` any; by comparison, how many showed each level."""

    queries: int = Field(ge=0)
    found: int = Field(ge=0)
    levels: dict[str, dict[str, int]]

    @field_validator("levels")
    @classmethod
    def _complete(cls, value: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
        if {c: set(counts) for c, counts in value.items()} != {
            c: set(levels) for c, levels in LEVELS.items()
        }:
            raise ValueError("every comparison level needs its count")
        return value


class MatchModel(Data):
    """All weights and limits, with where they come from. `patterns`: None where the weights were
    not fitted on this register's papers."""

    source: str
    date: str
    same: LevelTables
    random: LevelTables
    random_given_number: GivenNumber
    frequencies: Frequencies
    limits: Limits
    calibration: Calibration
    conflicts: tuple[Conflict, ...]
    patterns: Patterns | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over all of it."""
        return hashlib.sha256(
            json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class LogTables:
    """log2 probabilities by comparison; index: level. `absent` is 0 everywhere: no evidence."""

    same: dict[str, FloatArray]
    random: dict[str, FloatArray]
    given_number: dict[str, FloatArray]


def ranks(comparison: str, by_level: dict[str, int]) -> FloatArray:
    """A number for each level of a comparison, 0 where `by_level` has none."""
    return np.array(
        [by_level.get(level, 0) for level in LEVELS[comparison]], np.float64
    )


def log_tables(model: MatchModel) -> LogTables:
    """The model's tables as arrays."""
    return LogTables(
        same=_logs(model.same),
        random=_logs(model.random),
        given_number={
            c: _log(getattr(model.random_given_number, c), c)
            for c in ("birth", "gender")
        },
    )


def _logs(tables: LevelTables) -> dict[str, FloatArray]:
    return {
        comparison: _log(getattr(tables, comparison), comparison)
        for comparison in COMPARISONS
    }


def _log(table: Table, comparison: str) -> FloatArray:
    return np.array(
        [
            0.0 if level == "absent" else float(np.log2(table[level]))
            for level in LEVELS[comparison]
        ]
    )


def default_model() -> MatchModel:
    """The weights of configs/matching/default.toml."""
    return _load(CONFIGS / "matching" / "default.toml")


def load_model(path: Path) -> MatchModel:
    """The weights trained for a register, or the default ones where `path` does not exist.

    Raises:
        UsageError: the file can't be read or does not fit.
    """
    return _load(path) if path.exists() else default_model()


def _load(path: Path) -> MatchModel:
    remedy = "correct the file, or delete model.json to use the default weights"
    return load_data(MatchModel, path, "match_model_invalid", remedy)
