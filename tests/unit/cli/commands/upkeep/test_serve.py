"""users and serve on the command line: who may sign in, and where it may listen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.commands.upkeep.serve import add_to
from pipeline.common.locks import exclusive_lock
from pipeline.operations.upkeep.create import create_archive
from tests.unit.cli.one_module import run_module

PASSWORD = "bốn từ khó đoán"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOHOA_ARCHIVE", str(tmp_path / "kho"))
    monkeypatch.delenv("SOHOA_LANG", raising=False)
    (tmp_path / "password").write_text(f"{PASSWORD}\nsecond line\n", encoding="utf-8")
    return create_archive(tmp_path / "kho", development_keys=False).root


def add(archive: Path, *more: str) -> int:
    name = ("--name", "Phạm Thị Dung")
    file = ("--password-file", str(archive.parent / "password"))
    return run_module(add_to, "users", "add", "dung", *name, *file, *more)


def test_users_are_added_listed_and_removed(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(archive, "--role", "auditor") == 0
    capsys.readouterr()
    assert run_module(add_to, "users", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed == {
        "users": [{"login": "dung", "name": "Phạm Thị Dung", "role": "auditor"}]
    }
    assert run_module(add_to, "users", "remove", "dung") == 0
    assert run_module(add_to, "users", "remove", "dung") == 2


def test_what_does_not_fit_is_said_in_vietnamese(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(archive, "--role", "vua") == 2
    assert "Không có vai trò này" in capsys.readouterr().err
    (archive.parent / "password").write_text("ngắn", encoding="utf-8")
    assert add(archive) == 2
    assert "ít nhất 10 ký tự" in capsys.readouterr().err
    assert (
        run_module(
            add_to, "users", "add", "dung", "--name", "X", "--password-file", "nowhere"
        )
        == 2
    )
    assert run_module(add_to, "users", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out)["users"] == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "0.0.0.0"], "Không có TLS"),
        (["--host", "192.0.2.1"], "Không có TLS"),
        (["--tls-cert", "x.pem"], "phải đi cùng nhau"),
        (["--tls-cert", "x.pem", "--tls-key", "x.key"], "Không dùng được chứng thư"),
    ],
)
def test_it_listens_elsewhere_by_tls_alone(
    archive: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert run_module(add_to, "serve", *options) == 2
    assert said in capsys.readouterr().err


def test_a_port_in_use_is_said(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run_module(add_to, "serve", "--port", str(taken.getsockname()[1])) == 2
    assert "đang có chương trình khác dùng" in capsys.readouterr().err


def test_an_archive_is_served_once(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with exclusive_lock(archive / ".serve.lock"):
        assert run_module(add_to, "serve", "--port", "0") == 5
    assert "đang được một máy chủ khác phục vụ" in capsys.readouterr().err
