"""`report freeze` as people call it: a period must be named, and what is frozen is told."""

from __future__ import annotations

import pytest

from cli.commands.figures.freeze import freeze_period
from cli.common import Common
from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.operations.upkeep.create import create_archive


@pytest.fixture
def common(tmp_path):
    root = create_archive(tmp_path / "kho", development_keys=False).root
    return Common(archive=root)


def refusal(common: Common, period: str | None) -> str:
    with pytest.raises(UsageError) as caught:
        freeze_period(common, load_settings(environ={}), period)
    return caught.value.code


def test_what_can_not_be_frozen_leaves_no_folder(common):
    assert refusal(common, None) == "no_period"
    assert refusal(common, "hôm qua") == "bad_period"
    assert list((common.archive / "reports").iterdir()) == []
