"""The points of a year, worked out by hand."""

from __future__ import annotations

import pytest

from pipeline.report.counting.measures.trend import Phase
from pipeline.report.counting.plans import load_plan
from pipeline.report.definitions.rates import RATES
from tests.unit.report.report_tables import document, past, table, year

# Twenty past results; two were digitized in 2023, one a week in the eight weeks up to 17 December.
DAYS = (
    *("2023-05-02", "2023-06-02", "2024-10-29", "2024-11-05", "2024-11-12"),
    *("2024-11-19", "2024-11-26", "2024-12-03", "2024-12-10", "2024-12-17"),
)
TABLES = {
    "past_results": table("past_results", *(past(f"k{at}") for at in range(20))),
    "documents": table(
        "documents", *(document(f"k{at}", day=day) for at, day in enumerate(DAYS))
    ),
}


def points(period: str = "2024", plan: str | None = "plan-190"):
    made = RATES.make(TABLES, 5, year(period), load_plan(plan) if plan else None)
    return next(part.rows for part in made.found.lists if part.name == "trend")


def test_what_was_reached_week_by_week() -> None:
    reached = [row for row in points() if row.phase == Phase.REACHED]
    # 17 December back to 2 January in 50 steps.
    assert (len(reached), reached[0].day, reached[-1].day) == (
        51,
        "2024-01-02",
        "2024-12-17",
    )
    assert [row.rate for row in reached[-3:]] == [0.4, 0.45, 0.5]
    assert (reached[0].rate, reached[0].low) == (0.1, None)


def test_what_is_foreseen_has_an_interval_and_ends_with_the_year() -> None:
    foreseen = [row for row in points() if row.phase == Phase.FORESEEN]
    assert [row.day for row in foreseen] == ["2024-12-24", "2024-12-31"]
    # One a week, always: 11 and 12 of 20, without any spread.
    assert [(row.rate, row.low, row.high) for row in foreseen] == [
        (0.55, 0.55, 0.55),
        (0.6, 0.6, 0.6),
    ]


def test_the_plan_lies_between_the_targets_of_two_years() -> None:
    planned = {row.day: row.planned for row in points()}
    assert planned["2024-12-31"] == 0.75
    # 2024 has 366 days: 2 January is two of them on the way from 55 % to 75 %.
    assert planned["2024-01-02"] == pytest.approx(0.55 + 0.2 * 2 / 366)
    assert {row.planned for row in points(plan=None)} == {None}
    first = {row.day: row.planned for row in points("2021-01-01..2021-12-31")}
    assert first == {}


def test_a_year_that_the_record_does_not_reach_has_no_trend() -> None:
    assert points("2025") == ()
