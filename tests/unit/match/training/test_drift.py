"""Papers of late beside those that the weights were trained on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.match.query.tables import QUERY_COLUMNS
from pipeline.match.register import Register, open_register
from pipeline.match.training.drift import compared, measure_drift
from pipeline.match.training.unlabelled import train_unlabelled
from pipeline.match.weights.model import LEVELS, Patterns
from schemas.linkage import Citizen, PersonQuery
from synthetic.people.query_noise import NATURAL, noisy_queries

COUNTS = st.integers(0, 500)


def _queries(people: pa.Table, seed: int) -> list[PersonQuery]:
    drawn = people.take(Random(seed).sample(range(20_000), 1500))
    registered = [Citizen(**row) for row in drawn.to_pylist()]
    strangers = [Citizen(**row) for row in people.slice(20_000).to_pylist()]
    cases = noisy_queries(registered, strangers, 1500, seed, NATURAL)
    return [case.query for case in cases]


@pytest.fixture
def trained(people: pa.Table, copied: Register, tmp_path: Path) -> Register:
    asked = _queries(people, 11)
    columns = {c: [getattr(one, c) for one in asked] for c in QUERY_COLUMNS}
    table = pa.table({c: pa.array(v, pa.string()) for c, v in columns.items()})
    pq.write_table(table, tmp_path / "asked.parquet")
    train_unlabelled(tmp_path / "asked.parquet", copied)
    return open_register(copied.path)


def test_like_papers_warn_of_nothing_and_unlike_ones_name_what_moved(
    people: pa.Table, trained: Register
) -> None:
    alike = measure_drift(_queries(people, 12), trained, 0.25, 300)
    assert not alike.warns and not alike.few
    assert max(one.index for one in alike.moved) < 0.05
    without = [replace(one, birth_date=None) for one in _queries(people, 13)]
    moved = measure_drift(without, trained, 0.25, 300)
    warned = {one.comparison: one for one in moved.moved if one.warns}
    assert "birth" in warned and "gender" not in warned
    assert warned["birth"].now < 0.05 < 0.5 < warned["birth"].before
    assert warned["birth"].level == "exact" or warned["birth"].level == "absent"


def test_few_papers_never_warn(people: pa.Table, trained: Register) -> None:
    few = [replace(one, birth_date=None) for one in _queries(people, 13)[:299]]
    report = measure_drift(few, trained, 0.25, 300)
    assert report.few and not report.warns
    assert measure_drift([], trained, 0.25, 300).queries == 0


def test_weights_that_were_never_trained_have_nothing_to_compare(
    register: Register,
) -> None:
    with pytest.raises(UsageError) as caught:
        measure_drift([], register, 0.25, 300)
    assert caught.value.code == "match_patterns_missing"


def _patterns(found: int, counts: dict[str, int]) -> Patterns:
    levels = {c: dict.fromkeys(names, 0) for c, names in LEVELS.items()}
    levels["birth"] |= counts
    return Patterns(queries=600, found=found, levels=levels)


def test_the_index_by_hand() -> None:
    before = _patterns(600, {"exact": 300, "absent": 300})
    now = _patterns(600, {"exact": 450, "absent": 150})
    birth = {o.comparison: o for o in compared(before, now, 0.25, 300).moved}["birth"]
    # (0.75 - 0.5) ln 1.5 + (0.25 - 0.5) ln 0.5, nearly: unseen levels count half.
    assert birth.index == pytest.approx(0.2747, abs=0.01)
    assert birth.warns and birth.level == "absent"
    assert (birth.before, birth.now) == (0.5, 0.25)


@tried(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(LEVELS["birth"]), COUNTS))
def test_the_same_patterns_have_not_moved(counts: dict[str, int]) -> None:
    one = _patterns(600, counts)
    report = compared(one, one, 0.01, 1)
    assert not report.warns
    assert {moved.index for moved in report.moved} == {0.0}
