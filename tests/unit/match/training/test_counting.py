"""Probabilities that follow from counted levels."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.register import Register, open_register
from pipeline.match.training.counting import (
    count_levels,
    no_counts,
    save_model,
    with_counts,
)
from pipeline.match.weights.model import COMPARISONS, LEVELS, default_model


def test_no_labels_leave_the_weights_and_many_outvote_them() -> None:
    before = default_model()
    same = with_counts(before, no_counts(), no_counts(), "nothing").same
    for comparison in COMPARISONS:
        for share in getattr(same, comparison).values():
            assert 0 < share < 1
        if comparison != "number":
            table = getattr(before.same, comparison)
            whole = sum(table.values())
            assert getattr(same, comparison) == pytest.approx(
                {level: share / whole for level, share in table.items()}
            )
    seen = no_counts()
    levels = np.full(100_000, LEVELS["birth"].index("near"), np.uint8)
    count_levels(seen, {"birth": levels})
    after = with_counts(before, seen, no_counts(), "many")
    assert after.same.birth["near"] > 0.99
    assert after.source.startswith("refitted from many; before: ")
    assert after.random.number == before.random.number


def test_a_saved_model_is_the_registers_own(copied: Register) -> None:
    seen = no_counts()
    save_model(with_counts(copied.model, seen, seen, "nothing"), copied)
    opened = open_register(copied.path)
    assert opened.model.source.startswith("refitted from nothing")
    assert (copied.path / "model.json").stat().st_mode & 0o777 == 0o600
