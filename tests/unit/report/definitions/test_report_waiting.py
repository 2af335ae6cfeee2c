"""Waiting against the plan's limits; figures by hand stand in tests/golden."""

from __future__ import annotations

from pipeline.report.counting.plans import load_plan
from pipeline.report.definitions.waiting import WAITING, compute
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import NoteCode
from tests.unit.report.report_tables import cells, past, table, visit, year

VI = ReportWords("vi")
PLAN = load_plan("plan-190")


def test_the_limit_is_the_year_s_and_no_limit_is_a_dash() -> None:
    tables = {
        "visits": table(
            "visits",
            visit("W/2022-05-02/1", called_at="2022-05-02T08:20:00.000+07:00"),
            visit("W/2023-05-02/1", called_at="2023-05-02T08:20:00.000+07:00"),
            visit("S/2023-05-02/1", "S", "province"),
        )
    }
    rows = cells(compute(tables, year("2022-01-01..2023-12-31"), PLAN))
    said = [
        (row["agency_code"], row["year"], row["wait_limit"], row["meets"], row["share"])
        for row in rows
    ]
    assert said == [
        ("S", 2022, None, None, None),
        ("S", 2023, None, None, None),
        ("W", 2022, 30, "yes", 1.0),
        ("W", 2023, 15, "no", 0.0),
    ]


def test_without_visits_there_is_nothing_but_a_note() -> None:
    tables = {"past_results": table("past_results", past("a"))}
    found = compute(tables, year(), PLAN)
    assert (found.rows, found.totals.wait_mean) == ((), None)
    assert [note.code for note in found.notes] == [NoteCode.NO_VISITS]
    assert {figure.value for figure in WAITING.figures(found.totals, VI)} == {"–"}


def test_later_visits_without_a_purpose_are_told() -> None:
    visits = (
        visit("W/2024-05-02/1", dossier_code="a"),
        visit("W/2024-05-03/1", dossier_code="a"),
    )
    found = compute({"visits": table("visits", *visits)}, year(), PLAN)
    (row,) = cells(found)
    assert (row["returning"], row["unclear"]) == (0, 1)
    assert [note.values for note in found.notes] == [{"count": 1}]
    (level,) = found.lists[0].rows
    assert (level.level, level.counts) == ("commune", found.rows[0].counts)


def test_the_chart_draws_units_with_a_limit() -> None:
    visits = (visit("W/2024-05-02/1"), visit("S/2024-05-02/1", "S", "province"))
    found = compute({"visits": table("visits", *visits)}, year(), PLAN)
    (chart,) = WAITING.charts(found, VI)
    assert [group.title for group in chart.groups] == ["Xã/phường"]
