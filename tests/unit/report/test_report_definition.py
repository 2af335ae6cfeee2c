"""A new report is one definition: every form shows it without knowing its name."""

import json
from dataclasses import dataclass

import pytest

from pipeline.report.columns import Count, Text, Value
from pipeline.report.counting.period import Period
from pipeline.report.counting.plans import Plan, load_plan
from pipeline.report.counting.tables import Tables
from pipeline.report.definition import Figure, ReportDefinition, show_totals
from pipeline.report.render.csv import to_csv
from pipeline.report.render.html import to_html
from pipeline.report.render.json import to_json
from pipeline.report.render.text import to_text
from pipeline.report.render.xlsx import to_xlsx
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import Findings
from tests.unit.report.report_tables import year

VI = ReportWords("vi")


@dataclass(frozen=True, slots=True)
class Row:
    agency_name: Text
    pages: Count
    documents: Count


@dataclass(frozen=True, slots=True)
class Totals:
    pages: int


def compute(
    tables: Tables, _period: Period, _plan: Plan | None
) -> Findings[Row, Totals]:
    rows = tuple(Row(name, len(name), 1) for name in sorted(tables))
    return Findings(rows=rows, totals=Totals(sum(row.pages for row in rows)))


def total(totals: Totals) -> dict[str, Value]:
    return {"pages": totals.pages}


def figures(totals: Totals, words: ReportWords) -> tuple[Figure, ...]:
    return (Figure(words.heading("pages"), words.count(totals.pages)),)


LENGTHS = ReportDefinition(
    name="quality",  # any name that has a title
    row=Row,
    visible=("pages", "agency_name"),
    compute=compute,
    figures=figures,
    total=total,
)
STORE = {"ab": None, "c": None}


def test_the_head_of_a_report() -> None:
    report = LENGTHS.make(STORE, 7, year("2024-Q2"), load_plan("plan-190"))
    assert (report.report, report.snapshot, report.period) == ("quality", 7, "2024-Q2")
    assert (report.start.isoformat(), report.end.isoformat()) == (
        "2024-04-01",
        "2024-06-30",
    )
    assert report.plan is not None
    assert report.plan.name == "plan-190"
    assert LENGTHS.make(STORE, 7, year(), None).plan is None


def test_columns_of_files_and_of_people() -> None:
    assert [one.name for one in LENGTHS.columns] == [
        "agency_name",
        "pages",
        "documents",
    ]
    assert [one.name for one in LENGTHS.visible_columns] == ["pages", "agency_name"]


def test_the_total_row_has_the_visible_columns_and_needs_rows() -> None:
    found = compute(STORE, year(), None)
    assert LENGTHS.total_row(found) == {"pages": 3, "agency_name": None}
    assert LENGTHS.total_row(compute({}, year(), None)) is None


def test_a_definition_is_all_that_a_form_needs() -> None:
    report = LENGTHS.make(STORE, 1, year(), None)
    assert to_csv(report, LENGTHS) == "agency_name,pages,documents\nab,2,1\nc,1,1\n"
    assert to_xlsx(report, LENGTHS, VI).startswith(b"PK")
    found = json.loads(to_json(report, LENGTHS, VI))
    assert found["rows"][0] == {"agency_name": "ab", "pages": 2, "documents": 1}
    assert found["totals"] == {"pages": 3}
    lines = to_text(report, LENGTHS, VI).splitlines()
    assert [line.split() for line in lines if line.endswith(("ab", "c"))] == [
        ["2", "ab"],
        ["1", "c"],
    ]
    html = to_html(report, LENGTHS, VI)
    assert '<td class="number">2</td><td class="name">ab</td>' in html


def test_without_more_there_are_no_charts_groups_or_totals() -> None:
    bare = ReportDefinition(
        name="quality", row=Row, visible=("pages",), compute=compute, figures=figures
    )
    found = compute(STORE, year(), None)
    assert bare.charts(found, VI) == ()
    assert bare.groups(found) is None
    assert bare.total_row(found) is None


def test_totals_as_figures() -> None:
    show = show_totals("quality", Row, "pages")
    assert show(Row("x", 1200, 3), VI) == (Figure("Trang", "1.200"),)
    with pytest.raises(KeyError):
        show_totals("quality", Row, "unknown")(Row("x", 1, 1), VI)
