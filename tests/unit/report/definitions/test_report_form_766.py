"""The form of Decision 766, counted by hand."""

from pipeline.report.definitions.form_766 import FORM_766, FormRow, FormTotals, compute
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

TABLES = {
    "one_stop": table(
        "one_stop",
        export("a", "S1", "province", reused_components=2),
        export("b", "S1", "province", reused_components=0),
        export("c", "L1", "province", agency_name="Văn phòng Đăng ký đất đai tỉnh"),
        finished("d", "2024-06-01T09:00:00+07:00", agency="D1", level="district"),
        finished("e", "2025-02-01T09:00:00+07:00", agency="W1"),
        export("f", "W2", received_at="2023-05-01T08:00:00+07:00"),
        export("g", "X1", None),
    ),
    "documents": table(
        "documents",
        document("a", kind="component"),
        document("c", kind="component", status="needs_review"),
        document("d", kind="result"),
    ),
}


def made() -> Findings[FormRow, FormTotals]:
    return compute(TABLES, year(), None)


def test_columns_of_the_form() -> None:
    found = {row["agency_code"]: row for row in cells(made())}
    first = found["S1"]
    assert (
        first["received"],
        first["components_not_digitized"],
        first["components_digitized"],
    ) == (2, 1, 1)
    assert (first["components_reused"], first["components_reused_portal"]) == (1, None)
    assert (
        first["settled"],
        first["results_not_digitized"],
        first["results_digitized"],
    ) == (
        0,
        0,
        0,
    )
    district = found["D1"]
    assert (
        district["received"],
        district["settled"],
        district["results_digitized"],
    ) == (1, 1, 1)
    assert (found["W1"]["received"], found["W1"]["settled"]) == (1, 0)
    assert "W2" not in found  # nothing received or settled in the period


def test_groups_in_the_order_of_the_form_numbered_from_one() -> None:
    report = made()
    assert [
        (row["group"], row["stt"], row["agency_code"]) for row in cells(report)
    ] == [
        ("departments", 1, "S1"),
        ("land_offices", 1, "L1"),
        ("districts", 1, "D1"),
        ("communes", 1, "W1"),
        ("other", 1, "X1"),
    ]
    assert list(report.totals.groups) == [
        "departments",
        "land_offices",
        "districts",
        "communes",
        "other",
    ]
    assert report.totals.groups["departments"].received == 2


def test_totals_add_up_and_the_unknown_stays_unknown() -> None:
    totals = made().totals
    assert (totals.received, totals.settled) == (6, 1)
    assert (
        totals.components_digitized + totals.components_not_digitized == totals.received
    )
    assert totals.components_reused_portal is None


def test_a_digitized_figure_leads_to_its_dossiers() -> None:
    trace = made().trace.select(["measure", "dossier_code"]).to_pylist()
    assert trace == [
        {"measure": "components_digitized", "dossier_code": "a"},
        {"measure": "results_digitized", "dossier_code": "d"},
    ]


def test_notes() -> None:
    assert made().notes == (Note(NoteCode.PORTAL_UNKNOWN),)
    nothing = compute({}, year(), None)
    assert nothing.notes == (Note(NoteCode.PORTAL_UNKNOWN), Note(NoteCode.NO_ONE_STOP))
    assert (nothing.rows, nothing.group_titles, nothing.totals.groups) == ((), {}, {})


def test_groups_hold_their_rows_and_sums() -> None:
    groups = FORM_766.groups(made())
    assert groups is not None
    assert groups[0].title.wording("en") == "Departments"
    assert groups[-1].title.wording("vi") == "Đơn vị khác"
    assert [len(group.rows) for group in groups] == [1] * 5
    assert groups[0].sums["received"] == 2


def test_figures_have_names_of_their_own() -> None:
    figures = FORM_766.figures(made().totals, ReportWords("vi"))
    assert [figure.value for figure in figures] == ["6", "1", "1", "1"]
    assert figures[1].label == "Hồ sơ có số hóa thành phần"


def test_finished_without_a_day_is_said() -> None:
    tables = {"one_stop": table("one_stop", export("a", status="finished"))}
    assert Note(NoteCode.UNDATED, {"count": 1}) in compute(tables, year(), None).notes
