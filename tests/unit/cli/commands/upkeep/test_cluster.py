"""worker and cluster as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.commands.upkeep.cluster import add_to
from tests.unit.cli.one_module import run_module


@pytest.mark.parametrize(
    ("scheduler", "code"),
    [
        ("tcp://127.0.0.1:1", "scheduler_unreachable"),
        ("tls://127.0.0.1:1", "cluster_keys_needed"),
    ],
)
def test_a_worker_without_a_scheduler_ends_at_once(
    capsys: pytest.CaptureFixture[str], scheduler: str, code: str
) -> None:
    assert run_module(add_to, "worker", "--scheduler", scheduler, "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_keys_are_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["cluster", "keys", str(tmp_path / "keys")]
    assert run_module(add_to, *words, "--lang", "en") == 0
    assert str(tmp_path / "keys") in capsys.readouterr().out
    assert run_module(add_to, *words, "--json") == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["error"]["code"] == "cluster_keys_exist"


def test_a_scheduler_does_not_start_with_keys_that_nobody_can_use(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOHOA_RUN__CLUSTER_KEYS", str(tmp_path))
    assert run_module(add_to, "cluster", "scheduler", "--json") == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["error"]["code"] == "cluster_keys_unusable"
