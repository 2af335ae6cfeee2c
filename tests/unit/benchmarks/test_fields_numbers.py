"""Accepted citizens' numbers are counted by level, and bounded."""

from collections import Counter

import numpy as np
import pytest

from benchmarks.fields.numbers import (
    Number,
    Papers,
    draw_paper,
    lines,
    with_numbers,
)


def number(level, accepted, right):
    return Number(level, "001080000001", accepted, right)


def test_a_row_for_each_level_and_for_all():
    found = [
        *[number("clean", True, True)] * 58,
        number("clean", False, False),
        number("hard", True, False),
    ]
    rows = list(lines(found, Counter(clean=60, hard=1)))
    assert rows[2] == "| clean | 60 | 59 | 58 | 0 | 94.97% |"
    assert rows[3] == "| office | 0 | 0 | 0 | 0 | 0.00% |"
    assert rows[-1].startswith("| all | 61 | 60 | 59 | 1 | ")


@pytest.mark.parametrize("papers", Papers)
def test_every_paper_prints_a_citizens_number(papers):
    rng = np.random.default_rng(4)
    for _ in range(6):
        names = {fact.name for fact in draw_paper(papers, rng).facts}
        assert names & {"citizen_id", "old_id"}


def test_papers_of_the_other_generator_are_known_by_their_text():
    assert {outline.name for outline in with_numbers()} >= {"khai_tu", "tach_thua"}
