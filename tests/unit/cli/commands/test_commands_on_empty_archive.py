"""Commands on an archive without a document: nothing found is an answer, in both languages and as
JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.app import run_here
from pipeline.operations.upkeep.create import create_archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_archive(
        tmp_path_factory.mktemp("empty") / "kho", development_keys=False
    ).root


@pytest.fixture(autouse=True)
def environment(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_ARCHIVE", str(archive))
    monkeypatch.setenv("SOHOA_OPERATOR", "Lê Thị Mẫu")
    monkeypatch.delenv("SOHOA_LANG", raising=False)


CASES = {
    "status": 0,
    "verify": 0,
    "search nguyen": 0,
    "lookup 001090000123": 1,
    "show H26.27-241105-0012": 1,
    "review list": 0,
    "review next": 0,
    "index reconcile": 0,
}


@pytest.mark.parametrize(("line", "code"), CASES.items())
def test_the_exit_code_says_whether_something_is_known(
    line: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {}
    for lang in ("vi", "en"):
        assert run_here([*line.split(), "--lang", lang]) == code
        shown = capsys.readouterr()
        assert (bool(shown.out), shown.err) == (True, "")
        texts[lang] = shown.out
    assert texts["vi"] != texts["en"]


@pytest.mark.parametrize(("line", "code"), CASES.items())
def test_json_is_one_document(
    line: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_here([*line.split(), "--json"]) == code
    assert isinstance(json.loads(capsys.readouterr().out), dict)


def test_an_archive_that_is_there_stays_untouched(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.relative_to(archive) for path in archive.rglob("*"))
    assert run_here(["init", str(archive), "--json"]) == 2
    assert "error" in json.loads(capsys.readouterr().out)
    assert sorted(path.relative_to(archive) for path in archive.rglob("*")) == before


def test_a_new_archive_does_not_ask_the_one_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOHOA_ARCHIVE", str(tmp_path / "not there"))
    assert run_here(["init", str(tmp_path / "kho"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "archive": str(tmp_path / "kho"),
        "development_keys": False,
    }
