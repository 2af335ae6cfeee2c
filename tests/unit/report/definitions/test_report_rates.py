"""Rates on tables small enough to count by hand."""

from typing import Any

import pytest

from pipeline.report.charts import BarChart, HeatMap
from pipeline.report.counting.dossiers.trace import map_trace
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.plans import load_plan
from pipeline.report.counting.tables import Tables
from pipeline.report.definitions.rates import RATES, RateRow, RateTotals, compute
from pipeline.report.wording.words import Words
from schemas.figures.report import Findings, Note, NoteCode
from tests.unit.report.report_tables import (
    cells,
    document,
    export,
    finished,
    past,
    table,
    year,
)

Found = Findings[RateRow, RateTotals]

CONTRACT_KEYS = {
    "agency_code",
    "level",
    "year",
    "measure",
    "numerator",
    "denominator",
    "rate",
    "target",
    "reading",
    "gap",
}


def made(tables: Tables, period: str = "2024", reading: str | None = "points") -> Found:
    plan = load_plan("plan-190", reading) if reading else None
    return compute(tables, year(period), plan)


def row(
    report: Found, measure: str, in_year: int = 2024, agency: str = "W"
) -> dict[str, Any]:
    found = [
        r
        for r in cells(report)
        if (r["measure"], r["year"], r["agency_code"]) == (measure, in_year, agency)
    ]
    assert len(found) == 1
    return found[0]


def fraction(
    report: Found, measure: str, in_year: int = 2024, agency: str = "W"
) -> tuple[int, int]:
    found = row(report, measure, in_year, agency)
    return found["numerator"], found["denominator"]


def test_past_results_count_register_rows_still_valid() -> None:
    tables = {
        "past_results": table(
            "past_results",
            past("a"),
            past("b"),
            past("c"),
            past("d", still_valid=False),
            past("e", still_valid=None),
        ),
        "documents": table(
            "documents", document("a"), document("d"), document("b", kind="component")
        ),
    }
    found = row(made(tables), "past_results")
    assert (found["numerator"], found["denominator"]) == (1, 3)
    assert found["rate"] == pytest.approx(1 / 3)
    assert found["target"] == 0.75
    assert found["gap"] == pytest.approx(1 / 3 - 0.75)
    assert found["reading"] == "points"
    assert found.keys() >= CONTRACT_KEYS


def test_several_documents_and_several_register_rows_of_one_dossier() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a", number="1"), past("a", number="2"), past("b")
        ),
        "documents": table(
            "documents",
            document("a"),
            document("a", document_id="a.2"),
            document("a", document_id="a.3"),
        ),
    }
    assert fraction(made(tables), "past_results") == (2, 3)


def test_what_waits_for_review_or_is_unsigned_does_not_count() -> None:
    tables = {
        "past_results": table("past_results", *(past(code) for code in "abcde")),
        "documents": table(
            "documents",
            document("a", status="needs_review"),
            document("b", signature_level="unsigned"),
            document("c", signature_level="received"),
            document("d", status="needs_review"),
            document("d", document_id="d.2"),
            document("e", signature_level=None),
        ),
    }
    found = row(made(tables), "past_results")
    assert (found["numerator"], found["denominator"]) == (
        2,
        5,
    )  # c, received signed, and d by its second document
    assert (found["in_review"], found["unsigned"]) == (1, 2)


def test_past_results_are_cumulative_and_end_with_the_period() -> None:
    tables = {
        "past_results": table("past_results", *(past(code) for code in "abcd")),
        "documents": table(
            "documents",
            document("a", day="2022-12-31"),
            document("b", day="2024-06-30"),
            document("c", day="2024-07-01"),
            document("d", day="2025-01-01"),
        ),
    }
    assert fraction(made(tables, "2022"), "past_results", 2022) == (1, 4)
    assert fraction(made(tables, "2023"), "past_results", 2023) == (1, 4)
    assert fraction(made(tables, "2024-H1"), "past_results") == (2, 4)
    assert fraction(made(tables, "2024"), "past_results") == (3, 4)


def test_the_last_minute_of_the_period_belongs_to_it() -> None:
    tables = {
        "past_results": table("past_results", past("a")),
        "documents": table(
            "documents", document("a", digitized_at="2024-12-31T23:59:59+07:00")
        ),
    }
    assert fraction(made(tables), "past_results") == (1, 1)


def test_components_go_by_receipt_and_results_by_finish() -> None:
    tables = {
        "one_stop": table(
            "one_stop",
            export("a", received_at="2024-01-01T07:00:00+07:00"),
            export(
                "b",
                received_at="2023-12-31T16:00:00+07:00",
                finished_at="2024-01-03T10:00:00+07:00",
            ),
            finished("c", "2024-12-31T16:59:00+07:00"),
            finished("d", "2025-01-02T08:00:00+07:00"),
        ),
        "documents": table(
            "documents",
            document("a", kind="component"),
            document("b", kind="component"),
            document("b", kind="result", document_id="b.2"),
            document("c", kind="component", day="2026-03-01"),
            document("d", kind="result"),
        ),
    }
    report = made(tables)
    assert fraction(report, "components") == (
        2,
        3,
    )  # received: a, c, d; b came the year before
    assert fraction(report, "results") == (
        1,
        2,
    )  # finished: b, c; c has a component only
    assert row(report, "components")["target"] is None
    assert row(report, "components")["gap"] is None
    assert row(report, "results")["target"] == 1.0
    assert fraction(made(tables, "2024-Q1"), "components") == (1, 1)


def test_no_denominator_is_no_rate() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a"), past("b", agency="V", still_valid=False)
        )
    }
    report = made(tables)
    for measure in ("components", "results"):
        assert row(report, measure)["rate"] is None
        assert row(report, measure)["gap"] is None
        assert report.totals[Measure(measure)].rate is None
    empty = row(report, "past_results", agency="V")
    assert (empty["numerator"], empty["denominator"], empty["rate"], empty["gap"]) == (
        0,
        0,
        None,
        None,
    )
    assert row(report, "past_results")["rate"] == 0.0


def test_nothing_at_all() -> None:
    report = made({})
    assert report.rows == ()
    assert report.totals[Measure.PAST_RESULTS].rate is None
    codes = {note.code for note in report.notes}
    assert {NoteCode.NO_ONE_STOP, NoteCode.NO_PAST_RESULTS} <= codes


def test_several_years_give_a_row_each() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a", "D", "district"), past("b", "D", "district")
        ),
        "one_stop": table(
            "one_stop",
            export("x", "D", "district", received_at="2023-03-01T08:00:00+07:00"),
        ),
        "documents": table(
            "documents",
            document("a", day="2023-05-01"),
            document("b", day="2024-05-01"),
        ),
    }
    report = made(tables, "2023-01-01..2024-12-31")
    assert fraction(report, "past_results", 2023, "D") == (1, 2)
    assert fraction(report, "past_results", 2024, "D") == (2, 2)
    assert (
        row(report, "past_results", 2023, "D")["target"],
        row(report, "past_results", 2024, "D")["target"],
    ) == (
        0.6,
        0.8,
    )
    assert fraction(report, "components", 2023, "D") == (0, 1)
    assert row(report, "components", 2024, "D")["rate"] is None
    assert (
        report.totals[Measure.PAST_RESULTS].numerator == 2
    )  # cumulative: as at the end, not added over years
    assert report.totals[Measure.COMPONENTS].denominator == 1


def test_both_readings_of_the_plan() -> None:
    tables = {
        "past_results": table(
            "past_results", *(past(c, "D", "district") for c in "abcde"), past("w")
        ),
        "documents": table("documents", document("a"), document("b")),
    }
    points, growth = (
        row(made(tables), "past_results", agency="D"),
        row(made(tables, "2024", "growth"), "past_results", agency="D"),
    )
    assert (points["rate"], points["target"], growth["target"]) == (0.4, 0.8, 0.3456)
    assert points["gap"] == pytest.approx(-0.4)
    assert growth["gap"] == pytest.approx(0.4 - 0.3456)
    # 40 % of 5 are 2: 4 are needed for 80 %, 2 for 34.56 %.
    assert (points["lacking"], growth["lacking"]) == (2, 0)
    for found in (made(tables), made(tables, "2024", "growth")):
        marks = next(row.marks for row in found.rows if row.unit.agency_code == "D")
        assert (marks.points, marks.growth) == (0.8, 0.3456)
    without = row(made(tables, reading=None), "past_results")
    assert (without["target"], without["reading"], without["gap"]) == (None, None, None)


def test_levels_before_and_after_july_2025() -> None:
    tables = {
        "past_results": table(
            "past_results",
            past("a", "D", "district"),
            past("b", "P", "province"),
            past("c"),
        ),
        "documents": table(
            "documents",
            document("a", day="2025-03-01"),
            document("c", day="2025-09-01"),
        ),
    }
    before, after = made(tables, "2025-H1"), made(tables, "2025")
    assert [r["level"] for r in cells(after)[::3]] == [
        "province",
        "district",
        "commune",
    ]
    assert fraction(after, "past_results", 2025, "D") == (1, 1)
    assert fraction(after, "past_results", 2025, "W") == (1, 1)
    assert fraction(before, "past_results", 2025, "W") == (0, 1)
    assert Note(NoteCode.LEVEL_ENDED) in after.notes
    assert Note(NoteCode.LEVEL_ENDED) not in before.notes
    later = made(tables, "2026")
    assert later.rows[3].figures.target is None
    silent = {"plan": "plan-190", "years": "2026"}
    assert Note(NoteCode.PLAN_SILENT, silent) in later.notes


def test_a_digitized_dossier_of_no_register_is_listed_and_not_counted() -> None:
    tables = {
        "past_results": table("past_results", past("a", still_valid=False)),
        "one_stop": table("one_stop", export("b")),
        "documents": table(
            "documents",
            document("a"),
            document("b"),
            document("c", agency_code="Z"),
            document("d", status="needs_review"),
        ),
    }
    report = made(tables)
    listed = next(part for part in report.lists if part.name == "unregistered")
    assert listed.name == "unregistered"
    assert [entry.dossier_code for entry in listed.rows] == ["c"]
    assert sum(found.figures.numerator for found in report.rows) == 0
    assert Note(NoteCode.UNREGISTERED, {"count": 1}) in report.notes


def test_the_trace_leads_to_the_file() -> None:
    tables = {
        "past_results": table("past_results", past("a"), past("b"), past("c")),
        "documents": table(
            "documents",
            document("b", day="2024-03-01"),
            document("a", document_id="a.2", day="2024-02-01"),
            document("a"),
        ),
    }
    report = made(tables)
    assert map_trace(report.trace) == {
        "past_results/2024/W/commune": [
            {
                "dossier_code": "a",
                "document_id": "a.2",
                "pdf_path": "documents/U/2024/a/a.2.pdf",
                "digitized_at": "2024-02-01T10:00:00+07:00",
            },
            {
                "dossier_code": "b",
                "document_id": "b.1",
                "pdf_path": "documents/U/2024/b/b.1.pdf",
                "digitized_at": "2024-03-01T10:00:00+07:00",
            },
        ]
    }


def test_units_without_code_or_level_stay_visible() -> None:
    tables = {
        "past_results": table(
            "past_results",
            past("a", agency_code=None, agency_name=None, level=None),
            past("b"),
        )
    }
    report = made(tables)
    assert [
        (r["agency_code"], r["level"], r["denominator"])
        for r in cells(report)
        if r["measure"] == "past_results"
    ] == [
        ("W", "commune", 1),
        (None, None, 1),
    ]
    assert report.totals[Measure.PAST_RESULTS].levels[""].denominator == 1


def charted(tables: Tables, period: str = "2024") -> tuple[BarChart, ...]:
    charts = RATES.charts(made(tables, period), Words("vi"))
    return tuple(chart for chart in charts if isinstance(chart, BarChart))


def test_units_by_month_of_the_last_year() -> None:
    tables = {
        "one_stop": table(
            "one_stop",
            export("a", "W1", received_at="2024-02-01T08:00:00+07:00"),
            export("b", "W1", received_at="2024-02-29T08:00:00+07:00"),
            export("c", "W2", received_at="2024-11-01T08:00:00+07:00"),
            export("d", "W2", received_at="2023-05-01T08:00:00+07:00"),
        ),
        "documents": table("documents", document("a", kind="component")),
    }
    charts = RATES.charts(made(tables, "2023-01-01..2024-12-31"), Words("vi"))
    (heat,) = (chart for chart in charts if isinstance(chart, HeatMap))
    assert (
        heat.title
        == "Theo tháng: thành phần hồ sơ khi tiếp nhận, năm 2024 (% của tháng)"
    )
    assert heat.columns == ("2", "11")
    shown = [[(cell.percent, cell.shade) for cell in row.cells] for row in heat.rows]
    assert shown == [[("50", 2), ("–", None)], [("–", None), ("0", 0)]]
    assert heat.rows[0].cells[0].text == "50,0\u00a0% (1/2)"


def test_figures_name_the_fraction_and_the_levels() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a", "D", "district"), past("b"), past("c")
        ),
        "documents": table("documents", document("a")),
    }
    first, second, _ = RATES.figures(made(tables).totals, Words("vi"))
    assert (first.label, first.value) == ("Kết quả cũ còn hiệu lực", "33,3\u00a0%")
    assert first.detail == (
        "1 trên 3 · Quận/huyện: 100,0\u00a0% (chỉ tiêu 80,0\u00a0%, còn thiếu 0)"
        " · Xã/phường: 0,0\u00a0% (chỉ tiêu 75,0\u00a0%, còn thiếu 2)"
    )
    assert (second.value, second.detail[:1]) == ("–", "–")


def test_a_chart_for_each_measure_with_a_denominator() -> None:
    tables = {"one_stop": table("one_stop", export("a"))}
    (chart,) = charted(tables)
    assert chart.title == "Biểu đồ tỷ lệ: thành phần hồ sơ khi tiếp nhận, năm 2024"
    assert chart.full_line


def test_units_of_a_level_stand_below_a_bar_for_all_of_them() -> None:
    tables = {
        "past_results": table(
            "past_results", past("a", "D", "district"), past("b", "W1"), past("c", "W2")
        ),
        "documents": table("documents", document("b")),
    }
    (chart,) = charted(tables)
    district, communes = chart.groups
    assert [bar.strong for bar in district.bars] == [False]
    assert [bar.strong for bar in communes.bars] == [True, False, False]
    whole = communes.bars[0]
    assert (whole.value, whole.text) == (0.5, "50,0\u00a0% (1/2)")
    assert (whole.points, whole.growth) == (
        communes.bars[1].points,
        communes.bars[1].growth,
    )
    assert (district.bars[0].points, district.bars[0].growth) == (0.8, 0.3456)


def test_one_mark_where_both_readings_agree() -> None:
    tables = {"one_stop": table("one_stop", finished("a", "2024-06-01T08:00:00+07:00"))}
    chart = charted(tables)[-1]
    assert (chart.groups[0].bars[0].points, chart.groups[0].bars[0].growth) == (
        1.0,
        None,
    )


def test_all_years_of_a_period_are_drawn_then_the_units_in_the_last() -> None:
    tables = {
        "past_results": table("past_results", past("a"), past("b")),
        "documents": table("documents", document("a", day="2024-03-01")),
    }
    years, units = charted(tables, "2021-01-01..2025-12-31")
    assert years.title.endswith("2021–2025")
    (communes,) = years.groups
    assert [(bar.label.short, bar.value) for bar in communes.bars] == [
        ("2021", 0.0),
        ("2022", 0.0),
        ("2023", 0.0),
        ("2024", 0.5),
        ("2025", 0.5),
    ]
    assert [bar.points for bar in communes.bars] == [0.15, 0.35, 0.55, 0.75, 0.95]
    assert [bar.growth for bar in communes.bars] == [None, 0.18, 0.216, 0.2592, 0.31104]
    assert units.title.endswith("năm 2025")
    assert [bar.value for bar in units.groups[0].bars] == [0.5]


def test_levels_stand_beside_their_plan_in_each_year() -> None:
    tables = {
        "past_results": table("past_results", *(past(f"w{at}") for at in range(4))),
        "documents": table("documents", document("w0", day="2023-03-01")),
    }
    report = made(tables, "2023-01-01..2024-12-31")
    levels = next(part.rows for part in report.lists if part.name == "levels")
    shown = [
        (row.level, row.year, row.figures.rate, row.figures.target, row.figures.lacking)
        for row in levels
        if row.measure == "past_results"
    ]
    # 55 % of 4 are 2.2, so 3 are needed; 75 % are 3.
    assert shown == [("commune", 2023, 0.25, 0.55, 2), ("commune", 2024, 0.25, 0.75, 2)]
    whole = report.totals["past_results"]
    assert (whole.target, whole.lacking) == (0.75, 2)
    assert whole.gap == pytest.approx(-0.5)


def test_finished_without_a_day_is_listed_and_in_no_period() -> None:
    rows = finished("a", "2024-05-09T08:00:00+07:00"), export("b", status="finished")
    report = made({"one_stop": table("one_stop", *rows)})
    assert fraction(report, "results") == (0, 1)
    assert Note(NoteCode.UNDATED, {"count": 1}) in report.notes
    listed = next(one for one in report.lists if one.name == "undated")
    assert [one.dossier_code for one in listed.rows] == ["b"]
    dated = made({"one_stop": table("one_stop", rows[0])})
    assert NoteCode.UNDATED not in {note.code for note in dated.notes}
