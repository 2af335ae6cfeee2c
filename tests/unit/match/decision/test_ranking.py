"""The short list of a query: the forest's order at its head, the weights' behind it."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.decision.decide import rank_candidates
from pipeline.match.decision.ranking import probability, rank
from pipeline.match.decision.weighing import weigh
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from pipeline.match.weights.features import GROUPS
from pipeline.match.weights.model import COMPARISONS, Calibration
from schemas.linkage import PersonQuery

MOST = 5


def _queries(register: Register) -> list[PersonQuery]:
    found = [register.citizen(row) for row in (17, 4000, 12_345)]
    asked = [
        PersonQuery("q", None, None, one.full_name, one.birth_date) for one in found
    ]
    return [*asked, PersonQuery("nobody", full_name="Xyz Qwk Zzz")]


def test_each_query_has_its_own_list_best_first(register: Register) -> None:
    queries = _queries(register)
    weighed = weigh(prepare(queries, register), register, wide=False)
    found = rank(weighed, register, MOST)
    assert sorted(found) == [0, 1, 2]
    for number, mine in found.items():
        assert len(mine.ids) == len(mine.rows) <= MOST
        assert mine.ids == tuple(register.citizen_id(row) for row in mine.rows)
        assert mine.bits == sorted(mine.bits, reverse=True)
        assert set(mine.levels) == set(mine.weights) == set(COMPARISONS)
        assert set(mine.parts) == set(GROUPS)
        assert mine.weight == pytest.approx(sum(mine.weights.values()))
        assert (mine.runner_up is None) == (len(mine.ids) == 1)
        alone = weigh(prepare([queries[number]], register), register, wide=False)
        assert rank(alone, register, MOST) == {0: mine}


def test_what_the_trees_say_is_the_sum_of_the_parts(register: Register) -> None:
    for mine in rank_candidates(_queries(register), register).values():
        assert register.forest.start + sum(mine.parts.values()) == pytest.approx(
            mine.bits[0]
        )


def test_probability_is_a_straight_line_of_odds() -> None:
    line = Calibration(
        slope=2.0,
        offset=-1.0,
        thresholds=((0.001, 5.0),),
        least_lead=3.0,
        evidence="none",
    )
    assert probability(np.array([0.5, 1.0, 1e6]), line).tolist() == pytest.approx(
        [0.5, 2 / 3, 1.0]
    )
