"""The commands one-stop, past-results, visits and survey."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer

from cli.commands.figures.registers import add_to
from cli.exits import run_command
from pipeline.operations.upkeep.create import create_archive

HEAD = (
    "Mã hồ sơ,Mã đơn vị,Đơn vị,Cấp,Ngày tiếp nhận,Ngày hẹn trả,Ngày kết thúc,Trạng thái"
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return create_archive(tmp_path / "kho", development_keys=False).root


def sohoa(*words: str) -> int:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_to(app)
    return run_command(app, words)


def export(folder: Path, *states: str) -> str:
    path = folder / "mot-cua.csv"
    rows = [
        f"H26-{at},H26,UBND phường A,Phường,05/11/2024 08:00,06/11/2024 17:00,,{state}"
        for at, state in enumerate(states)
    ]
    path.write_text("\n".join([HEAD, *rows]), "utf-8")
    return str(path)


def test_import_show_list_clear(archive, tmp_path, capsys):
    place = ("--archive", str(archive))
    file = export(tmp_path, "Đang xử lý", "Chờ bổ sung", "Đang xử lý")
    assert (
        sohoa("one-stop", "import", file, "--as-of", "2024-11-30", *place, "--json")
        == 0
    )
    first = json.loads(capsys.readouterr().out)
    assert (first["rows"], first["before"], first["counts"]["added"]) == (3, None, 3)
    changes = tmp_path / "changes.csv"
    file = export(tmp_path, "Đang xử lý", "Từ chối")
    words = (
        "one-stop",
        "import",
        file,
        "--as-of",
        "2024-12-31",
        "--changes",
        str(changes),
    )
    assert sohoa(*words, *place) == 0
    shown = capsys.readouterr().out
    assert "Bảng ngày 2024-12-31: 2 dòng" in shown and "Không còn 1: H26-2" in shown
    assert "status (1)" in shown
    assert changes.read_text("utf-8-sig") == (
        "change,dossier_code\nchanged,H26-1\nvanished,H26-2\n"
    )
    assert sohoa("one-stop", "show", *place) == 0
    assert "mot-cua.csv" in capsys.readouterr().out
    assert sohoa("one-stop", "list", *place, "--json") == 0
    assert [one["rows"] for one in json.loads(capsys.readouterr().out)["versions"]] == [
        2,
        3,
    ]
    assert sohoa("one-stop", "clear", *place) == 0
    assert sohoa("one-stop", "show", *place) == 0
    assert "Chưa nạp bảng nào" in capsys.readouterr().out


def test_every_row_at_fault_goes_into_a_table(archive, tmp_path, capsys):
    states = ["Đang xử lý", *(["Ở đâu đó"] * 30)]
    file, rejects = export(tmp_path, *states), tmp_path / "sai.csv"
    words = (
        "one-stop",
        "import",
        file,
        "--as-of",
        "2024-11-30",
        "--rejects",
        str(rejects),
    )
    assert sohoa(*words, "--archive", str(archive), "--json") == 2
    lines = rejects.read_text("utf-8-sig").splitlines()
    assert len(lines) == 31 and lines[1].startswith("3,Trạng thái,table_wrong_status,")
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "table_wrong_status" and len(error["others"]) == 29


def test_a_day_that_is_none(archive, tmp_path, capsys):
    words = (
        "past-results",
        "import",
        "x.csv",
        "--as-of",
        "hôm nay",
        "--archive",
        str(archive),
    )
    assert sohoa(*words) == 2
    assert "--as-of" in capsys.readouterr().err


def test_visits_and_answers_have_the_same_commands(archive, tmp_path, capsys):
    place = ("--archive", str(archive))
    visits, answers = tmp_path / "luot.csv", tmp_path / "phieu.csv"
    visits.write_text(
        "Số phiếu,Mã đơn vị,Đơn vị,Lấy số lúc,Gọi lúc\n"
        "A1,H26,UBND phường A,05/11/2024 08:00,05/11/2024 08:10\n",
        "utf-8",
    )
    answers.write_text(
        "Số phiếu,Mã đơn vị,Đơn vị,Ngày,Mức độ hài lòng\n"
        "1,H26,UBND phường A,05/11/2024,Hài lòng\n",
        "utf-8",
    )
    for group, file in (("visits", visits), ("survey", answers)):
        assert sohoa(group, "import", str(file), *place, "--json") == 0
        assert json.loads(capsys.readouterr().out)["counts"]["added"] == 1
        assert sohoa(group, "show", *place) == 0
        assert "UBND phường A" in capsys.readouterr().out
        assert sohoa(group, "clear", *place, "--json") == 0
        assert json.loads(capsys.readouterr().out) == {"register": group, "rows": 1}
