"""Frozen reports: the same numbers later, and whatever was changed is found."""

from __future__ import annotations

import json

import pikepdf
import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.operations.checks.verify import verify
from pipeline.operations.reports.freezing import freeze
from pipeline.operations.reports.frozen import (
    check_frozen,
    find_frozen,
    make_frozen_report,
)
from pipeline.operations.reports.reporting import ReportRequest, make_report
from pipeline.operations.upkeep.create import create_archive
from pipeline.report.catalogue import REPORTS
from pipeline.report.columns import values_of
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange


def past(code: str) -> dict[str, object]:
    unit = {"agency_code": "H1", "agency_name": "Xã A", "level": "commune"}
    return {"dossier_code": code, **unit, "still_valid": True}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    root = create_archive(
        tmp_path_factory.mktemp("a") / "kho", development_keys=True
    ).root
    rows = [past("K1"), past("K2")]
    ParquetStore(root / "store").commit(StoreChange(append={"past_results": rows}))
    return root


@pytest.fixture(scope="module")
def settings(archive):
    return load_settings(archive, options={"operator": "Trần Thị Bình"})


@pytest.fixture(scope="module")
def frozen(archive, settings):
    """A frozen year, and the store gone on since then."""
    made = freeze(archive, settings, "2024")
    change = StoreChange(
        replace_tables={"past_results": [past("K1"), past("K3"), past("K4")]}
    )
    ParquetStore(archive / "store").commit(change)
    return made


def denominator(report) -> object:
    return values_of(report.found.rows[0])["denominator"]


def test_what_lies_in_the_folder(archive, frozen):
    folder = archive / frozen.folder
    assert folder.name == "2024-00000001" and frozen.signature_level == "B-LTA"
    names = {path.name for path in folder.iterdir() if path.is_file()}
    forms = {f"{name}.{form}" for name in REPORTS for form in ("xlsx", "json")}
    assert names == forms | {"bao-cao.pdf", "freeze.json", "plan.toml"}
    facts = json.loads((folder / "freeze.json").read_text("utf-8"))
    assert (facts["commit"], facts["by"]) == (1, "Trần Thị Bình")


def test_the_pdf_is_archival_and_says_what_the_reports_say(archive, frozen):
    with pikepdf.open(archive / frozen.folder / "bao-cao.pdf") as pdf:
        assert pdf.open_metadata().pdfa_status == "2U"
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
        assert width > height


def test_the_frozen_snapshot_gives_the_numbers_of_then(archive, settings, frozen):
    assert denominator(make_report(archive, settings, "rates", None, "2024")) == 3
    request = ReportRequest("rates")
    for snapshot in ("2024-00000001", "1"):
        report = make_frozen_report(archive, settings, request, snapshot)
        assert (denominator(report), report.snapshot, report.period) == (2, 1, "2024")


def test_verify_says_that_the_numbers_are_the_same(archive, frozen):
    answer = verify(archive, "vi")
    assert [one for one in answer["failed"] if one["check"] == "frozen"] == []


def test_a_period_is_frozen_once_at_a_snapshot(archive, settings):
    other = freeze(archive, settings, "2023")
    with pytest.raises(UsageError) as caught:
        freeze(archive, settings, "2023")
    assert caught.value.code == "frozen_already"
    (archive / other.folder / "rates.xlsx").write_bytes(b"other figures")
    failed = [
        one for one in verify(archive, "vi")["failed"] if one["check"] == "frozen"
    ]
    assert [(one["path"], one["code"]) for one in failed] == [
        (f"{other.folder}/rates.xlsx", "frozen_changed")
    ]


def test_whoever_changes_figures_and_hashes_is_found_by_the_signed_book(
    archive, settings
):
    made = freeze(archive, settings, "2022")
    folder = archive / made.folder
    facts = (folder / "freeze.json").read_text("utf-8")
    (folder / "freeze.json").write_text(
        facts.replace("Trần Thị Bình", "Ai đó"), "utf-8"
    )
    (problem,) = check_frozen(folder, archive / "keys", settings)
    assert (problem.path, problem.code) == ("freeze.json", "frozen_changed")


def test_a_snapshot_that_is_not_frozen(archive, frozen):
    with pytest.raises(UsageError) as caught:
        find_frozen(archive / "reports", "2019")
    assert (
        caught.value.code == "not_frozen"
        and "2024-00000001" in caught.value.values["known"]
    )
