"""The command units."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from cli.commands.figures.units import add_to
from cli.exits import run_command
from pipeline.operations.upkeep.create import create_archive


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return create_archive(tmp_path / "kho", development_keys=False).root


def sohoa(*words: str) -> int:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_to(app)
    return run_command(app, words)


def test_units(archive, tmp_path, capsys):
    file = tmp_path / "don-vi.csv"
    file.write_text("Mã đơn vị,Tên đơn vị,Cấp\nH26,Phường A,commune\n", "utf-8")
    assert sohoa("units", "import", str(file), "--archive", str(archive)) == 0
    assert capsys.readouterr().out == "1 đơn vị, 0 nhóm đơn vị cũ và mới\n"
    assert sohoa("units", "show", "--archive", str(archive)) == 0
    assert "Phường A" in capsys.readouterr().out
