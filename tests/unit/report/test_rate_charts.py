"""The charts of the rates, as plain values: bars, their words and what is left out."""

from __future__ import annotations

from pipeline.report.charts import MAX_BARS
from pipeline.report.counting.by_unit import Agency
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.measures.months import MonthRow
from pipeline.report.counting.measures.rates import (
    Marks,
    RateRow,
    rate_figures,
    rate_levels,
)
from pipeline.report.rate_charts import chart_months, chart_units, chart_years
from pipeline.report.wording.words import ReportWords

VI, EN = ReportWords("vi"), ReportWords("en")
MEASURE = Measure.COMPONENTS


def agency(code: str, level: str = "commune") -> Agency:
    return Agency(code, f"Đơn vị {code}", level)


def rated(unit: Agency, done: int, of: int, year: int = 2024, marks: Marks = Marks()):
    counted = {"count": of, "digitized": done, "in_review": 0, "unsigned": 0}
    return RateRow(
        unit, year, MEASURE, rate_figures(counted, marks.points, None), marks
    )


def test_years_of_a_level_stand_side_by_side_against_both_readings():
    rows = [
        rated(agency("W"), 1, 4, 2023, Marks(0.2, 0.2)),
        rated(agency("W"), 2, 4, 2024, Marks(0.4, 0.3)),
        rated(agency("D", "district"), 3, 4, 2024),
    ]
    chart = chart_years(MEASURE, rate_levels(rows, None), VI)
    assert "2023–2024" in chart.title
    district, commune = chart.groups
    assert [bar.label.short for bar in commune.bars] == ["2023", "2024"]
    assert [bar.value for bar in commune.bars] == [0.25, 0.5]
    # A second mark is drawn where the readings differ.
    assert [(bar.points, bar.growth) for bar in commune.bars] == [
        (0.2, None),
        (0.4, 0.3),
    ]
    assert district.bars[0].points is None
    assert (chart.has_points, chart.has_growth, chart.full_line) == (True, True, True)


def test_a_bar_says_its_share_with_both_numbers():
    rows = rate_levels([rated(agency("W"), 1234, 2000)], None)
    (vi,), (en,) = (
        chart_years(MEASURE, rows, words).groups[0].bars for words in (VI, EN)
    )
    assert (vi.text, en.text) == ("61,7\u00a0% (1.234/2.000)", "61.7% (1,234/2,000)")


def test_nothing_to_count_is_drawn_as_nothing():
    (bar,) = (
        chart_years(MEASURE, rate_levels([rated(agency("W"), 0, 0)], None), VI)
        .groups[0]
        .bars
    )
    assert (bar.value, bar.text) == (None, "– (0/0)")


def test_units_of_a_level_stand_below_a_bar_for_all_of_them():
    rows = [
        rated(agency("D", "district"), 1, 2),
        rated(agency("V"), 0, 2),
        rated(agency("W"), 2, 2),
    ]
    district, commune = chart_units(MEASURE, rows, rate_levels(rows, None), VI).groups
    # A level of one unit needs no sum.
    assert [bar.strong for bar in district.bars] == [False]
    assert [bar.strong for bar in commune.bars] == [True, False, False]
    assert [bar.value for bar in commune.bars] == [0.5, 0.0, 1.0]


def test_of_many_units_the_lowest_and_the_highest_are_drawn_and_a_remark_says_so():
    rows = [rated(agency(f"W{n:03}"), n, 100) for n in range(MAX_BARS + 20)]
    chart = chart_units(MEASURE, rows, rate_levels(rows, None), VI)
    total, *bars = chart.groups[0].bars
    values = [bar.value for bar in bars]
    assert len(bars) == MAX_BARS and total.strong
    assert (min(values), max(values)) == (0.0, (MAX_BARS + 19) / 100)
    assert chart.remark is not None and str(len(rows)) in chart.remark
    # The sum is that of all units, drawn or not.
    assert total.value == sum(range(len(rows))) / (100 * len(rows))


def test_months_of_each_unit_and_an_empty_cell_where_nothing_came():
    units = [rated(agency("V"), 1, 2), rated(agency("W"), 1, 2)]
    months = [
        MonthRow(agency("V"), "2024-03", MEASURE, 1, 2, 0.5),
        MonthRow(agency("W"), "2024-11", MEASURE, 2, 2, 1.0),
    ]
    chart = chart_months(MEASURE, units, months, VI)
    assert chart.columns == ("3", "11")
    assert [[cell.value for cell in row.cells] for row in chart.rows] == [
        [0.5, None],
        [None, 1.0],
    ]
    assert chart.rows[0].cells[0].text == "50,0\u00a0% (1/2)"
    assert "2024" in chart.title
