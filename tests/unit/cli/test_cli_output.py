"""Where a result can't be written is found out before any work, and said with the path."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.output import require_file_place, require_folder_place
from pipeline.errors import StorageError, UsageError
from tests.unit.cli.test_cli_usage import said

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    "line",
    [
        "report rates --archive A --format html --out {}/x.html",
        "review list --archive A --out {}/x.xlsx",
        "review list --archive A --out {}/x.csv",
        "separators H26-1 --out {}/s.pdf",
        "ocr a.tif --out {}/x",
        "ocr a.tif --overlay {}/o.png",
        "match q.csv --register R --out {}/m.parquet",
        "register build q.csv --out {}/so",
        "bench ocr --out {}/x.json",
    ],
)
def test_a_folder_that_is_missing_is_2_in_every_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str
) -> None:
    missing = tmp_path / "not there"
    words = [word.format(missing) for word in line.split()]
    code, out, _ = said(capsys, *words, "--json")
    error = json.loads(out)["error"]
    assert (code, error["code"]) == (2, "no_folder_there"), error
    assert str(missing) in error["message"] and str(missing) in error["item"]
    assert not missing.exists()


def test_a_folder_where_a_file_belongs_and_the_other_way_round(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError) as folder:
        require_file_place(tmp_path)
    with pytest.raises(UsageError) as file:
        require_folder_place(tmp_path / "file")
    assert (folder.value.code, file.value.code) == ("place_is_folder", "place_is_file")


def test_a_closed_folder_is_2_and_a_full_disk_6(
    tmp_path: Path, small_disk: Path
) -> None:
    with pytest.raises(UsageError) as closed:
        require_file_place(Path("/proc/x.html"))
    assert closed.value.code == "folder_closed"
    for number in range(100):
        try:
            (small_disk / f"{number}").touch()
        except OSError:
            break
    with pytest.raises(StorageError) as full:
        require_file_place(small_disk / "x.html")
    assert full.value.code == "disk_full" and str(small_disk) in full.value.message


def test_nothing_is_left_by_looking(tmp_path: Path) -> None:
    require_file_place(tmp_path / "x.html", (".html",))
    require_folder_place(tmp_path / "new")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("report rates --archive A --out x.docx", "wrong_ending"),
        (
            "report rates --archive A --format html --out x.xlsx",
            "ending_against_format",
        ),
        ("review list --archive A --out x.docx", "wrong_ending"),
        ("separators H26-1 --out x.png", "wrong_ending"),
        ("match q.csv --register R --out x.csv", "wrong_ending"),
    ],
)
def test_an_ending_that_names_another_format_is_refused(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    code: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    exit_code, out, _ = said(capsys, *words.split(), "--json")
    error = json.loads(out)["error"]
    assert (exit_code, error["code"]) == (2, code)
    assert Path(words.rsplit(maxsplit=1)[-1]).suffix in error["message"]


def test_a_full_disk_behind_the_redirection_is_6() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "--version"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, "SOHOA_LANG": "en"},
        )
    assert done.returncode == 6
    assert "No space left" in done.stderr and "Traceback" not in done.stderr
