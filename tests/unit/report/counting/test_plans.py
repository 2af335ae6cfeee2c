from pathlib import Path

import pytest

from pipeline.config import CONFIGS
from pipeline.errors import UsageError
from pipeline.report.counting.plans import Reading, load_plan

YEARS = range(2021, 2026)


def test_plan_190_in_points() -> None:
    plan = load_plan("plan-190", "points")
    assert [plan.target("past_results", "district", year) for year in YEARS] == [
        0.2,
        0.4,
        0.6,
        0.8,
        1.0,
    ]
    assert [plan.target("past_results", "commune", year) for year in YEARS] == [
        0.15,
        0.35,
        0.55,
        0.75,
        0.95,
    ]


def test_plan_190_as_growth_is_a_fifth_more_each_year() -> None:
    plan = load_plan("plan-190", "growth")
    assert [plan.target("past_results", "district", year) for year in YEARS][:3] == [
        0.2,
        0.24,
        0.288,
    ]
    for level, first in (("district", 0.20), ("commune", 0.15)):
        for step, year in enumerate(YEARS):
            assert plan.target("past_results", level, year) == pytest.approx(
                first * 1.2**step
            )


def test_readings_stand_side_by_side() -> None:
    plan = load_plan("plan-190", "points")
    assert plan.target("past_results", "district", 2023, Reading.GROWTH) == 0.288
    assert plan.data.full_line is not None
    assert (plan.data.full_line.value, plan.data.full_line.before) == (1.0, 2025)


def test_a_plan_is_silent_where_it_says_nothing() -> None:
    plan = load_plan("plan-190")
    assert plan.reading == "points"
    assert plan.target("past_results", "district", 2020) is None
    assert plan.target("past_results", "district", 2026) is None
    assert plan.target("past_results", "province", 2024) is None
    assert plan.target("components", "district", 2024) is None
    assert plan.target("results", "commune", 2022) is None
    assert plan.target("results", "commune", 2023) == 1.0
    assert plan.target("past_results", None, 2024) is None


def test_a_plan_from_a_file(tmp_path: Path) -> None:
    text = (CONFIGS / "plans" / "plan-190.toml").read_text(encoding="utf-8")
    path = tmp_path / "tinh.toml"
    path.write_text(
        text.replace('name = "plan-190"', 'name = "tinh"'), encoding="utf-8"
    )
    assert load_plan(str(path)).name == "tinh"


@pytest.mark.parametrize("name", ["plan-191", "", "../plan-190", "plan-190.toml"])
def test_unknown_plan(name: str) -> None:
    with pytest.raises(UsageError, match="no plan") as caught:
        load_plan(name)
    assert caught.value.code == "unknown_plan"
    assert "plan-190" in (caught.value.remedy or "")


def test_unknown_reading() -> None:
    with pytest.raises(UsageError) as caught:
        load_plan("plan-190", "percent")
    assert caught.value.code == "bad_reading"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("measure = ", "mesure = "),
        ('levels = ["commune"]', 'levels = ["ward"]'),
        ("points = [0.20, 0.40", "points = [20, 0.40"),
        ("growth = [0.20, ", "growth = ["),
        ("both = [1.0, 1.0, 1.0]", "both = [1.0]\npoints = [1.0]\ngrowth = [1.0]"),
        ("[full_line]", "[full_line"),
    ],
)
def test_a_wrong_plan_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = (CONFIGS / "plans" / "plan-190.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_plan(str(path))
    assert caught.value.code == "bad_plan"
    assert str(path) in (caught.value.item or "")
