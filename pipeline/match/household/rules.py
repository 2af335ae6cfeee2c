"""The rules of a household of papers: data of configs/matching/household.toml, checked on load."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pydantic import Field, model_validator

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.match.weights.model import LEVELS
from schemas.record import ROLES


class Support(Data):
    """Levels that a person must have beside the citizen whom another paper names."""

    number: tuple[str, ...]
    name: tuple[str, ...]
    birth: tuple[str, ...]
    gender: tuple[str, ...]
    place: tuple[str, ...]

    @model_validator(mode="after")
    def _known(self) -> Support:
        for comparison, levels in self:
            if not set(levels) <= set(LEVELS[comparison]):
                raise ValueError(f"unknown level of {comparison}")
        return self

    def holds(self, levels: Mapping[str, int]) -> bool:
        """Whether level numbers, by comparison, are all among these."""
        return all(LEVELS[c][levels[c]] in among for c, among in self)


class Apart(Data):
    """Two roles that one person can't have on one paper."""

    roles: tuple[str, str]

    @model_validator(mode="after")
    def _known(self) -> Apart:
        if not set(self.roles) <= set(ROLES):
            raise ValueError("unknown role")
        return self


class HouseholdRules(Data):
    """What links a person by another paper, and what two roles exclude each other."""

    bits: float = Field(ge=0)
    support: tuple[Support, ...]
    apart: tuple[Apart, ...]

    def supports(self, levels: Mapping[str, int]) -> bool:
        """Whether what a paper says of a person lets another paper's word count."""
        return any(rule.holds(levels) for rule in self.support)

    def exclude(self, role: str, other: str) -> bool:
        """Whether one person can't have both roles on one paper."""
        return role == other or any({role, other} == set(a.roles) for a in self.apart)


@lru_cache(maxsize=1)
def household_rules() -> HouseholdRules:
    """The rules of configs/matching/household.toml.

    Raises:
        UsageError: the file can't be read or does not fit.
    """
    return load_data(HouseholdRules, CONFIGS / "matching" / "household.toml")
