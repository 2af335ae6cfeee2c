"""Forecasts worked out by hand."""

import pytest

from pipeline.report.counting.measures.forecast import (
    MOST_WEEKS,
    forecast_levels,
    forecast_units,
    spread_of,
)
from pipeline.report.counting.plans import Plan, load_plan
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
    listed = {part.name: part.rows for part in report.found.lists}
    return [row.figures for row in listed["forecast"]]


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
    (row,) = made({**STEADY, "documents": documents})
    # x is no past result: on its day the record was alive, and none had been digitized for weeks.
    assert (row.as_of, row.pace, row.expected) == ("2024-09-30", 0.0, 1)
    assert (row.short_by, row.met_on) == (29, None)


def test_what_is_entered_later_tells_that_nothing_was_digitized() -> None:
    events = table("events", {"at": "2024-11-25T08:00:00.000+07:00", "action": "x"})
    (row,) = made({**STEADY, "events": events})
    assert (row.as_of, row.pace, row.expected) == ("2024-11-25", 0.0, 8)


def test_nothing_digitized_gives_no_forecast() -> None:
    assert made({"past_results": STEADY["past_results"]}) == []
    assert forecast_levels(None, (), 2024, None) == ()
    assert forecast_units(None, (), 2024, None) == ()


def test_a_target_that_is_met_already() -> None:
    documents = table(
        "documents", *(document(f"k{at}", day="2024-09-30") for at in range(30))
    )
    (row,) = made({**STEADY, "documents": documents})
    assert (row.target, row.short_by, row.met_on) == (30, 0, "2024-09-30")


def test_units_with_a_target_have_a_forecast_of_their_own() -> None:
    past_results = table(
        "past_results",
        *(past(f"k{at}") for at in range(40)),
        past("v", "V"),
        past("s", "S", "province"),
    )
    report = RATES.make(
        {**STEADY, "past_results": past_results}, 5, year(), load_plan("plan-190")
    )
    listed = {part.name: part.rows for part in report.found.lists}
    rows = {row.unit.agency_code: row.figures for row in listed["unit_forecast"]}
    assert {code: row.digitized for code, row in rows.items()} == {"V": 0, "W": 8}
    assert (rows["W"].expected, rows["V"].met_on) == (21, None)


def test_the_plan_says_how_many_weeks_are_looked_at() -> None:
    plan = load_plan("plan-190", "points")
    short = Plan(plan.data.model_copy(update={"forecast_weeks": 4}), plan.reading)
    days = ["2024-08-12"] * 4 + ["2024-09-30"] * 8
    documents = table(
        "documents", *(document(f"k{at}", day=day) for at, day in enumerate(days))
    )
    paces = {}
    for one in (plan, short):
        report = RATES.make({**STEADY, "documents": documents}, 5, year(), one)
        listed = {part.name: part.rows for part in report.found.lists}
        paces[one.data.forecast_weeks] = listed["forecast"][0].figures.pace
    assert paces == {8: 1.5, 4: 2.0} and MOST_WEEKS == 26
