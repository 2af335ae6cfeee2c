"""Charts and head figures of the rates."""

from __future__ import annotations

import pytest

from pipeline.report.charts import BarChart, HeatMap
from pipeline.report.counting.tables import Tables
from pipeline.report.definitions.rates import RATES
from pipeline.report.wording.words import ReportWords
from tests.unit.report.definitions.rates.made_rates import made
from tests.unit.report.report_tables import (
    document,
    export,
    finished,
    past,
    table,
)


def charted(tables: Tables, period: str = "2024") -> tuple[BarChart, ...]:
    charts = RATES.charts(made(tables, period), ReportWords("vi"))
    return tuple(chart for chart in charts if isinstance(chart, BarChart))


def test_units_by_month_of_the_last_year() -> None:
    tables = {
        "one_stop": table(
            "one_stop",
            export("a", "W1", received_at="2024-02-01T08:00:00+07:00"),
            export("b", "W1", received_at="2024-02-29T08:00:00+07:00"),
            export("c", "W2", received_at="2024-11-01T08:00:00+07:00"),
            export("d", "W2", received_at="2023-05-01T08:00:00+07:00"),
        ),
        "documents": table("documents", document("a", kind="component")),
    }
    charts = RATES.charts(made(tables, "2023-01-01..2024-12-31"), ReportWords("vi"))
    (heat,) = (chart for chart in charts if isinstance(chart, HeatMap))
    assert (
        heat.title
        == "Theo tháng: thành phần hồ sơ khi tiếp nhận, năm 2024 (% của tháng)"
    )
    assert heat.columns == ("2", "11")
    shown = [[(cell.percent, cell.shade) for cell in row.cells] for row in heat.rows]
    assert shown == [[("50", 2), ("–", None)], [("–", None), ("0", 0)]]
    assert heat.rows[0].cells[0].text == "50,0\u00a0% (1/2)"


def test_figures_name_the_fraction_and_the_levels() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a", "D", "district"), past("b"), past("c")
        ),
        "documents": table("documents", document("a")),
    }
    first, second, _ = RATES.figures(made(tables).totals, ReportWords("vi"))
    assert (first.label, first.value) == ("Kết quả cũ còn hiệu lực", "33,3\u00a0%")
    assert first.detail == (
        "1 trên 3 · Quận/huyện: 100,0\u00a0% (chỉ tiêu 80,0\u00a0%, còn thiếu 0)"
        " · Xã/phường: 0,0\u00a0% (chỉ tiêu 75,0\u00a0%, còn thiếu 2)"
    )
    assert (second.value, second.detail[:1]) == ("–", "–")


def test_a_chart_for_each_measure_with_a_denominator() -> None:
    tables = {"one_stop": table("one_stop", export("a"))}
    (chart,) = charted(tables)
    assert chart.title == "Biểu đồ tỷ lệ: thành phần hồ sơ khi tiếp nhận, năm 2024"
    assert chart.full_line


def test_units_of_a_level_stand_below_a_bar_for_all_of_them() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a", "D", "district"), past("b", "W1"), past("c", "W2")
        ),
        "documents": table("documents", document("b")),
    }
    (chart,) = charted(tables)
    district, communes = chart.groups
    assert [bar.strong for bar in district.bars] == [False]
    assert [bar.strong for bar in communes.bars] == [True, False, False]
    whole = communes.bars[0]
    assert (whole.value, whole.text) == (0.5, "50,0\u00a0% (1/2)")
    assert (whole.points, whole.growth) == (
        communes.bars[1].points,
        communes.bars[1].growth,
    )
    assert (district.bars[0].points, district.bars[0].growth) == (0.8, 0.3456)


def test_one_mark_where_both_readings_agree() -> None:
    tables = {"one_stop": table("one_stop", finished("a", "2024-06-01T08:00:00+07:00"))}
    chart = charted(tables)[-1]
    assert (chart.groups[0].bars[0].points, chart.groups[0].bars[0].growth) == (
        1.0,
        None,
    )


def test_all_years_of_a_period_are_drawn_then_the_units_in_the_last() -> None:
    tables = {
        "past_results": table("past_results", past("a"), past("b")),
        "documents": table("documents", document("a", day="2024-03-01")),
    }
    years, units = charted(tables, "2021-01-01..2025-12-31")
    assert years.title.endswith("2021–2025")
    (communes,) = years.groups
    assert [(bar.label.short, bar.value) for bar in communes.bars] == [
        ("2021", 0.0),
        ("2022", 0.0),
        ("2023", 0.0),
        ("2024", 0.5),
        ("2025", 0.5),
    ]
    assert [bar.points for bar in communes.bars] == [0.15, 0.35, 0.55, 0.75, 0.95]
    assert [bar.growth for bar in communes.bars] == [None, 0.18, 0.216, 0.2592, 0.31104]
    assert units.title.endswith("năm 2025")
    assert [bar.value for bar in units.groups[0].bars] == [0.5]


def test_levels_stand_beside_their_plan_in_each_year() -> None:
    tables = {
        "past_results": table("past_results", *(past(f"w{at}") for at in range(4))),
        "documents": table("documents", document("w0", day="2023-03-01")),
    }
    report = made(tables, "2023-01-01..2024-12-31")
    levels = next(part.rows for part in report.lists if part.name == "levels")
    shown = [
        (row.level, row.year, row.figures.rate, row.figures.target, row.figures.lacking)
        for row in levels
        if row.measure == "past_results"
    ]
    # 55 % of 4 are 2.2, so 3 are needed; 75 % are 3.
    assert shown == [("commune", 2023, 0.25, 0.55, 2), ("commune", 2024, 0.25, 0.75, 2)]
    whole = report.totals["past_results"]
    assert (whole.target, whole.lacking) == (0.75, 2)
    assert whole.gap == pytest.approx(-0.5)
