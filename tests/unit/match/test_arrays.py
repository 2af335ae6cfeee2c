"""Strings by number, and runs of numbers."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.arrays import StringTable, spread


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
