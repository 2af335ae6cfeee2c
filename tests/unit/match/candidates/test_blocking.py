"""The blocking rules: what a query does not tell asks for nothing."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.candidates.blocking import all_ranges
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from schemas.linkage import PersonQuery

UNSURE = np.full(1, -1)


@pytest.mark.parametrize("wide", [False, True])
def test_a_query_that_says_nothing_asks_for_nothing(
    register: Register, wide: bool
) -> None:
    prepared = prepare([PersonQuery("q", gender="nam")], register)
    assert (
        sum(len(one.query) for one in all_ranges(prepared, register, UNSURE, wide)) == 0
    )


def test_slices_lie_within_their_index_and_name_their_query(register: Register) -> None:
    citizens = [register.citizen(row) for row in (5, 9000)]
    queries = [
        PersonQuery("q", one.citizen_id, one.old_id, one.full_name, one.birth_date)
        for one in citizens
    ]
    seen = set()
    for one in all_ranges(
        prepare(queries, register), register, np.full(2, -1), wide=True
    ):
        assert np.all(one.low <= one.high)
        assert np.all(one.high <= len(one.rows))
        seen.update(one.query.tolist())
    assert seen == {0, 1}
