"""Weights and thresholds from what people decided."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.matching.judge import judged
from pipeline.config import MatchSettings
from pipeline.errors import TableError
from pipeline.match.decision.decide import match_many
from pipeline.match.query.tables import QUERY_COLUMNS
from pipeline.match.register import Register, open_register
from pipeline.match.training.labelled import train
from pipeline.match.training.threshold import threshold_for
from schemas.linkage import Citizen
from synthetic.people.query_noise import noisy_queries

Write = Callable[..., Path]


def test_training_refits_and_keeps_links_right(
    people: pa.Table, copied: Register, tmp_path: Path, settings: MatchSettings
) -> None:
    rng = Random(5)
    registered = [
        Citizen(**row)
        for row in people.take(rng.sample(range(20_000), 4000)).to_pylist()
    ]
    strangers = [Citizen(**row) for row in people.slice(20_000).to_pylist()]
    cases = noisy_queries(registered, strangers, 4000, 5)
    columns = {
        c: pa.array([getattr(x.query, c) for x in cases], pa.string())
        for c in QUERY_COLUMNS
    }
    columns["true_citizen_id"] = pa.array(
        [x.citizen_id for x in cases[:-1]] + ["999999999999"], pa.string()
    )
    pq.write_table(pa.table(columns), tmp_path / "labels.parquet")
    report = train(tmp_path / "labels.parquet", copied)
    assert (report.labels, report.unknown) == (4000, 1)
    trained = open_register(copied.path)
    assert trained.version != copied.version
    assert trained.model.digest == report.model_digest
    assert 0.6 < trained.model.same.number["exact"] < 0.9
    assert sum(trained.model.same.name.values()) == pytest.approx(1)
    fresh = noisy_queries(registered[::-1], strangers[::-1], 2000, 6)
    decisions = list(match_many([c.query for c in fresh], trained, settings))
    result = judged(fresh, decisions, trained)
    assert result["false_links"] <= 1
    assert result["recall"] > 0.7


def test_labels_without_anybody_known(write_csv: Write, copied: Register) -> None:
    with pytest.raises(TableError) as caught:
        train(
            write_csv(
                ["q1,An,", "q2,An,abc"], header="query_id,full_name,true_citizen_id"
            ),
            copied,
        )
    assert caught.value.code == "labels_empty"
    with pytest.raises(TableError, match="true_citizen_id"):
        train(write_csv(["q1,An"], header="query_id,full_name"), copied)
    assert not (copied.path / "model.json").exists()


def test_threshold_holds_the_rate_with_confidence() -> None:
    odds = np.arange(10_000.0)
    assert threshold_for(odds, np.ones(10_000, bool), 0.001) == 0.0
    assert threshold_for(odds[:2000], np.ones(2000, bool), 0.001) is None
    right = np.ones(10_000, bool)
    right[:100] = False
    # 9,900 right links allow four false ones at 95 % confidence (Clopper-Pearson: upper bound 9.15
    # / 9,904).
    assert threshold_for(odds, right, 0.001) == 96.0


def test_a_label_with_too_many_columns_is_not_dropped(
    write_csv: Write, copied: Register
) -> None:
    with pytest.raises(TableError) as caught:
        train(
            write_csv(
                ["q1,An,", "q2,An,Bình,abc"],
                header="query_id,full_name,true_citizen_id",
            ),
            copied,
        )
    assert (caught.value.code, caught.value.values["row"]) == ("query_row_broken", "3")
