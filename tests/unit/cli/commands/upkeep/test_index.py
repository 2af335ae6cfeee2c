"""The index made again and records compared, as people call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.commands.upkeep.index import add_to
from tests.unit.cli.one_module import run_module
from tests.unit.review.papers import PAPER, make_archive


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    return make_archive(tmp_path / "kho")


def call(kho: Path, *words: str) -> int:
    return run_module(add_to, "index", *words, "--archive", str(kho))


def test_the_index_is_made_from_the_store(kho, capsys):
    assert call(kho, "rebuild", "--json") == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 3
    assert call(kho, "rebuild", "--lang", "en") == 0
    assert "3" in capsys.readouterr().out


def test_differences_are_told_and_end_it_with_1(kho, capsys):
    # Nothing of what the store lists lies in documents/.
    assert call(kho, "reconcile", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said["differences"]
    assert {one["repaired"] for one in said["differences"]} == {False}
    assert call(kho, "reconcile", "--lang", "en") == 1
    told = capsys.readouterr().out
    assert f"documents/H26/2024/H26-1/{PAPER}.pdf" in told or PAPER in told
    assert "✓" not in told


def test_what_was_mended_is_marked(kho, capsys):
    before = call(kho, "reconcile", "--json"), json.loads(capsys.readouterr().out)
    assert call(kho, "reconcile", "--repair", "--json") in (0, 1)
    mended = json.loads(capsys.readouterr().out)["differences"]
    assert any(one["repaired"] for one in mended)
    assert len(mended) == len(before[1]["differences"])
    # An archive that the index knows whole has fewer differences left.
    call(kho, "reconcile", "--json")
    after = json.loads(capsys.readouterr().out)["differences"]
    assert len(after) == sum(not one["repaired"] for one in mended)
