"""Labels, and what a chart leaves out."""

import pytest

from pipeline.report.charts import (
    MAX_BARS,
    Bar,
    BarChart,
    BarGroup,
    HeatCell,
    Label,
    label_unit,
    pick_extremes,
)
from pipeline.report.counting.by_unit import Agency
from pipeline.report.wording.words import ReportWords

VI = ReportWords("vi")


def chart(*bars: Bar) -> BarChart:
    return BarChart(
        "t", (BarGroup("g", ()), BarGroup("h", bars)), None, "b", full_line=True
    )


def test_a_unit_is_cut_to_the_space_there_is() -> None:
    name = "Trung tâm phục vụ hành chính công của một tỉnh rất xa"
    label = label_unit(Agency("H1", name, "province"))
    assert label.full == f"{name} (H1)"
    assert len(label.short) <= 42
    assert label.short.endswith("…")
    assert name.startswith(label.short[:-1])


@pytest.mark.parametrize(
    ("agency", "label"),
    [
        (Agency("W", None, None), Label("W", "W (W)")),
        (Agency(None, None, None), Label("", " ()")),
        (Agency("W", "Phường\x07 V", None), Label("Phường  V", "Phường  V (W)")),
    ],
)
def test_a_unit_without_name_or_with_odd_letters(agency: Agency, label: Label) -> None:
    assert label_unit(agency) == label


def test_few_units_are_all_drawn() -> None:
    units = [0.5] * MAX_BARS
    assert pick_extremes(units, lambda unit: unit, VI) == (units, None)


def test_of_many_units_the_lowest_and_highest_stay_in_their_order() -> None:
    units = [
        *(number / 100 for number in range(50, 100)),
        *(n / 100 for n in range(50)),
        None,
    ]
    chosen, remark = pick_extremes(units, lambda unit: unit, VI)
    half = MAX_BARS // 2
    assert chosen == [
        *(n / 100 for n in range(80, 100)),
        *(n / 100 for n in range(half)),
    ]
    assert remark is not None
    assert "101 đơn vị" in remark


def test_a_legend_names_the_targets_that_are_drawn() -> None:
    label = Label("a", "a")
    plain, one, both = (
        Bar(label, 0.5, ""),
        Bar(label, 0.5, "", points=0.8),
        Bar(label, None, "", points=0.8, growth=0.3),
    )
    assert (chart(plain).has_points, chart(plain).has_growth) == (False, False)
    assert (chart(plain, one).has_points, chart(plain, one).has_growth) == (True, False)
    assert chart(plain, both).has_growth


@pytest.mark.parametrize(
    ("value", "percent", "shade"),
    [
        (None, "–", None),
        (0.0, "0", 0),
        (0.0004, "1", 0),
        (0.2, "20", 1),
        (0.9996, "99", 4),
        (1.0, "100", 4),
    ],
)
def test_a_cell_never_rounds_to_nothing_or_all(
    value: float | None, percent: str, shade: int | None
) -> None:
    cell = HeatCell(value, "")
    assert (cell.percent, cell.shade) == (percent, shade)
