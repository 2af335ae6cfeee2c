"""Strings by number, and runs of numbers."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.arrays import (
    StringTable,
    places_in,
    places_where,
    run_sizes,
    spread,
)


@pytest.mark.parametrize("words", [[], ["an"], ["an", "", "bình", "đức"]])
def test_strings_come_back_by_number(words):
    table = StringTable.of(words)
    assert [table[i] for i in range(len(table))] == words
    some = np.arange(len(words))[::-1]
    assert table.take(some) == words[::-1]


def test_runs_follow_one_another():
    low, counts = np.array([5, 9, 2]), np.array([2, 0, 3])
    assert spread(low, counts).tolist() == [5, 6, 2, 3, 4]
    assert spread(low[:0], counts[:0]).tolist() == []


def test_values_are_found_in_a_sorted_index():
    place, there = places_in(np.array([2, 4, 4, 9]), np.array([9, 4, 3, 10, 0]))
    assert there.tolist() == [True, True, False, False, False]
    assert place[there].tolist() == [3, 1]


def test_runs_have_sizes():
    assert run_sizes(np.array([0, 2, 2, 5]), 6).tolist() == [2, 0, 3, 1]
    assert run_sizes(np.array([0]), 0).tolist() == [0]
    assert run_sizes(np.empty(0, np.int64), 0).tolist() == []


def test_places_where_it_holds():
    assert places_where(np.array([True, False, True])).tolist() == [0, 2]
