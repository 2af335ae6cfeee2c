"""Long columns in order and numbered, whether they fit into one number or not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.match.register.sorting import numbered, stable_order

FEW, MANY = st.integers(0, 3), st.integers(0, 2**62)


@settings(deadline=None)
@given(st.lists(st.tuples(FEW, FEW | MANY, MANY | FEW), max_size=30))
def test_rows_stand_by_their_keys_and_equal_ones_as_they_stood(rows) -> None:
    keys = [np.array(column, np.uint64) for column in zip(*rows, strict=True)] or [
        np.empty(0, np.uint64)
    ]
    order = stable_order(*keys).tolist()
    assert order == sorted(range(len(rows)), key=lambda at: rows[at])


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.uint32, np.int64, np.uint64])
def test_any_kind_of_number_is_sorted(kind: type) -> None:
    key = np.array([7, 3, 100, 3, 7], kind)
    assert stable_order(key).tolist() == [1, 3, 0, 4, 2]
    assert stable_order(key, key[::-1]).tolist() == [1, 3, 0, 4, 2]


@pytest.mark.parametrize("span", [8, 1 << 28])
def test_values_are_numbered_in_their_order(span: int) -> None:
    distinct, number = numbered(np.array([5, 0, 5, 7, 0]), span)
    assert (distinct.tolist(), number.tolist()) == ([0, 5, 7], [1, 0, 1, 2, 0])


def test_nothing_is_numbered() -> None:
    distinct, number = numbered(np.empty(0, np.int64), 1)
    assert (len(distinct), len(number)) == (0, 0)
