"""Options that several commands take, as the settings they stand for."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from cli.options import log_file, register_text, run_options
from pipeline.config import load_settings
from pipeline.errors import UsageError


def test_an_option_that_was_not_given_is_no_setting() -> None:
    assert run_options(False, workers=None) == {"workers": None, "log_level": None}
    assert run_options(True, workers=4) == {"workers": 4, "log_level": "debug"}


def test_a_register_is_named_absolutely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert register_text(Path("so")) == str(tmp_path.resolve() / "so")
    assert register_text(None) is None


def test_records_go_into_the_named_file(tmp_path: Path) -> None:
    settings = load_settings(None, None, {}, {})
    place = tmp_path / "log.jsonl"
    with log_file(place, settings):
        logging.getLogger("pipeline.runner").info("a step")
    records = [json.loads(line) for line in place.read_text("utf-8").splitlines()]
    assert any("a step" in str(one) for one in records)
    with log_file(None, settings):
        logging.getLogger("pipeline.runner").info("another step")
    assert len(place.read_text("utf-8").splitlines()) == len(records)


def test_a_log_without_a_folder_is_refused_before_any_work(tmp_path: Path) -> None:
    settings = load_settings(None, None, {}, {})
    with pytest.raises(UsageError), log_file(tmp_path / "not there" / "log", settings):
        raise AssertionError("the work began")
