"""How papers agree with their best candidates: kept with the weights, so that a later night can be
held against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.match.decision.decide import rank_candidates
from pipeline.match.decision.ranking import Ranked
from pipeline.match.register import Register
from pipeline.match.training.counting import BATCH
from pipeline.match.weights.model import LEVELS, MatchModel, Patterns, log_tables
from schemas.linkage import PersonQuery


def rank_with(
    model: MatchModel, queries: Sequence[PersonQuery], register: Register
) -> dict[int, Ranked]:
    """The candidates of each query by a model that is not the register's yet."""
    changed = replace(register, model=model, tables=log_tables(model))
    ranked: dict[int, Ranked] = {}
    for start in range(0, len(queries), BATCH):
        found = rank_candidates(queries[start : start + BATCH], changed)
        ranked.update((start + query, mine) for query, mine in found.items())
    return ranked


def patterns_of(ranked: Collection[Ranked], queries: int) -> Patterns:
    """How often the best candidates of so many queries agree at each level."""
    counted: dict[str, Counter[int]] = {c: Counter() for c in LEVELS}
    for mine in ranked:
        for comparison, level in mine.levels.items():
            counted[comparison][level] += 1
    levels: dict[str, dict[str, int]] = {
        comparison: {name: counted[comparison][at] for at, name in enumerate(names)}
        for comparison, names in LEVELS.items()
    }
    return Patterns(queries=queries, found=len(ranked), levels=levels)


def with_patterns(model: MatchModel, patterns: Patterns) -> MatchModel:
    """The model with the patterns that it was fitted on."""
    return model.model_copy(update={"patterns": patterns})
