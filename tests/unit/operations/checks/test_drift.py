"""Persons of filed papers beside those that the weights were trained on."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.match.register import open_register
from pipeline.match.training.unlabelled import train_unlabelled
from pipeline.operations.checks.drift import drift_of_archive, drift_of_table
from tests.support.review_archive import make_review_archive, settings_of


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """The register of an archive whose papers name two persons, trained on one."""
    make_review_archive(tmp_path)
    (tmp_path / "asked.csv").write_text(
        "query_id,full_name,birth_date\n1,Nguyễn Văn An,12/03/1975\n", encoding="utf-8"
    )
    train_unlabelled(tmp_path / "asked.csv", open_register(tmp_path / "register"))
    return tmp_path / "register"


def test_persons_of_papers_filed_since_a_day_are_counted(
    tmp_path: Path, register: Path
) -> None:
    settings = settings_of(tmp_path)
    everybody = drift_of_archive(tmp_path / "kho", register, settings, None)
    assert (everybody.queries, everybody.fitted_on) == (2, 1)
    later = drift_of_archive(tmp_path / "kho", register, settings, "2999-01-01")
    assert later.queries == 0
    trail = (tmp_path / "kho" / "audit.jsonl").read_text(encoding="utf-8")
    assert trail.count("persons compared") == 2


def test_a_day_that_is_none_is_refused(tmp_path: Path, register: Path) -> None:
    with pytest.raises(UsageError) as caught:
        drift_of_archive(tmp_path / "kho", register, settings_of(tmp_path), "hôm qua")
    assert caught.value.code == "bad_since"


def test_a_table_is_counted(tmp_path: Path, register: Path) -> None:
    report = drift_of_table(tmp_path / "asked.csv", register, settings_of(tmp_path))
    assert (report.queries, report.few, report.warns) == (1, True, False)
