"""Forecasts worked out by hand."""

from datetime import date

import pytest

from pipeline.report.counting.measures.forecast import (
    WEEKS,
    count_weeks,
    forecast,
    spread_of,
)
from pipeline.report.counting.plans import load_plan
from pipeline.report.definitions.rates import RATES
from tests.unit.report.report_tables import document, past, table, year

# One digitized in each of the eight weeks up to 30 September 2024, of 40 past results.
WEEKLY = [
    f"2024-{month}-{day:02d}"
    for month, day in (
        ("08", 12),
        ("08", 19),
        ("08", 26),
        ("09", 2),
        ("09", 9),
        ("09", 16),
        ("09", 23),
        ("09", 30),
    )
]
STEADY = {
    "past_results": table("past_results", *(past(f"k{at}") for at in range(40))),
    "documents": table(
        "documents", *(document(f"k{at}", day=day) for at, day in enumerate(WEEKLY))
    ),
}


def made(tables, period: str = "2024"):
    report = RATES.make(tables, 5, year(period), load_plan("plan-190", "points"))
    return next(part.rows for part in report.found.lists if part.name == "forecast")


def test_weeks_are_counted_back_from_the_last_day() -> None:
    days = ["2024-09-30", "2024-09-24", "2024-09-23", "2024-08-12", "2024-01-01"]
    assert WEEKS == 8
    assert count_weeks(days, date(2024, 9, 30)) == [1, 0, 0, 0, 0, 0, 1, 2]


def test_a_steady_pace_has_no_spread() -> None:
    (row,) = made(STEADY)
    # 13.14 weeks are left from 30 September: 13 more, 21 of 40; the plan asks for 75 %, which is 30.
    assert (row.as_of, row.pace, row.digitized) == ("2024-09-30", 1.0, 8)
    assert (row.expected, row.low, row.high) == (21, 21, 21)
    assert (row.target, row.short_by) == (30, 9)
    # 22 weeks from 30 September 2024 are 154 days.
    assert row.met_on == "2025-03-03"


def test_an_uneven_pace_has_an_interval_around_it() -> None:
    days = ["2024-09-30"] * 4 + ["2024-09-20"] * 4
    documents = table(
        "documents", *(document(f"k{at}", day=day) for at, day in enumerate(days))
    )
    (row,) = made({**STEADY, "documents": documents})
    assert row.pace == 1.0 and row.low < row.expected < row.high
    assert row.low >= row.digitized and row.high <= row.denominator


def test_the_spread_by_hand() -> None:
    # Mean 1, deviations of 4 and 4 among eight weeks: s = sqrt(24/7); t(7) = 2.365.
    counts = [0, 0, 0, 0, 0, 0, 4, 4]
    assert spread_of(counts, 8) == pytest.approx(
        2.365 * (24 / 7) ** 0.5 * (8 + 64 / 8) ** 0.5
    )


def test_at_a_standstill_a_target_is_never_met() -> None:
    documents = table(
        "documents", document("k0", day="2024-01-02"), document("x", day="2024-09-30")
    )
    tables = {**STEADY, "documents": documents}
    report = forecast(tables, year("2024-H1"), ())
    assert report == ()
    late = table("documents", document("k0", day="2024-01-02"))
    (row,) = made({**STEADY, "documents": late})
    assert (row.as_of, row.expected) == ("2024-01-02", 7)  # 1 in 8 weeks over 52 weeks


def test_nothing_digitized_gives_no_forecast() -> None:
    assert made({"past_results": STEADY["past_results"]}) == ()
