"""Levels counted among pairs, and the weights that follow from the counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from pipeline.match.arrays import FloatArray, IntArray
from pipeline.match.evidence.comparison import Levels, compare
from pipeline.match.query.prepared import Prepared
from pipeline.match.register import Register
from pipeline.match.register.layout import MODEL, put_file
from pipeline.match.weights.model import COMPARISONS, LEVELS, LevelTables, MatchModel

BATCH = 512
# The old weights count as so many labels, so that few labels move them little.
_PRIOR_LABELS = 100.0
_RANDOM_PER_QUERY = 50
Counts: TypeAlias = dict[str, FloatArray]
"""How often each level of a comparison was seen."""


def no_counts() -> Counts:
    """Counts of nothing."""
    return {c: np.zeros(len(levels)) for c, levels in LEVELS.items()}


def count_levels(into: Counts, levels: Mapping[str, Levels]) -> None:
    """Add the levels of some pairs."""
    for comparison, seen in levels.items():
        into[comparison] += np.bincount(seen, minlength=len(LEVELS[comparison]))


def count_random(
    into: Counts,
    prepared: Prepared,
    truth: IntArray,
    register: Register,
    rng: np.random.Generator,
) -> None:
    """Add the levels of the queries beside people drawn from the register.

    Args:
        truth: the right row of each query, negative where it is none or not known.
    """
    asked = np.repeat(np.arange(len(prepared)), _RANDOM_PER_QUERY)
    drawn = rng.integers(0, len(register), len(asked))
    other = drawn != truth[asked]
    count_levels(into, compare(prepared, asked[other], drawn[other], register).levels)


def with_counts(
    model: MatchModel, same: Counts, random: Counts, source: str
) -> MatchModel:
    """The model with its probabilities counted anew; `source`: what was counted, in words."""
    # Agreement of numbers by chance is too rare to be counted in random pairs.
    by_chance = [c for c in COMPARISONS if c != "number"]
    return model.model_copy(
        update={
            "source": f"refitted from {source}; before: {model.source}",
            "same": model.same.model_copy(
                update={c: _share(same[c], c, model.same) for c in COMPARISONS}
            ),
            "random": model.random.model_copy(
                update={c: _share(random[c], c, model.random) for c in by_chance}
            ),
        }
    )


def save_model(model: MatchModel, register: Register) -> None:
    """Write the register's own weights, in force once it is opened again."""
    content = json.dumps(model.model_dump(mode="json"), ensure_ascii=False, indent=1)
    put_file(register.path / MODEL, content.encode())


def _share(counts: FloatArray, comparison: str, old: LevelTables) -> dict[str, float]:
    """Shares of the levels; levels of old numbers among themselves, since most queries hold only
    one number."""
    before: dict[str, float] = getattr(old, comparison)
    groups: dict[bool, list[str]] = {}
    for level in before:
        groups.setdefault(level.startswith("old_"), []).append(level)
    shares = {}
    for levels in groups.values():
        seen = {
            level: float(counts[LEVELS[comparison].index(level)]) for level in levels
        }
        whole, total = sum(before[level] for level in levels), sum(seen.values())
        for level in levels:
            shares[level] = (seen[level] + _PRIOR_LABELS * before[level] / whole) / (
                total + _PRIOR_LABELS
            )
    return shares
