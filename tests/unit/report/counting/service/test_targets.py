"""A share against its target."""

from __future__ import annotations

import pytest

from pipeline.report.counting.plans import load_plan
from pipeline.report.counting.service.targets import (
    AgainstTarget,
    against_target,
    note_unstated,
    target_of,
)


@pytest.mark.parametrize(
    ("part", "whole", "target", "expected"),
    [
        (7, 20, 0.35, AgainstTarget(0.35, 0.35, 0.0, 0)),
        (6, 20, 0.35, AgainstTarget(0.3, 0.35, 0.3 - 0.35, 1)),
        (1, 1, None, AgainstTarget(1.0, None, None, None)),
        (0, 0, 0.8, AgainstTarget(None, 0.8, None, None)),
    ],
)
def test_what_is_lacking(
    part: int, whole: int, target: float | None, expected: AgainstTarget
) -> None:
    assert against_target(part, whole, target) == expected


def test_targets_and_limits_of_the_plan() -> None:
    plan = load_plan("plan-190")
    assert target_of(plan, "satisfaction", "commune", 2025) == 0.95
    assert target_of(plan, "handed_over", "district", 2023) == 0.8
    assert target_of(plan, "satisfaction", "province", 2025) is None
    assert target_of(None, "satisfaction", "commune", 2025) is None
    limits = [plan.limit("waiting_minutes", "commune", at) for at in range(2021, 2027)]
    assert limits == [None, 30, 15, 15, 15, None]
    assert plan.limit("dossier_minutes", "district", 2024) == 30
    assert plan.limit("dossier_minutes", "province", 2024) is None


def test_what_the_export_does_not_say() -> None:
    assert note_unstated(5, 0) == []
    assert [note.code for note in note_unstated(5, 5)] == ["never_stated"]
    (note,) = note_unstated(5, 2)
    assert (note.code, note.values) == ("unstated", {"count": 2, "all": 5})
