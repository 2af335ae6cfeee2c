"""Refit the weights from labelled queries:
counting levels among true pairs and among random ones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, lgamma, log
from pathlib import Path

import numpy as np

from pipeline.errors import TableError
from pipeline.match.arrays import FloatArray, IntArray, Mask
from pipeline.match.decision.decide import best_candidates
from pipeline.match.evidence.comparison import compare
from pipeline.match.query.prepared import Prepared, prepare
from pipeline.match.query.tables import QUERY_COLUMNS, refuse_broken
from pipeline.match.register import Register
from pipeline.match.register.layout import MODEL, put_file
from pipeline.match.weights.model import (
    COMPARISONS,
    LEVELS,
    Calibration,
    LevelTables,
    MatchModel,
    log_tables,
)
from pipeline.tables.columns import TableSource
from schemas.linkage import PersonQuery

TRUTH = "true_citizen_id"
# The old weights count as so many labels, so that few labels move them little.
_PRIOR_LABELS = 100.0
_RANDOM_PER_QUERY = 50
_DESIGN_RATE = 0.001
_CONFIDENCE = 0.95
_BATCH = 512


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What training rested on. `calibrated`: there were labels enough to set the threshold anew."""

    labels: int
    registered: int
    unknown: int
    calibrated: bool
    model_digest: str


def train(labels: Path, register: Register) -> TrainReport:
    """Refit weights and threshold, written to model.json in the register's folder; open the
    register again to use it.

    Args:
        labels: a query table with a further column `true_citizen_id`, empty where the person is not
            registered.
        register: rows with a true number that it does not hold are left out (`unknown`).

    Raises:
        TableError: no readable table, columns missing, or no labels of registered people.
    """
    queries, truths = _read(labels)
    rows = _rows(truths, register)
    kept = np.flatnonzero(rows > -2)
    queries, rows = [queries[i] for i in kept.tolist()], rows[kept]
    registered = int(np.count_nonzero(rows >= 0))
    if not registered:
        raise TableError(
            "labels_empty",
            "no label names a person of this register",
            item=f"{labels}: {TRUTH}",
            remedy="label queries with citizen numbers that the register holds",
        )
    model = _refitted(queries, rows, register)
    calibration = _calibrated(queries, rows, register, model)
    if calibration is not None:
        model = model.model_copy(update={"calibration": calibration})
    content = json.dumps(model.model_dump(mode="json"), ensure_ascii=False, indent=1)
    put_file(register.path / MODEL, content.encode())
    return TrainReport(
        len(truths),
        registered,
        len(truths) - len(rows),
        calibration is not None,
        model.digest,
    )


def _read(path: Path) -> tuple[list[PersonQuery], list[str | None]]:
    source = TableSource(path, [])
    queries, truths = [], []
    for chunk in source.chunks((*QUERY_COLUMNS, TRUTH), ("query_id", TRUTH)):
        columns = [chunk.columns[name].to_pylist() for name in (*QUERY_COLUMNS, TRUTH)]
        for *values, truth in zip(*columns, strict=True):
            queries.append(PersonQuery(values[0] or "", *values[1:]))
            truths.append(truth)
    refuse_broken(source)
    return queries, truths


def _rows(truths: Sequence[str | None], register: Register) -> IntArray:
    """The row of each true number; -1: not registered, -2: a number that the register lacks."""
    rows = np.full(len(truths), -1, np.int64)
    for i, truth in enumerate(truths):
        if truth:
            row = register.row_of(truth)
            rows[i] = -2 if row is None else row
    return rows


def _refitted(
    queries: Sequence[PersonQuery], rows: IntArray, register: Register
) -> MatchModel:
    """The register's model with m and u counted anew."""
    model = register.model
    same, random = _counted(queries, rows, register)
    # Agreement of numbers by chance is too rare to be counted in random pairs.
    by_chance = [c for c in COMPARISONS if c != "number"]
    return model.model_copy(
        update={
            "source": f"refitted from {len(queries)} labelled queries; before: {model.source}",
            "same": model.same.model_copy(
                update={c: _share(same[c], c, model.same) for c in COMPARISONS}
            ),
            "random": model.random.model_copy(
                update={c: _share(random[c], c, model.random) for c in by_chance}
            ),
        }
    )


def _counted(
    queries: Sequence[PersonQuery], rows: IntArray, register: Register
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """How often each level occurs among true pairs, and among random ones."""
    same = {c: np.zeros(len(levels)) for c, levels in LEVELS.items()}
    random = {c: np.zeros(len(levels)) for c, levels in LEVELS.items()}
    rng = np.random.default_rng(0)
    for start in range(0, len(queries), _BATCH):
        prepared = prepare(queries[start : start + _BATCH], register)
        true_rows = rows[start : start + _BATCH]
        linked = np.flatnonzero(true_rows >= 0)
        _count(same, prepared, linked, true_rows[linked], register)
        asked = np.repeat(np.arange(len(prepared)), _RANDOM_PER_QUERY)
        drawn = rng.integers(0, len(register), len(asked))
        other = drawn != true_rows[asked]
        _count(random, prepared, asked[other], drawn[other], register)
    return same, random


def _count(
    into: Mapping[str, FloatArray],
    prepared: Prepared,
    query: IntArray,
    row: IntArray,
    register: Register,
) -> None:
    for comparison, levels in compare(prepared, query, row, register).levels.items():
        into[comparison][:] += np.bincount(levels, minlength=len(LEVELS[comparison]))


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


def _calibrated(
    queries: Sequence[PersonQuery],
    rows: IntArray,
    register: Register,
    model: MatchModel,
) -> Calibration | None:
    """The thresholds at which the false-link rate holds with confidence; None where labels are too
    few to tell."""
    changed = replace(register, model=model, tables=log_tables(model))
    odds, right = [], []
    for start in range(0, len(queries), _BATCH):
        truth = rows[start : start + _BATCH]
        for query, bits, row in best_candidates(
            queries[start : start + _BATCH], changed
        ):
            odds.append(bits)
            right.append(row == truth[query])
    threshold = threshold_for(np.array(odds), np.array(right, bool), _DESIGN_RATE)
    if threshold is None:
        return None
    evidence = (
        f"{len(queries)} labelled queries: at most {_DESIGN_RATE} false links, "
        f"{_CONFIDENCE:.0%} confidence"
    )
    return _raised(model.calibration, threshold, evidence)


def _raised(before: Calibration, threshold: float, evidence: str) -> Calibration:
    """Labels may make the program more careful, never bolder than the worlds allow."""
    more = max(threshold - before.least_bits(_DESIGN_RATE), 0.0)
    thresholds = tuple((share, bits + more) for share, bits in before.thresholds)
    return before.model_copy(update={"thresholds": thresholds, "evidence": evidence})


def threshold_for(odds: FloatArray, right: Mask, rate: float) -> float | None:
    """The lowest odds from which on the Clopper-Pearson upper bound of the false-link rate stays
    below `rate`."""
    order = np.argsort(-odds, kind="stable")
    false = np.cumsum(~right[order])
    for last in range(len(order) - 1, -1, -1):
        # The bound grows with the false links; a few dozen distinct values decide quickly.
        if _tail(int(false[last]), last + 1, rate) <= 1 - _CONFIDENCE:
            return float(odds[order[last]])
    return None


def _tail(false: int, links: int, rate: float) -> float:
    """Chance of so few false links among `links` if the true rate were `rate`."""
    if false > links * rate * 3 + 10:
        return 1.0
    logs = (
        lgamma(links + 1)
        - lgamma(k + 1)
        - lgamma(links - k + 1)
        + k * log(rate)
        + (links - k) * log(1 - rate)
        for k in range(false + 1)
    )
    return sum(exp(value) for value in logs)
