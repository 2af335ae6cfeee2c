"""Reports over the store of an archive: pipeline.operations.reports.reporting."""

import json
from pathlib import Path

import pytest

from pipeline.config import Settings, load_settings
from pipeline.errors import UsageError
from pipeline.operations.reports.reporting import make_report
from pipeline.report.catalogue import REPORTS
from schemas.figures.report import NoteCode
from tests.unit.report.report_tables import cells


@pytest.fixture
def settings(archive: Path) -> Settings:
    return load_settings(archive)


def changed(settings: Settings, section: str, **values: object) -> Settings:
    part = getattr(settings, section).model_copy(update=values)
    return settings.model_copy(update={section: part})


@pytest.mark.parametrize("name", list(REPORTS))
def test_each_report_by_its_name(archive: Path, settings: Settings, name: str) -> None:
    made = make_report(archive, settings, name, None, "2024")
    assert (made.report, made.period, made.snapshot) == (name, "2024", 1)
    assert made.plan is not None
    assert made.plan.name == "plan-190"  # the settings' own


def test_figures_come_from_the_store(archive: Path, settings: Settings) -> None:
    made = make_report(archive, settings, "rates", None, "2024")
    district = cells(made.found)[0]
    assert (district["numerator"], district["denominator"], district["rate"]) == (
        1,
        2,
        0.5,
    )


def test_a_plan_that_is_named_is_read_in_its_own_way(
    archive: Path, settings: Settings
) -> None:
    growth = changed(settings, "report", reading="growth")
    own = make_report(archive, growth, "rates", None, "2024")
    named = make_report(archive, growth, "rates", "plan-190", "2024")
    assert [made.plan.reading for made in (own, named) if made.plan] == [
        "growth",
        "points",
    ]


def test_development_keys_are_told(archive: Path, settings: Settings) -> None:
    made_up = changed(settings, "keys", development=True)
    notes = make_report(archive, made_up, "missing", None, "2024").notes
    assert [note.code for note in notes] == [NoteCode.DEVELOPMENT_KEYS]
    assert make_report(archive, settings, "missing", None, "2024").notes == ()


def test_who_asked_for_what_is_in_the_audit_trail(
    archive: Path, settings: Settings
) -> None:
    asked = settings.model_copy(update={"operator": "Nguyễn Thị Mẫu"})
    make_report(archive, asked, "on-time", None, "2024-Q2")
    lines = (archive / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    last = json.loads(lines[-1])
    assert [last[key] for key in ("actor", "action", "item")] == [
        "Nguyễn Thị Mẫu",
        "report",
        "on-time",
    ]
    assert last["detail"] == "period 2024-Q2, snapshot 1"


@pytest.mark.parametrize(
    ("name", "plan", "period", "code"),
    [
        ("ratings", None, None, "unknown_report"),
        ("rates", "plan-191", None, "unknown_plan"),
        ("rates", None, "2024-Q5", "bad_period"),
    ],
)
def test_what_is_not_known_is_refused_before_anything_is_read(
    tmp_path: Path,
    settings: Settings,
    name: str,
    plan: str | None,
    period: str | None,
    code: str,
) -> None:
    with pytest.raises(UsageError) as caught:
        make_report(tmp_path / "nowhere", settings, name, plan, period)
    assert caught.value.code == code
