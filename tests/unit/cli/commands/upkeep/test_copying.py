"""copy and worker as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.app import run_here
from pipeline.operations.upkeep.create import create_archive


def test_a_copy_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = create_archive(tmp_path / "kho", development_keys=False).root
    words = ["copy", str(tmp_path / "copy"), "--archive", str(root)]
    assert run_here([*words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["failed"] == [] and said["copied"] >= 3
    assert run_here([*words, "--lang", "en"]) == 0
    assert "were there already" in capsys.readouterr().out


def test_a_worker_without_a_scheduler_ends_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["worker", "--scheduler", "tcp://127.0.0.1:1", "--json"]
    assert run_here(words) == 2
    assert (
        json.loads(capsys.readouterr().out)["error"]["code"] == "scheduler_unreachable"
    )
