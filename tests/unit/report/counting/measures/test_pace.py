"""Weeks counted back from the last day that the record knows of."""

from __future__ import annotations

from datetime import date

from pipeline.report.counting.by_unit import Unit
from pipeline.report.counting.evidence import Measure, cohort
from pipeline.report.counting.measures.pace import Weeks, count_weeks
from pipeline.report.counting.period import Span
from pipeline.report.counting.tables import Tables
from tests.unit.report.report_tables import document, past, table, year

DAYS = ("2024-09-30", "2024-09-24", "2024-09-23", "2024-08-12", "2024-01-01")
TABLES = {
    "past_results": table(
        "past_results", *(past(f"k{at}") for at in range(5)), past("v", "V")
    ),
    "documents": table(
        "documents",
        *(document(f"k{at}", day=day) for at, day in enumerate(DAYS)),
        document("v", day="2024-09-30"),
        document("k0", day="2024-09-29", document_id="again"),
    ),
}


def weeks_of(tables: Tables, span: Span) -> Weeks | None:
    members = cohort(tables, Measure.PAST_RESULTS, span, evidence=False)
    return count_weeks(tables, span, members)


def test_weeks_by_unit_and_level() -> None:
    weeks = weeks_of(TABLES, year().years()[-1])
    assert weeks.last == date(2024, 9, 30)
    # k0 was digitized first on the 29th: the same week.
    assert weeks.of_unit(Unit("W", "commune"), 8) == [1, 0, 0, 0, 0, 0, 1, 2]
    assert weeks.of_unit(Unit("V", "commune"), 2) == [0, 1]
    assert weeks.of_level("commune") == {0: 3, 1: 1, 7: 1, 39: 1}
    assert weeks.of_level("district") == {}
    assert weeks.of_unit(Unit("X", "commune"), 2) == [0, 0]


def test_the_last_day_lies_in_the_span() -> None:
    weeks = weeks_of(TABLES, year("2024-H1").years()[-1])
    assert (weeks.last, dict(weeks.of_level("commune"))) == (date(2024, 6, 30), {25: 1})


def test_nothing_digitized() -> None:
    span = year().years()[-1]
    assert weeks_of({}, span) is None
    assert weeks_of({"past_results": TABLES["past_results"]}, span) is None
