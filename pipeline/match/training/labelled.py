"""Refit the weights from labelled queries:
counting levels among true pairs and among random ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.errors import TableError
from pipeline.match.arrays import IntArray
from pipeline.match.decision.ranking import Ranked
from pipeline.match.evidence.comparison import compare
from pipeline.match.query.prepared import prepare
from pipeline.match.query.tables import QUERY_COLUMNS, refuse_broken
from pipeline.match.register import Register
from pipeline.match.training.counting import (
    BATCH,
    Counts,
    count_levels,
    count_random,
    no_counts,
    save_model,
    with_counts,
)
from pipeline.match.training.patterns import patterns_of, rank_with, with_patterns
from pipeline.match.training.threshold import CONFIDENCE, threshold_for
from pipeline.match.weights.model import Calibration, MatchModel
from pipeline.tables.columns import TableSource
from schemas.linkage import PersonQuery

TRUTH = "true_citizen_id"
_DESIGN_RATE = 0.001


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
    ranked = rank_with(model, queries, register)
    model = with_patterns(model, patterns_of(ranked.values(), len(queries)))
    calibration = _calibrated(ranked, rows, len(register), model)
    if calibration is not None:
        model = model.model_copy(update={"calibration": calibration})
    save_model(model, register)
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
    source = f"{len(queries)} labelled queries"
    same, random = _counted(queries, rows, register)
    return with_counts(register.model, same, random, source)


def _counted(
    queries: Sequence[PersonQuery], rows: IntArray, register: Register
) -> tuple[Counts, Counts]:
    """How often each level occurs among true pairs, and among random ones."""
    same, random = no_counts(), no_counts()
    rng = np.random.default_rng(0)
    for start in range(0, len(queries), BATCH):
        prepared = prepare(queries[start : start + BATCH], register)
        truth = rows[start : start + BATCH]
        linked = np.flatnonzero(truth >= 0)
        count_levels(same, compare(prepared, linked, truth[linked], register).levels)
        count_random(random, prepared, truth, register, rng)
    return same, random


def _calibrated(
    ranked: Mapping[int, Ranked], rows: IntArray, people: int, model: MatchModel
) -> Calibration | None:
    """The thresholds at which the false-link rate holds with confidence; None where labels are too
    few to tell."""
    odds = [mine.bits[0] for mine in ranked.values()]
    right = [mine.rows[0] == rows[query] for query, mine in ranked.items()]
    threshold = threshold_for(np.array(odds), np.array(right, bool), _DESIGN_RATE)
    if threshold is None:
        return None
    evidence = (
        f"{len(rows)} labelled queries: at most {_DESIGN_RATE} false links, "
        f"{CONFIDENCE:.0%} confidence"
    )
    return _raised(model.calibration, people, threshold, evidence)


def _raised(
    before: Calibration, rows: int, threshold: float, evidence: str
) -> Calibration:
    """Labels may make the program more careful, never bolder than the worlds allow."""
    more = max(threshold - before.least_bits(_DESIGN_RATE, rows), 0.0)
    thresholds = tuple((share, bits + more) for share, bits in before.thresholds)
    return before.model_copy(update={"thresholds": thresholds, "evidence": evidence})
