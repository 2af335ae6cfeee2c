"""Tokens of desks on other machines, as an administrator gives and takes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.desk.remote import add_to
from pipeline.operations.upkeep.create import create_archive
from pipeline.serve.desks.tokens import DeskTokens
from tests.unit.cli.one_module import run_module

Shown = pytest.CaptureFixture[str]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return create_archive(tmp_path / "kho", development_keys=False).root


def call(archive: Path, *words: str) -> int:
    return run_module(add_to, *words, "--archive", str(archive))


def test_a_token_is_shown_once_and_alone_on_stdout(archive, capsys: Shown):
    assert call(archive, "token", "add", "Quầy 3") == 0
    shown = capsys.readouterr()
    token = shown.out.strip()
    assert token and "\n" not in token and token not in shown.err
    assert call(archive, "token", "list", "--json") == 0
    (desk,) = json.loads(capsys.readouterr().out)["desks"]
    assert desk["desk"] == "Quầy 3" and desk["made_at"]
    kept = "".join(
        path.read_text("utf-8", "replace")
        for path in (archive / "keys").rglob("*")
        if path.is_file()
    )
    assert token not in kept


def test_a_revoked_token_is_worth_nothing_at_once(archive, capsys: Shown):
    assert call(archive, "token", "add", "  Quầy   3 ", "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert made["desk"] == "Quầy 3"
    tokens = DeskTokens.of(archive / "keys")
    assert [one.name for one in tokens.list()] == ["Quầy 3"]
    assert call(archive, "token", "revoke", "Quầy 3", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"revoked": "Quầy 3"}
    assert list(tokens.list()) == []


def test_what_is_not_there_can_not_be_revoked(archive, capsys: Shown):
    assert call(archive, "token", "revoke", "Quầy 9", "--json") == 2
    assert "error" in json.loads(capsys.readouterr().out)


def test_the_client_is_written_where_it_is_asked_for(archive, tmp_path, capsys: Shown):
    out = tmp_path / "sohoa-desk.pyz"
    assert call(archive, "client", "--out", str(out)) == 0
    assert out.read_bytes().startswith(b"#!")
    assert call(archive, "client", "--out", str(tmp_path / "no" / "x.pyz")) == 2
