"""The desk that a call works at: outside the service nothing is kept warm."""

from __future__ import annotations

import pytest

from cli.desk.warm import desk_of, warm_executor
from pipeline.config import load_settings
from pipeline.executor import SerialExecutor
from pipeline.operations.upkeep.create import create_archive


@pytest.fixture
def archive(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return create_archive(tmp_path / "kho", development_keys=False).root


def test_a_call_by_itself_works_in_its_own_process(archive):
    assert warm_executor() is None
    desk = desk_of(archive, load_settings(environ={}))
    assert isinstance(desk.executor, SerialExecutor)
    assert desk_of(archive, load_settings(environ={})).executor is desk.executor


def test_one_archive_by_whatever_way_has_one_state(archive, tmp_path, monkeypatch):
    settings = load_settings(environ={})
    (tmp_path / "link").symlink_to(archive)
    monkeypatch.chdir(tmp_path)
    by_name = desk_of(archive, settings)
    for way in (tmp_path / "link", archive.relative_to(tmp_path)):
        found = desk_of(way, settings)
        assert (found.archive, found.state) == (by_name.archive, by_name.state)
