"""Answers by score; figures by hand stand in tests/golden."""

from __future__ import annotations

import pytest

from pipeline.report.counting.plans import load_plan
from pipeline.report.definitions.satisfaction import SATISFACTION, compute
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import NoteCode
from tests.unit.report.report_tables import answers, cells, table, year

VI = ReportWords("vi")


@pytest.mark.parametrize(
    ("score", "counted"),
    [
        (5, "content"),
        (4, "content"),
        (3, "neither"),
        (2, "discontent"),
        (1, "discontent"),
    ],
)
def test_what_a_score_says(score: int, counted: str) -> None:
    tables = {"survey": table("survey", answers("W/2024-05-02/1", score, answers=3))}
    (row,) = cells(compute(tables, year(), load_plan("plan-190")))
    parts = {name: row[name] for name in ("content", "neither", "discontent")}
    assert parts == {**dict.fromkeys(parts, 0), counted: 3}
    assert (row["answers"], row["target"]) == (3, 0.95)


def test_without_a_survey_there_is_nothing_but_a_note() -> None:
    found = compute({}, year(), None)
    assert (found.rows, found.totals.answers) == ((), None)
    assert [note.code for note in found.notes] == [NoteCode.NO_SURVEY]
    assert {figure.value for figure in SATISFACTION.figures(found.totals, VI)} == {"–"}


def test_levels_and_chart() -> None:
    rows = (
        answers("W/2024-05-02/1", 5),
        answers("V/2024-05-02/1", 1, "V"),
        answers("W/2023-05-02/1", 1),
    )
    found = compute({"survey": table("survey", *rows)}, year(), None)
    (level,) = found.lists[0].rows
    assert (level.counts.answers, level.counts.against.share) == (2, 0.5)
    (chart,) = SATISFACTION.charts(found, VI)
    (group,) = chart.groups
    assert [bar.value for bar in group.bars] == [0.0, 1.0]
