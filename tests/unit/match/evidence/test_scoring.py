"""Match weights: the ratio of chances, and the frequency of what is agreed on."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.candidates.number_edits import FAR
from pipeline.match.evidence.comparison import Compared
from pipeline.match.evidence.held_numbers import HeldNumbers
from pipeline.match.evidence.rivals import shortlist
from pipeline.match.evidence.scoring import score
from pipeline.match.weights.model import COMPARISONS, LEVELS, default_model, log_tables

MODEL = default_model()
TABLES = log_tables(MODEL)


def _compared(*pairs: dict[str, str], name_frequency: float = np.nan) -> Compared:
    levels = {
        c: np.array([LEVELS[c].index(one.get(c, "absent")) for one in pairs], np.uint8)
        for c in COMPARISONS
    }
    unknown = np.full(len(pairs), -1)
    frequency = {"name": np.full(len(pairs), name_frequency)}
    edits = np.array([int(one.get("edits", FAR)) for one in pairs])
    signs = {"number_says": np.ones(len(pairs), np.uint8)}
    return Compared(levels, frequency, HeldNumbers(unknown, unknown), edits, signs)


def test_a_rarer_name_weighs_more() -> None:
    common, rare = (
        score(
            _compared({"name": "exact"}, name_frequency=share),
            np.zeros(1, np.int64),
            TABLES,
        )
        for share in (1e-3, 1e-6)
    )
    assert rare.weight[0] - common.weight[0] == pytest.approx(np.log2(1000))
    assert common.weight[0] == pytest.approx(np.log2(MODEL.same.name["exact"] / 1e-3))


def test_what_follows_from_a_near_number_counts_once() -> None:
    far, near = (
        {"number": number, "gender": "equal"} for number in ("different", "one_edit")
    )
    scored = score(_compared(far, near), np.zeros(2, np.int64), TABLES)
    assert (
        scored.by_comparison["gender"][0]
        > 0.9
        > 0.1
        > scored.by_comparison["gender"][1]
    )


def test_the_best_of_each_query_come_first_and_far_ones_are_left_out() -> None:
    pairs = _compared({"name": "different"}, {"name": "exact"}, {"name": "folded"}, {})
    scored = score(pairs, np.array([0, 0, 0, 2]), TABLES)
    assert scored.order.tolist() == [1, 2, 0, 3]
    assert scored.begins.tolist() == [0, 3]
    found = shortlist(scored, 4, most=2, reach=1000.0)
    assert (found.pairs.tolist(), found.begins.tolist()) == ([1, 2, 3], [0, 2])
    assert shortlist(scored, 4, most=3, reach=2.0).pairs.tolist() == [1, 2, 3]


def test_of_equal_pairs_the_one_with_the_nearer_number_comes_first() -> None:
    far = {"number": "different", "name": "exact"}
    pairs = _compared({**far, "edits": "7"}, {**far, "edits": "4"}, far)
    scored = score(pairs, np.zeros(3, np.int64), TABLES)
    assert scored.order.tolist() == [1, 0, 2]
    assert len(set(scored.weight.tolist())) == 1
