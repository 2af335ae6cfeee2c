"""Errors become exit codes and sentences; a defect leaves a report without values."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from pathlib import Path
from typing import Annotated

import pytest
import typer

from cli.common import Common, with_common_options
from cli.defect import masked_report
from cli.exits import run_command
from pipeline.errors import (
    BusyError,
    DeferredError,
    InputError,
    MissingToolError,
    StorageError,
    UsageError,
)
from pipeline.tables.refusal import join_faults, table_error

NAME = "Nguyễn Văn Thử"


def failing(error: BaseException) -> typer.Typer:
    """A command line whose `search` fails."""

    @with_common_options
    def search(
        common: Common,
        words: Annotated[list[str] | None, typer.Argument()] = None,
        operator: str = "",
    ) -> None:
        raise error

    app = typer.Typer()
    app.callback()(lambda: None)
    app.command()(search)
    return app


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("broken_pdf", "m"), 1),
        (UsageError("bad_until", "m"), 2),
        (DeferredError("upgrade_deferred", "m"), 3),
        (MissingToolError("missing_poppler", "m"), 4),
        (BusyError("archive_busy", "m"), 5),
        (StorageError("disk_full", "m"), 6),
        (OSError(errno.ENOSPC, "No space left on device", "/somewhere/x"), 6),
        (OSError(errno.EROFS, "Read-only file system", "/somewhere/x"), 6),
        (OSError(errno.EMFILE, "Too many open files"), 6),
        (FileNotFoundError(errno.ENOENT, "No such file", "/somewhere/x"), 6),
        (MemoryError(), 6),
        (KeyError("x"), 70),
        (sqlite3.ProgrammingError("x"), 70),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_error_has_its_exit_code(
    error: BaseException,
    code: int,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run_command(failing(error), ["search"]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_path_that_is_named_once_is_not_named_twice(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run_command(
        failing(OSError(errno.EIO, "Input/output error", str(tmp_path / "x"))),
        ["search"],
    )
    first, *_ = capsys.readouterr().err.splitlines()
    assert first.count(str(tmp_path / "x")) == 1


def test_a_defect_leaves_a_masked_report_and_names_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    error = RuntimeError(NAME)
    try:
        raise ValueError(f"what was read: {NAME}")
    except ValueError as cause:
        error.__cause__ = cause
    arguments = [
        "search",
        NAME,
        "--archive",
        f"/home/{NAME}",
        f"--operator={NAME}",
        "--json",
    ]
    assert run_command(failing(error), arguments) == 70
    told = json.loads(capsys.readouterr().out)["error"]
    (report,) = tmp_path.iterdir()
    assert told["code"] == "defect" and str(report) in told["remedy"]
    assert report.stat().st_mode & 0o777 == 0o600
    text = report.read_text(encoding="utf-8")
    assert (
        "RuntimeError" in text and "ValueError" in text and "test_cli_exits.py" in text
    )
    assert "command: search … --archive … --operator --json" in text
    assert NAME not in text and NAME not in told["message"] + told["remedy"]


def test_debug_shows_all(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run_command(failing(RuntimeError("the text")), ["search", "--debug"]) == 70
    assert "RuntimeError: the text" in capsys.readouterr().err


def test_a_model_that_no_file_was_left_for_is_the_machines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = MissingToolError("model_missing", "the model file can't be read")
    error.__cause__ = OSError(errno.EMFILE, os.strerror(errno.EMFILE), "/models/x")
    assert run_command(failing(error), ["search", "--lang", "en"]) == 6
    assert "too many files" in capsys.readouterr().err


def test_an_error_tells_the_archive_that_the_command_was_given(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    gone = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert run_command(failing(gone), ["search", "--archive", str(tmp_path)]) == 6
    assert str(tmp_path) in capsys.readouterr().err


def test_a_report_names_no_folder_of_the_user() -> None:
    try:
        json.loads(NAME)
    except ValueError as error:
        text = masked_report(error, ["report", "rates", f"--out={NAME}"])
    assert "command: report … --out\n" in text and "json/decoder.py" in text
    assert str(Path.home()) not in text and str(Path(__file__).parent) not in text
    assert NAME not in text


def test_every_row_of_a_table_that_is_at_fault_is_told(capsys):
    faults = [
        table_error(
            Path("t.xlsx"),
            "review_bad_date",
            "no date",
            "type it again",
            row,
            "x",
            value=f"v{row}",
        )
        for row in range(2, 27)
    ]
    run_command(failing(join_faults(faults)), ["search"])
    lines = capsys.readouterr().err.splitlines()
    told = [line for line in lines if not line.startswith("→")]
    assert told[0].startswith("t.xlsx, dòng 2, cột x, giá trị “v2”: ")
    assert told[19].startswith("t.xlsx, dòng 21, ") and told[20:] == [
        "… và 5 dòng khác"
    ]
    assert run_command(failing(faults[0]), ["search", "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (
        len(error["others"]) == 24 and error["others"][0]["code"] == "review_bad_date"
    )
    alone = table_error(
        Path("t.xlsx"), "review_bad_date", "no date", "again", 2, "x", value="v"
    )
    run_command(failing(alone), ["search", "--json", "--lang", "en"])
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["item"] == "t.xlsx, row 2, column x, value v" and "others" not in error
