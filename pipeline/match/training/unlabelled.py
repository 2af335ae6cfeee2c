"""Weights without labels: expectation maximisation over the queries' candidates.

Every candidate is the same person or another; what levels the same person shows, and how many
candidates are the same, is estimated in turns (Fellegi and Sunter's model with conditional
independence; Winkler, Using the EM Algorithm for Weight Computation, 1988). The weights choose the
candidates; the trees and the thresholds of the odds stay, for without labels nobody knows how many
links would be false.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.errors import TableError
from pipeline.match.arrays import FloatArray, IntArray
from pipeline.match.candidates.search import find_candidates
from pipeline.match.evidence.comparison import compare
from pipeline.match.query.prepared import prepare
from pipeline.match.query.tables import read_queries
from pipeline.match.register import Register
from pipeline.match.training.counting import (
    BATCH,
    Counts,
    count_random,
    no_counts,
    save_model,
    with_counts,
)
from pipeline.match.training.patterns import patterns_of, rank_with, with_patterns
from pipeline.match.weights.model import COMPARISONS, LEVELS, LevelTables
from schemas.linkage import PersonQuery

_MOST_ROUNDS = 200
_STILL = 1e-5
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class UnlabelledReport:
    """What the weights rest on. `pairs`: candidates looked at; `same`: how many of them are the
    person asked for, by the estimate; `rounds`: until the estimate stood still."""

    queries: int
    pairs: int
    same: float
    rounds: int
    model_digest: str


@dataclass(frozen=True, slots=True)
class _Estimate:
    """Chances of the levels among the same and among others, and the share of the same."""

    same: Counts
    other: Counts
    share: float


def train_unlabelled(queries: Path, register: Register) -> UnlabelledReport:
    """Estimate the weights from a query table alone, written to model.json in the register's
    folder; open the register again to use it.

    Raises:
        TableError: no readable table, or nobody in it has a candidate.
    """
    asked = read_queries(queries)
    patterns, counts, random = _seen(asked, register)
    if not len(counts):
        raise TableError(
            "match_nobody_alike",
            "nobody in the table resembles a citizen of this register",
            item=str(queries),
            remedy="take queries on citizens whom the register holds",
        )
    estimate, rounds = estimated(patterns, counts, _start(register.model.same))
    weights = counts * _chance_of_same(patterns, estimate)
    source = f"{len(asked)} queries without labels (EM, {rounds} rounds)"
    same = _level_counts(patterns, weights)
    model = with_counts(register.model, same, random, source)
    ranked = rank_with(model, asked, register)
    model = with_patterns(model, patterns_of(ranked.values(), len(asked)))
    save_model(model, register)
    total = float(weights.sum())
    return UnlabelledReport(
        len(asked), int(counts.sum()), round(total, 1), rounds, model.digest
    )


def _seen(
    queries: Sequence[PersonQuery], register: Register
) -> tuple[IntArray, FloatArray, Counts]:
    """The patterns of levels that the candidates show, each once (shape (patterns, comparisons)),
    how many show each, and the levels of random pairs."""
    random, rng = no_counts(), np.random.default_rng(0)
    parts = [np.empty((0, len(COMPARISONS)), np.int64)]
    for start in range(0, len(queries), BATCH):
        prepared = prepare(queries[start : start + BATCH], register)
        found = find_candidates(prepared, register)
        levels = compare(prepared, found.query, found.row, register).levels
        parts.append(np.stack([levels[c] for c in COMPARISONS], axis=1))
        nobody = np.full(len(prepared), -1, np.int64)
        count_random(random, prepared, nobody, register, rng)
    patterns, counts = np.unique(np.concatenate(parts), axis=0, return_counts=True)
    return patterns.astype(np.int64), counts.astype(np.float64), random


def _start(before: LevelTables) -> Counts:
    """The chances known so far; no level is impossible."""
    return {
        c: np.array([getattr(before, c).get(level, 1.0) for level in LEVELS[c]])
        for c in COMPARISONS
    }


def estimated(
    patterns: IntArray, counts: FloatArray, start: Counts
) -> tuple[_Estimate, int]:
    """The likeliest chances of levels among the same and among others, and the rounds it took.

    Args:
        patterns: levels by comparison, each pattern once. Shape (patterns, comparisons).
        counts: pairs that show each.
        start: chances of levels among the same, to begin with.
    """
    others = _chances(_level_counts(patterns, counts))
    estimate, rounds, moved = _Estimate(start, others, 0.1), 0, 1.0
    while moved > _STILL and rounds < _MOST_ROUNDS:
        chance = _chance_of_same(patterns, estimate)
        share = float((counts * chance).sum() / counts.sum())
        moved, rounds = abs(share - estimate.share) / max(share, _LEAST), rounds + 1
        estimate = _Estimate(
            _chances(_level_counts(patterns, counts * chance)),
            _chances(_level_counts(patterns, counts * (1 - chance))),
            share,
        )
    return estimate, rounds


def _chance_of_same(patterns: IntArray, estimate: _Estimate) -> FloatArray:
    """Of each pattern, that its pairs are one person; what is absent tells nothing."""
    share = min(max(estimate.share, _LEAST), 1 - _LEAST)
    bits = np.full(len(patterns), np.log(share / (1 - share)))
    for at, comparison in enumerate(COMPARISONS):
        told = np.log(estimate.same[comparison]) - np.log(estimate.other[comparison])
        told[LEVELS[comparison].index("absent")] = 0.0
        bits += told[patterns[:, at]]
    return np.asarray(1 / (1 + np.exp(-np.clip(bits, -50, 50))), np.float64)


def _level_counts(patterns: IntArray, weights: FloatArray) -> Counts:
    return {
        c: np.bincount(patterns[:, at], weights, len(LEVELS[c])).astype(np.float64)
        for at, c in enumerate(COMPARISONS)
    }


def _chances(counts: Counts) -> Counts:
    """Shares of the levels, absent ones aside; none is quite impossible."""
    chances = {}
    for comparison, seen in counts.items():
        known = seen.copy()
        known[LEVELS[comparison].index("absent")] = 0.0
        chances[comparison] = np.maximum(known / max(known.sum(), _LEAST), _LEAST)
    return chances
