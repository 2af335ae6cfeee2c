"""export reading as a person calls it."""

import json

from cli.app import run_here
from pipeline.operations.upkeep.create import create_archive


def test_what_is_not_there_is_said(tmp_path, capsys):
    root = create_archive(tmp_path / "kho", development_keys=False).root
    call = ["export", "reading", "A-1", "--archive", str(root)]
    call += ["--out", str(tmp_path / "xem"), "--operator", "Trần Văn Lưu"]
    assert run_here([*call, "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in said["refused"]] == ["unknown_dossier"]
    assert said["copies"] == []
    assert run_here([*call, "--lang", "en"]) == 1
    assert "A-1: not copied: " in capsys.readouterr().out
