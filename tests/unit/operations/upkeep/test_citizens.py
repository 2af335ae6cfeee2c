"""An update of the citizen register in the audit trail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.match.register import open_register
from pipeline.match.register.build import build_register
from pipeline.match.register.history import read_history
from pipeline.operations.upkeep.citizens import update_citizens
from pipeline.operations.upkeep.create import create_archive
from tests.unit.review.papers import LAN, REGISTER

SETTINGS = load_settings(environ={}, options={"operator": "Lê  Thị Kiểm"})


@pytest.fixture
def register(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(REGISTER, encoding="utf-8")
    build_register(tmp_path / "people.csv", tmp_path / "R")
    return tmp_path / "R"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "changes.csv"
    path.write_text(f"change,citizen_id,death_date\nmất,{LAN},2024\n", encoding="utf-8")
    return path


def test_the_trail_tells_once_who_changed_it(register, table, tmp_path) -> None:
    archive = create_archive(tmp_path / "kho", development_keys=False).root
    for _ in range(2):
        update_citizens(table, register, SETTINGS, archive=archive, remove_many=False)
    lines = (archive / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    told = [
        one for one in map(json.loads, lines) if one["action"] == "register updated"
    ]
    assert [one["actor"] for one in told] == ["Lê Thị Kiểm"]
    assert open_register(register).version in told[0]["detail"]


def test_without_an_archive_the_registers_history_tells_alone(register, table) -> None:
    update_citizens(table, register, SETTINGS, archive=None, remove_many=False)
    assert read_history(register)[-1]["actor"] == "Lê Thị Kiểm"


def test_where_the_archive_is_none_nothing_is_changed(
    register, table, tmp_path
) -> None:
    before = open_register(register).version
    with pytest.raises(UsageError):
        update_citizens(
            table, register, SETTINGS, archive=tmp_path / "none", remove_many=False
        )
    assert open_register(register).version == before
