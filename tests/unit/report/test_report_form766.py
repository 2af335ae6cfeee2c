from datetime import date

from report_tables import document, export, finished, table

from pipeline.report.form766 import form_766
from pipeline.report.period import parse_period
from schemas.report import Report

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


def made() -> Report:
    return form_766(TABLES, 1, parse_period("2024", date(2026, 1, 1)), None)


def test_columns_of_the_form() -> None:
    found = {row["agency_code"]: row for row in made().rows}
    first = found["S1"]
    assert (first["received"], first["components_not_digitized"], first["components_digitized"]) == (2, 1, 1)
    assert (first["components_reused"], first["components_reused_portal"]) == (1, None)
    assert (first["settled"], first["results_not_digitized"], first["results_digitized"]) == (0, 0, 0)
    district = found["D1"]
    assert (district["received"], district["settled"], district["results_digitized"]) == (1, 1, 1)
    assert (found["W1"]["received"], found["W1"]["settled"]) == (1, 0)
    assert "W2" not in found  # nothing received or settled in the period


def test_groups_in_the_order_of_the_form_numbered_from_one() -> None:
    report = made()
    assert [(row["group"], row["stt"], row["agency_code"]) for row in report.rows] == [
        ("departments", 1, "S1"),
        ("land_offices", 1, "L1"),
        ("districts", 1, "D1"),
        ("communes", 1, "W1"),
        ("other", 1, "X1"),
    ]
    assert list(report.totals["groups"]) == ["departments", "land_offices", "districts", "communes", "other"]
    assert report.totals["groups"]["departments"]["received"] == 2


def test_totals_add_up_and_the_unknown_stays_unknown() -> None:
    totals = made().totals
    assert (totals["received"], totals["settled"]) == (6, 1)
    assert totals["components_digitized"] + totals["components_not_digitized"] == totals["received"]
    assert totals["components_reused_portal"] is None


def test_a_digitized_figure_leads_to_its_dossiers() -> None:
    trace = made().extra["trace"].select(["measure", "dossier_code"]).to_pylist()
    assert trace == [
        {"measure": "components_digitized", "dossier_code": "a"},
        {"measure": "results_digitized", "dossier_code": "d"},
    ]


def test_finished_without_a_day_is_said() -> None:
    tables = {"one_stop": table("one_stop", export("a", status="finished"))}
    report = form_766(tables, 1, parse_period("2024", date(2026, 1, 1)), None)
    assert "undated|count=1" in report.notes
