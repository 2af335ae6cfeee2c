"""Whether papers of late agree with their candidates as those did that the weights were fitted on.

Measured by the population stability index of each comparison, the sum over levels of
(now - before) · ln(now / before): below 0.1 nothing has changed, from 0.25 on much has (Siddiqi,
Credit Risk Scorecards, 2006).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from pipeline.errors import UsageError
from pipeline.match.register import Register
from pipeline.match.training.patterns import patterns_of, rank_with
from pipeline.match.weights.model import Patterns
from schemas.linkage import PersonQuery

# A level that nobody showed counts as if half a paper had, so that no logarithm is infinite.
_HALF = 0.5
CANDIDATE = "candidate"
"""Stands among the comparisons for whether there was a candidate at all."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One comparison: its index, whether that is a warning, and the level that moved most, with its
    shares before and now."""

    comparison: str
    index: float
    warns: bool
    level: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class DriftReport:
    """How far papers have moved. `queries` and `fitted_on`: how many now and in training; `few`:
    too few now to tell anything."""

    queries: int
    fitted_on: int
    few: bool
    moved: tuple[Moved, ...]

    @property
    def warns(self) -> bool:
        """Whether any comparison has moved too far."""
        return any(one.warns for one in self.moved)


def measure_drift(
    queries: Sequence[PersonQuery], register: Register, warn_from: float, least: int
) -> DriftReport:
    """Hold what papers say now against what they said when the weights were fitted.

    Args:
        queries: of the night, or of any time.
        register: whose weights were trained.
        warn_from: the index from which on it warns.
        least: with fewer queries than these it never warns.

    Raises:
        UsageError: the register's weights were never trained.
    """
    before = register.model.patterns
    if before is None:
        raise UsageError(
            "match_patterns_missing",
            "the register's weights were not trained, so nothing is known to compare with",
            item=str(register.path),
            remedy="train them: sohoa register train, with labels or --unlabelled",
        )
    ranked = rank_with(register.model, queries, register)
    now = patterns_of(ranked.values(), len(queries))
    return compared(before, now, warn_from, least)


def compared(
    before: Patterns, now: Patterns, warn_from: float, least: int
) -> DriftReport:
    """The report on two sets of patterns."""
    few = now.queries < least
    tables = {CANDIDATE: (_found(before), _found(now))}
    tables |= {c: (before.levels[c], now.levels[c]) for c in before.levels}
    moved = []
    for comparison, (then, lately) in tables.items():
        steps = _steps(then, lately)
        index = sum(steps.values())
        level = max(steps, key=steps.__getitem__)
        shares = (_share(one, level) for one in (then, lately))
        warns = not few and index >= warn_from
        moved.append(Moved(comparison, round(index, 4), warns, level, *shares))
    return DriftReport(now.queries, before.queries, few, tuple(moved))


def _found(patterns: Patterns) -> Mapping[str, int]:
    return {"found": patterns.found, "none": patterns.queries - patterns.found}


def _steps(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, float]:
    """What each level adds to the index."""
    steps = {}
    for level in before:
        old, new = _smooth(before, level), _smooth(now, level)
        steps[level] = (new - old) * log(new / old)
    return steps


def _smooth(counts: Mapping[str, int], level: str) -> float:
    return (counts[level] + _HALF) / (sum(counts.values()) + _HALF * len(counts))


def _share(counts: Mapping[str, int], level: str) -> float:
    return round(counts[level] / max(sum(counts.values()), 1), 4)
