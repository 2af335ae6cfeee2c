"""A desk in this process: a new archive whose files stay unsigned, its own state, one clerk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.desk.desk import Desk
from pipeline.desk.kept.state import desk_state
from pipeline.executor import SerialExecutor
from pipeline.operations.upkeep.create import create_archive

CODE = "H26.27-261128-0001"
CLERK = "Lê Văn Thử"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An archive that this machine has reached before."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = create_archive(tmp_path / "kho", development_keys=False).root
    options = {"signing": "none", "operator": CLERK}
    settings = load_settings(environ={}, options=options)
    made = Desk(root, desk_state(root), settings, SerialExecutor())
    made.remember()
    return made


def asked_by(desk: Desk, operator: str) -> Desk:
    """The same desk, asked by another clerk."""
    return replace(desk.of_clerk(operator), clerk=operator)
