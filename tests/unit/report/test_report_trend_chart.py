"""The trend as places in a drawing, and in words."""

from __future__ import annotations

import pytest

from pipeline.report.counting.measures.forecast import Forecast, ForecastRow
from pipeline.report.counting.measures.trend import Phase, TrendRow
from pipeline.report.trend_chart import chart_trends, say_forecast
from pipeline.report.wording.words import ReportWords

VI, EN = ReportWords("vi"), ReportWords("en")


def forecast(**changed: object) -> Forecast:
    values = {
        "as_of": "2024-09-30",
        "weeks": 8,
        "pace": 1.0,
        "digitized": 8,
        "denominator": 40,
        "expected": 21,
        "low": 18,
        "high": 24,
        "target": 30,
        "short_by": 9,
        "met_on": "2025-03-03",
    }
    return Forecast(**{**values, **changed})


def row(day: str, phase: Phase, rate: float, *ends: float) -> TrendRow:
    low, high = ends or (None, None)
    return TrendRow("commune", day, phase, rate, low, high, 0.75)


def test_places_texts_and_phases() -> None:
    rows = (
        row("2024-07-01", Phase.REACHED, 0.2),
        row("2024-12-31", Phase.FORESEEN, 0.5, 0.4, 0.6),
    )
    (chart,) = chart_trends(rows, [ForecastRow("commune", forecast())], VI)
    (reached,), (foreseen,) = chart.reached, chart.foreseen
    assert (reached.at, reached.value) == (183 / 366, 0.2)
    assert (foreseen.at, foreseen.low, foreseen.high) == (1.0, 0.4, 0.6)
    assert foreseen.text == "50,0\u00a0% (40,0\u00a0% – 60,0\u00a0%)"
    assert (foreseen.day, foreseen.planned_text) == ("31/12/2024", "75,0\u00a0%")
    assert chart.title.startswith("Kết quả cũ trong năm 2024, Xã/phường")
    assert (len(chart.months), chart.months[0], chart.has_plan) == (12, 1 / 366, True)


def test_a_level_without_points_has_no_chart() -> None:
    assert chart_trends((), [ForecastRow("commune", forecast())], VI) == ()


@pytest.mark.parametrize(
    ("changed", "ending"),
    [
        (
            {},
            "Target 30: 9 short at the year's end; at this pace it is met on 2025-03-03.",
        ),
        ({"met_on": None}, "at this pace it is never met."),
        (
            {"short_by": 0, "met_on": "2024-11-04"},
            "Target 30: met, on 2024-11-04 or before.",
        ),
        ({"target": None}, "(95 %: 18 to 24)."),
    ],
)
def test_when_the_target_is_met_or_by_how_much_it_is_missed(
    changed: dict[str, object], ending: str
) -> None:
    said = say_forecast(forecast(**changed), EN)
    assert said.startswith("By 2024-09-30 8 of 40 are digitized.")
    assert "(1.0 a week)" in said and said.endswith(ending)
