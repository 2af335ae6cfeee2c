"""States of dossiers, on tables small enough to count by hand."""

from typing import Any

import pytest

from pipeline.report.counting.tables import Tables
from pipeline.report.definitions.on_time import (
    ON_TIME,
    DossierState,
    OnTimeCounts,
    OnTimeRow,
    compute,
)
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Findings, Note, NoteCode
from tests.unit.report.report_tables import (
    cells,
    document,
    export,
    finished,
    table,
    year,
)

DUE = "2024-05-10T17:00:00+07:00"
# The export's last entry: open dossiers are judged as of it while the period runs.
LAST = finished(
    "last", "2024-11-30T08:00:00+07:00", due="2024-12-01T08:00:00+07:00", agency="Z"
)


def made(tables: Tables, period: str = "2024") -> Findings[OnTimeRow, OnTimeCounts]:
    return compute(tables, year(period), None)


def state_of(*rows: dict[str, Any], period: str = "2024") -> dict[str, Any]:
    report = made({"one_stop": table("one_stop", *rows, LAST)}, period)
    return next((row for row in cells(report) if row["agency_code"] == "W"), {})


@pytest.mark.parametrize(
    ("finished_at", "due_at", "expected"),
    [
        ("2024-05-10T17:00:00+07:00", DUE, "on_time"),
        ("2024-05-10T17:00+07:00", DUE, "on_time"),
        ("2024-05-10T17:01:00+07:00", DUE, "late"),
        ("2024-05-10T23:00:00+07:00", "2024-05-10", "on_time"),
        ("2024-05-11T00:00:00+07:00", "2024-05-10", "late"),
        (None, DUE, "not_updated"),
        (None, "2024-12-15T17:00:00+07:00", "not_yet_due"),
        (None, None, "no_due_date"),
        ("2024-05-10T17:00:00+07:00", None, "no_due_date"),
    ],
)
def test_each_dossier_is_in_one_state(
    finished_at: str | None, due_at: str | None, expected: str
) -> None:
    found = state_of(export("a", finished_at=finished_at, due_at=due_at))
    assert {state: found[state] for state in DossierState} == {
        state: int(state == expected) for state in DossierState
    }


@pytest.mark.parametrize(
    ("status", "finished_at", "expected"),
    [
        ("waiting", None, "waiting"),
        ("returned", None, "returned"),
        ("returned", "2024-05-10T10:00:00+07:00", "on_time"),
        ("returned", "2024-05-11T10:00:00+07:00", "late"),
        ("finished", None, "not_updated"),
        ("received", None, "not_updated"),
    ],
)
def test_a_status_does_not_make_a_dossier_overdue_in_silence(
    status: str, finished_at: str | None, expected: str
) -> None:
    found = state_of(export("a", finished_at=finished_at, due_at=DUE, status=status))
    assert {state: found[state] for state in DossierState} == {
        state: int(state == expected) for state in DossierState
    }


def test_every_state_is_shown_and_a_row_adds_up() -> None:
    found = state_of(
        finished("a", "2024-05-09T08:00:00+07:00", DUE),
        finished("b", "2024-05-12T08:00:00+07:00", DUE),
        export("c", due_at=DUE),
        export("d", due_at=DUE, status="waiting"),
        export("e", due_at=DUE, status="returned"),
        export("f"),
        export("g", due_at=DUE, status="withdrawn"),
    )
    assert found["dossiers"] == sum(found[state] for state in DossierState) == 7
    assert {*DossierState} <= {column.name for column in ON_TIME.visible_columns}
    assert found["rate_with_overdue"] == pytest.approx(1 / 3)


def test_withdrawn_dossiers_are_counted_apart_in_the_period_in_which_they_came() -> (
    None
):
    withdrawn = export("a", due_at=DUE, status="withdrawn")
    assert state_of(withdrawn)["withdrawn"] == 1
    assert state_of(withdrawn)["rate"] is None
    assert state_of(withdrawn, period="2025") == {}


def test_rates_by_hand() -> None:
    found = state_of(
        finished("a", "2024-05-09T08:00:00+07:00", DUE),
        finished("b", "2024-05-09T08:00:00+07:00", DUE),
        finished("c", "2024-05-12T08:00:00+07:00", DUE),
        export("d", due_at=DUE),
    )
    assert found["dossiers"] == 4
    assert found["rate"] == pytest.approx(2 / 3)
    assert found["rate_with_overdue"] == pytest.approx(2 / 4)


def test_only_open_dossiers_come_over_from_an_earlier_period() -> None:
    rows = (
        finished("a", "2024-05-09T08:00:00+07:00", DUE),
        export("b", due_at="2024-08-01T08:00:00+07:00"),
        export(
            "c",
            received_at="2024-10-01T08:00:00+07:00",
            due_at="2024-10-05T08:00:00+07:00",
        ),
    )
    found = state_of(*rows, period="2024-Q3")
    assert (found["dossiers"], found["not_updated"]) == (
        1,
        1,
    )  # a was finished before, c came after


def test_what_was_finished_after_the_period_was_open_at_its_end() -> None:
    row = finished("a", "2024-07-09T08:00:00+07:00", DUE)
    assert state_of(row, period="2024-H1")["not_updated"] == 1
    assert state_of(row, period="2024-H2")["late"] == 1


def test_a_digitized_result_shows_that_only_the_status_is_missing() -> None:
    tables = {
        "one_stop": table(
            "one_stop", export("a", due_at=DUE), export("b", due_at=DUE), LAST
        ),
        "documents": table("documents", document("a"), document("b", kind="component")),
    }
    report = made(tables)
    found = next(row for row in cells(report) if row["agency_code"] == "W")
    assert (found["not_updated"], found["result_digitized"]) == (2, 1)
    traced = {
        row["dossier_code"]: row["result_digitized"] for row in report.trace.to_pylist()
    }
    assert traced == {"a": True, "b": False}


def test_the_moment_of_judging_is_stated() -> None:
    assert (
        made({"one_stop": table("one_stop", LAST)}).as_of == "2024-11-30T08:00:00+07:00"
    )
    assert (
        made({"one_stop": table("one_stop", LAST)}, "2024-Q2").as_of
        == "2024-06-30T23:59:00+07:00"
    )
    assert made({}).notes == (Note(NoteCode.NO_ONE_STOP),)


def test_the_chart_shows_the_dossiers_that_have_a_due_time() -> None:
    rows = (
        finished("a", "2024-05-09T08:00:00+07:00", DUE),
        finished("b", "2024-05-12T08:00:00+07:00", DUE),
        export("c", due_at=DUE),
        export("d", due_at=DUE),
        export("e", "V", due_at=None),
    )
    found = made({"one_stop": table("one_stop", *rows)})
    (chart,) = ON_TIME.charts(found, ReportWords("vi"))
    assert [tone for tone, _ in chart.legend] == ["good", "bad", "doubtful", "neutral"]
    (stack,) = chart.stacks
    assert stack.label.short == "Đơn vị W"
    assert stack.text == "25,0\u00a0%"
    assert [part.text for part in stack.parts] == ["1", "1", "2", "0"]
    assert sum(part.share for part in stack.parts) == pytest.approx(1)


def test_figures() -> None:
    tables = {"one_stop": table("one_stop", export("c", due_at=DUE), LAST)}
    figures = ON_TIME.figures(made(tables).totals, ReportWords("en"))
    assert [figure.value for figure in figures] == ["100.0%", "50.0%", "0", "1"]
    assert figures[0].label == "On-time rate"


def test_finished_without_a_day_is_said_and_stands_as_open() -> None:
    rows = (
        export("a", status="finished", due_at=DUE),
        export("b", status="finished", received_at="2026-01-01T08:00"),
    )
    report = made({"one_stop": table("one_stop", *rows, LAST)})
    assert report.notes[1:] == (Note(NoteCode.UNDATED_OPEN, {"count": 1}),)
    found = next(row for row in cells(report) if row["agency_code"] == "W")
    assert found["not_updated"] == 1
