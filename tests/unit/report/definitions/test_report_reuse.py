"""Reuse and online dossiers, counted by hand."""

from pipeline.report.counting.plans import load_plan
from pipeline.report.definitions.reuse import REUSE, compute
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Note, NoteCode
from tests.unit.report.report_tables import cells, export, past, table, year


def test_reuse() -> None:
    tables = {
        "one_stop": table(
            "one_stop",
            export("a", reused_components=3, online=True),
            export("b", reused_components=0, online=True),
            export("c", reused_components=None, online=None),
            export("d", reused_components=1, online=False),
            export("e", reused_components=9, received_at="2023-01-05T08:00:00+07:00"),
        )
    }
    report = compute(tables, year(), load_plan("plan-190"))
    (row,) = cells(report)
    assert (
        row["received"],
        row["reusing"],
        row["reused_components"],
        row["online"],
    ) == (
        4,
        2,
        4,
        2,
    )
    assert (row["share"], row["target"], row["online_share"], row["online_target"]) == (
        0.5,
        0.8,
        0.5,
        0.5,
    )
    assert report.totals.share == 0.5
    assert report.trace["dossier_code"].to_pylist() == ["a", "d"]
    assert compute({}, year(), None).totals.share is None


def test_a_row_for_each_year_by_unit() -> None:
    tables = {
        "one_stop": table(
            "one_stop",
            export("a", "W2", received_at="2024-02-01"),
            export("b", "W1", received_at="2023-02-01", reused_components=1),
            export("c", "W1", received_at="2024-02-01"),
        )
    }
    found = compute(tables, year("2023-01-01..2024-12-31"), None)
    keys = [(row.unit.agency_code, row.year, row.counts.share) for row in found.rows]
    assert keys == [("W1", 2023, 1.0), ("W1", 2024, 0.0), ("W2", 2024, 0.0)]
    assert (found.rows[0].target, found.rows[0].online_target) == (None, None)
    assert found.totals.received == 3


def test_a_unit_without_dossiers_has_no_row() -> None:
    tables = {
        "past_results": table("past_results", past("x", "V")),
        "one_stop": table("one_stop", export("a", "W")),
    }
    found = compute(tables, year(), None)
    assert [row["agency_code"] for row in cells(found)] == ["W"]
    assert found.notes == ()
    assert compute({}, year(), None).notes == (Note(NoteCode.NO_ONE_STOP),)


def test_the_chart_shows_the_last_year_by_level_with_its_target() -> None:
    tables = {
        "one_stop": table(
            "one_stop",
            export("a", "D", "district", reused_components=1),
            export("b", "W", reused_components=0),
            export("c", "W", received_at="2023-02-01"),
        )
    }
    period = year("2023-01-01..2024-12-31")
    found = compute(tables, period, load_plan("plan-190"))
    (chart,) = REUSE.charts(found, ReportWords("vi"))
    assert chart.title == "Tỷ lệ tái sử dụng, 2024"
    assert [group.title for group in chart.groups] == ["Quận/huyện", "Xã/phường"]
    bar = chart.groups[0].bars[0]
    assert (bar.value, bar.points, bar.text) == (1.0, 0.8, "100,0\u00a0%")
    assert (chart.full_line, chart.remark) == (False, None)


def test_figures() -> None:
    tables = {
        "one_stop": table("one_stop", export("a", reused_components=2), export("b"))
    }
    figures = REUSE.figures(compute(tables, year(), None).totals, ReportWords("en"))
    assert [figure.value for figure in figures] == ["50.0%", "0.0%", "2", "2", "0"]
