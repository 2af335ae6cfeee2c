"""The trees: more agreement never lowers, parts add up, a broken file is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import CONFIGS
from pipeline.errors import UsageError
from pipeline.match.weights.features import FEATURES, GROUP_OF, GROUPS
from pipeline.match.weights.forest import default_forest, read_forest

_PLACE = CONFIGS / "matching" / "forest.json"
_ROW = st.lists(
    st.floats(-60, 60, width=32), min_size=len(FEATURES), max_size=len(FEATURES)
)
_RULED = [i for i, f in enumerate(FEATURES) if f.way]


@settings(max_examples=200, deadline=None)
@given(_ROW, st.sampled_from(_RULED), st.floats(0, 60, width=32))
def test_more_agreement_never_lowers(
    row: list[float], feature: int, more: float
) -> None:
    evidence = np.array([row, row], np.float32)
    evidence[1, feature] += FEATURES[feature].way * more
    before, after = default_forest().log_odds(evidence)
    assert after >= before - 1e-4


@settings(max_examples=50, deadline=None)
@given(_ROW)
def test_parts_add_up_to_the_odds(row: list[float]) -> None:
    forest, evidence = default_forest(), np.array([row], np.float32)
    parts = forest.parts(forest.ways(evidence), GROUP_OF, len(GROUPS))
    assert forest.start + parts.sum() == pytest.approx(forest.log_odds(evidence)[0])


def test_two_trees_by_hand(tmp_path: Path) -> None:
    content = _content()
    first = {
        "feature": [1, -1, 0, -1, -1],
        "threshold": [0.5, 0.0, 2.0, 0.0, 0.0],
        "left": [1, 0, 3, 0, 0],
        "right": [2, 0, 4, 0, 0],
        "bits": [0.0, 4.0, -1.0, -2.0, -3.0],
    }
    alone = {
        "feature": [-1],
        "threshold": [0.0],
        "left": [0],
        "right": [0],
        "bits": [0.25],
    }
    content.update(trees=[first, alone], start_bits=1.0)
    forest = read_forest(_written(content, tmp_path))
    evidence = np.zeros((3, len(FEATURES)), np.float32)
    evidence[1:, 1] = 1
    evidence[2, 0] = 2.5
    assert forest.log_odds(evidence).tolist() == [5.25, -0.75, -1.75]


def test_trees_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    for change in (
        {"features": ["number_edits"]},
        {"trees": [{**_content()["trees"][0], "left": [0]}]},
        {
            "trees": [
                {
                    **_content()["trees"][0],
                    "left": [0] * len(_content()["trees"][0]["left"]),
                }
            ]
        },
    ):
        with pytest.raises(UsageError) as caught:
            read_forest(_written({**_content(), **change}, tmp_path))
        assert caught.value.code == "match_forest_invalid"
    with pytest.raises(UsageError):
        read_forest(tmp_path / "none.json")


def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_PLACE.read_text(encoding="utf-8"))
    return content


def _written(content: dict[str, Any], folder: Path) -> Path:
    path = folder / "forest.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
