"""Weights estimated without labels, beside what labels say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from benchmarks.matching.judge import judged
from pipeline.config import MatchSettings
from pipeline.errors import TableError
from pipeline.match.decision.decide import match_many
from pipeline.match.query.tables import QUERY_COLUMNS
from pipeline.match.register import Register, open_register
from pipeline.match.training.labelled import train
from pipeline.match.training.unlabelled import estimated, train_unlabelled
from pipeline.match.weights.model import COMPARISONS, LEVELS, default_model
from schemas.linkage import Citizen
from synthetic.people.query_noise import NATURAL, Truth, noisy_queries

Write = Callable[..., Path]


def _cases(people: pa.Table, seed: int, count: int = 3000) -> list[Truth]:
    drawn = people.take(Random(seed).sample(range(20_000), count))
    registered = [Citizen(**row) for row in drawn.to_pylist()]
    strangers = [Citizen(**row) for row in people.slice(20_000).to_pylist()]
    return noisy_queries(registered, strangers, count, seed, NATURAL)


def _table(cases: list[Truth], place: Path, labels: bool) -> Path:
    columns = {
        c: pa.array([getattr(x.query, c) for x in cases], pa.string())
        for c in QUERY_COLUMNS
    }
    if labels:
        columns["true_citizen_id"] = pa.array([x.citizen_id for x in cases])
    pq.write_table(pa.table(columns), place)
    return place


def test_the_estimate_is_near_what_labels_say(
    people: pa.Table, copied: Register, tmp_path: Path, settings: MatchSettings
) -> None:
    cases = _cases(people, 5)
    asked = _table(cases, tmp_path / "asked.parquet", labels=False)
    report = train_unlabelled(asked, copied)
    estimate = open_register(copied.path)
    assert estimate.model.digest == report.model_digest != copied.model.digest
    registered = sum(case.citizen_id is not None for case in cases)
    assert report.same == pytest.approx(registered, rel=0.1)
    train(_table(cases, tmp_path / "labels.parquet", labels=True), copied)
    known = open_register(copied.path).model.same
    for fact, level in (("name", "exact"), ("birth", "exact"), ("place", "commune")):
        told = getattr(estimate.model.same, fact)[level]
        assert told == pytest.approx(getattr(known, fact)[level], abs=0.06), fact
    fresh = _cases(people, 6, 1500)
    decided = list(match_many([c.query for c in fresh], estimate, settings))
    result = judged(fresh, decided, estimate)
    assert result["false_links"] <= 1
    assert result["recall"] > 0.85


def test_the_thresholds_stay_and_the_patterns_are_kept(
    people: pa.Table, copied: Register, tmp_path: Path
) -> None:
    asked = _table(_cases(people, 7, 400), tmp_path / "q.parquet", labels=False)
    train_unlabelled(asked, copied)
    model = open_register(copied.path).model
    assert model.calibration == copied.model.calibration
    assert model.patterns is not None
    assert model.patterns.queries == 400 >= model.patterns.found > 300
    for levels in model.patterns.levels.values():
        assert sum(levels.values()) == model.patterns.found


def test_queries_that_resemble_nobody_teach_nothing(
    write_csv: Write, copied: Register
) -> None:
    table = write_csv(["q1,Zzyzx"], header="query_id,full_name")
    with pytest.raises(TableError) as caught:
        train_unlabelled(table, copied)
    assert caught.value.code == "match_nobody_alike"
    assert not (copied.path / "model.json").exists()


@tried(max_examples=30, deadline=None)
@given(st.data())
def test_shares_stay_shares_whatever_is_seen(data: st.DataObject) -> None:
    rows = data.draw(
        st.lists(
            st.tuples(*(st.integers(0, len(LEVELS[c]) - 1) for c in COMPARISONS)),
            min_size=1,
            max_size=12,
            unique=True,
        )
    )
    counts = data.draw(
        st.lists(st.integers(1, 1000), min_size=len(rows), max_size=len(rows))
    )
    before = default_model().same
    start = {
        c: np.array([getattr(before, c).get(level, 1.0) for level in LEVELS[c]])
        for c in COMPARISONS
    }
    found, rounds = estimated(np.array(rows), np.array(counts, np.float64), start)
    assert 0 <= found.share <= 1 <= rounds
    for chances in (*found.same.values(), *found.other.values()):
        assert np.isfinite(chances).all() and (chances > 0).all()
        assert chances.max() <= 1
