"""The contract's `report:`, as values."""

import json
from typing import Any

import pytest

from pipeline.report.catalogue import REPORTS
from pipeline.report.definition import SomeDefinition
from pipeline.report.definitions.form_766 import FORM_766
from pipeline.report.definitions.missing import MISSING
from pipeline.report.definitions.on_time import ON_TIME
from pipeline.report.definitions.quality import QUALITY
from pipeline.report.definitions.rates import RATES
from pipeline.report.definitions.reuse import REUSE
from pipeline.report.render.json import to_json
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import SomeReport
from tests.unit.report.report_tables import FORMULA, STORE, report_of, year

CONTRACT = ["report", "snapshot", "period", "plan", "rows", "totals"]
DAYS = ["period_start", "period_end"]
PLAN = ["plan_title", "plan_source", "reading", "full_line"]
FURTHER = {
    "rates": [
        *(
            *DAYS,
            *PLAN,
            "levels",
            "forecast",
            "trend",
            "months",
            "procedures",
            "types_of_paper",
            "unit_forecast",
            "unregistered",
            "undated",
            "trace",
        )
    ],
    "form-766": [*DAYS, "group_titles", "trace"],
    "on-time": [*DAYS, "as_of", "procedures", "trace"],
    "reuse": [*DAYS, *PLAN, "unregistered_reuse", "trace"],
    "waiting": [*DAYS, *PLAN, "waiting_levels"],
    "satisfaction": [*DAYS, *PLAN, "satisfaction_levels"],
    "hand-over": [*DAYS, *PLAN, "hand_over_levels", "trace"],
    "portal": [*DAYS, *PLAN, "portal_levels", "trace"],
    "quality": [
        *DAYS,
        "confidence",
        "flags",
        "document_types",
        "review_reasons",
        "changed_values",
        "loads",
        "checked_units",
        "checked_types",
    ],
    "missing": DAYS,
}


def content(
    definition: SomeDefinition, report: SomeReport | None = None
) -> dict[str, Any]:
    return json.loads(
        to_json(report or report_of(definition), definition, ReportWords("vi"))
    )


@pytest.mark.parametrize("name", list(REPORTS))
def test_each_report_has_the_contracts_keys_and_its_own(name: str) -> None:
    found = content(REPORTS[name])
    assert list(found) == [*CONTRACT, *FURTHER[name], "notes"]
    assert [found[key] for key in ("report", "snapshot", "period")] == [name, 5, "2024"]
    assert (found["period_start"], found["period_end"]) == ("2024-01-01", "2024-12-31")
    assert found["plan"] == "plan-190"


def test_rates() -> None:
    found = content(RATES)
    district = found["rows"][0]
    assert (district["numerator"], district["denominator"]) == (1, 2)
    assert (district["rate"], district["target"], district["reading"]) == (
        0.5,
        0.8,
        "points",
    )
    assert found["rows"][2]["rate"] is None
    past = found["totals"]["past_results"]
    assert list(past) == [
        *("numerator", "denominator", "rate", "in_review", "unsigned"),
        *("target", "gap", "lacking", "levels"),
    ]
    assert past["levels"]["district"]["rate"] == 0.5
    (dossier,) = found["trace"]["past_results/2024/D/district"]
    assert dossier["pdf_path"] == "documents/U/2024/a/a.1.pdf"
    assert [entry["dossier_code"] for entry in found["unregistered"]] == ["z"]
    assert found["rows"][3]["agency_name"] == "Phường\x07 V"
    assert found["rows"][6]["agency_name"] == FORMULA


def test_what_the_plan_says_of_itself() -> None:
    found = content(RATES)
    assert found["plan_title"]["en"].startswith("Plan 190")
    assert found["full_line"] == {
        "value": 1.0,
        "before": 2025,
        "label": {"vi": "100 % trước năm 2025", "en": "100 % before 2025"},
    }
    without = content(RATES, RATES.make(STORE, 5, year(), None))
    assert [without[key] for key in ("plan", *PLAN)] == [None] * 5


def test_form_766() -> None:
    found = content(FORM_766)
    assert list(found["group_titles"]) == ["districts", "communes"]
    assert found["group_titles"]["communes"]["en"] == "Communes and wards"
    assert list(found["totals"]["groups"]) == ["districts", "communes"]
    assert found["totals"]["groups"]["districts"]["components_reused_portal"] is None
    assert found["totals"]["received"] == 3


def test_the_other_reports() -> None:
    assert content(ON_TIME)["as_of"] == "2024-06-03T08:00:00+07:00"
    assert content(ON_TIME)["totals"]["not_updated"] == 1
    assert (
        content(REUSE)["trace"]["reusing/2024/D/district"][0]["reused_components"] == 1
    )
    step = {"batch_id": "n1", "from": 0.9, "to": 1.0, "pages": 1}
    assert content(QUALITY)["confidence"] == [step]
    assert content(MISSING)["totals"]["past_results"] == {"not_digitized": 2, "all": 2}


def test_notes_are_sentences_in_the_language_asked_for() -> None:
    report = report_of(ON_TIME, {})
    found = json.loads(to_json(report, ON_TIME, ReportWords("en")))
    assert found["notes"] == [
        "No one-stop export has been given: rates that rest on it are empty (–)."
    ]
