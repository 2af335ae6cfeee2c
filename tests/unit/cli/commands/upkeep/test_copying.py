"""copy as a person calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.commands.upkeep.copying import add_to
from pipeline.operations.upkeep.create import create_archive
from tests.unit.cli.one_module import run_module


def test_a_copy_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = create_archive(tmp_path / "kho", development_keys=False).root
    words = ["copy", str(tmp_path / "copy"), "--archive", str(root)]
    assert run_module(add_to, *words, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["failed"] == [] and said["copied"] >= 3
    assert run_module(add_to, *words, "--lang", "en") == 0
    assert "were there already" in capsys.readouterr().out
