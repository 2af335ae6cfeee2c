"""An archive is tried before work: what is finished must reach its place by one rename."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.operations.upkeep.create import create_archive


def test_a_whole_one_is_left_as_it_was(tmp_path: Path) -> None:
    folder = create_archive(tmp_path / "kho", development_keys=False)
    before = sorted(folder.root.rglob("*"))
    folder.require_whole()
    assert sorted(folder.root.rglob("*")) == before


def test_a_split_one_is_refused_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = create_archive(tmp_path / "kho", development_keys=False)
    before = sorted(folder.root.rglob("*"))

    def across(*_: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(Path, "rename", across)
    with pytest.raises(UsageError) as caught:
        folder.require_whole()
    assert caught.value.code == "archive_split"
    assert sorted(folder.root.rglob("*")) == before
