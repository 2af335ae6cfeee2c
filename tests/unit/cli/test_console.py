"""Results on stdout, the log on stderr."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from cli import console
from pipeline.common.places import CONFIGS
from pipeline.errors import StorageError


def test_a_result_is_no_log(capsys: pytest.CaptureFixture[str]) -> None:
    console.out("result")
    console.err("log")
    assert capsys.readouterr() == ("result\n", "log\n")


def test_json_is_one_document_with_its_letters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console.answer_json(
        {"name": "Nguyễn", "day": date(2024, 3, 1), "path": Path("a/b")}
    )
    out = capsys.readouterr().out
    assert json.loads(out) == {"name": "Nguyễn", "day": "2024-03-01", "path": "a/b"}
    assert "Nguyễn" in out


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    vi, en = (
        tomllib.loads((CONFIGS / "texts" / f"{lang}.toml").read_text("utf-8"))
        for lang in ("vi", "en")
    )
    assert console.texts("vi") == vi and set(vi) == set(en)
    assert console.say("en", "page", page=3) == en["page"].format(page=3)


def test_a_table_shows_a_missing_value_as_a_dash(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console.table("Title", ["name", "value"], [("a", None), ("b", 0)])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["Title"]
    assert ["a", "│", "–"] in lines and ["b", "│", "0"] in lines


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0.4, "0:00:00"),
        (59.9, "0:00:59"),
        (3600.0, "1:00:00"),
        (90061.0, "25:01:01"),
    ],
)
def test_durations(seconds: float | None, text: str) -> None:
    assert console.duration(seconds) == text


def test_what_was_left_alone_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console.say_ignored({"ignored": 0, "ignored_names": []}, "en")
    assert capsys.readouterr().out == ""
    console.say_ignored({"ignored": 3, "ignored_names": ["Thumbs.db", "x.tmp"]}, "en")
    (line,) = capsys.readouterr().out.splitlines()
    assert "3" in line and "Thumbs.db, x.tmp …" in line


def test_where_a_file_went_is_said_as_json_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console.say_written(Path("a.html"), as_json=False)
    assert capsys.readouterr().out == ""
    console.say_written(Path("a.html"), as_json=True)
    assert json.loads(capsys.readouterr().out) == {"out": "a.html"}


def test_a_full_disk_behind_stdout_is_the_storage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115
    monkeypatch.setattr("sys.stdout", full)
    console.out("result")
    with pytest.raises(StorageError) as error:
        console.flush()
    assert error.value.code == console.OUTPUT_FAILED
    with pytest.raises(OSError):
        full.close()  # what could not be written is tried once more, in vain
