"""Whatever is wrong with a command line is named, in both languages."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cli.app import run_here
from cli.commands.figures.report import ENDINGS
from pipeline.operations.recognize import EXTENSIONS
from pipeline.registry import ENGINES
from pipeline.report.render.formats import Format
from tests.support.whole_commands import ROOT, environment


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run_here(arguments)
    answer = capsys.readouterr()
    return code, answer.out, answer.err


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("report rates --perod 2024", ["--perod", "--period", "sohoa report --help"]),
        ("serach x", ["serach", "search"]),
        ("register foo", ["foo", "build", "train", "sohoa register --help"]),
        ("review", ["list", "next", "apply"]),
        ("run", ["INBOX", "sohoa run --help"]),
        ("lookup", ["CITIZEN_ID"]),
        ("counter a.pdf", ["--dossier"]),
        ("register build x.csv", ["--out", "sohoa register build --help"]),
        ("search x --limit many", ["--limit", "many"]),
        ("search x --limit=0", ["--limit", "0", "1"]),
        ("search x --limit 20000", ["--limit", "20000", "10000"]),
        ("search x --limit", ["--limit"]),
        ("status --json=3", ["--json"]),
        ("status one two", ["one two"]),
    ],
)
def test_the_fact_is_in_the_message(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    line: str,
    named: list[str],
) -> None:
    monkeypatch.setenv("SOHOA_LANG", lang)
    code, out, err = said(capsys, *line.split())
    assert (code, out) == (2, "")
    assert all(word in err for word in named), err
    assert ("Xem" in err) is (lang == "vi")


def test_json_has_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "report", "rates", "--perod", "2024", "--json")
    error = json.loads(out)["error"]
    assert (code, err) == (2, "")
    assert (
        set(error) == {"code", "message", "item", "remedy"}
        and "--perod" in error["message"]
    )


@pytest.mark.parametrize(
    ("line", "as_json", "english"),
    [
        ("search --lang en --json --strange", True, True),
        ("search --strange --json --lang en", True, True),
        ("serach x --lang=en", False, True),
        ("search x --limit many --json", True, False),
        ("search --strange -- --json", False, False),
        ("search --strange --operator --lang --json", False, False),
    ],
)
def test_a_line_that_cant_be_read_is_answered_as_its_common_options_ask(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    as_json: bool,
    english: bool,
) -> None:
    monkeypatch.delenv("SOHOA_LANG", raising=False)
    code, out, err = said(capsys, *line.split())
    assert code == 2
    assert (bool(out), bool(err)) == (as_json, not as_json)
    assert ("Xem" in out + err) is not english


def test_the_version_and_bare_help_are_answers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = said(capsys, "--version")
    assert (
        (code, err) == (0, "")
        and out.startswith("sohoa ")
        and out.split()[1][0].isdigit()
    )
    code, out, err = said(capsys)
    assert (code, err) == (0, "")
    names = {line.split()[0] for line in out.splitlines() if line.startswith("  ")}
    assert {"doctor", "init", "run", "ocr", "search", "register", "report"} <= names


def test_the_help_names_every_engine_and_format(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for line, names in (("ocr", ENGINES), ("ocr", EXTENSIONS), ("report", Format)):
        words = " ".join(said(capsys, line, "--help")[1].split())
        assert all(name in words for name in names)
    assert set(ENDINGS.values()) == set(Format)


def test_the_shell_completes_commands_and_options() -> None:
    for typed, wanted in (("sohoa sea", "search"), ("sohoa report --per", "--period")):
        done = subprocess.run(
            [sys.executable, "-m", "cli"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={
                **environment(),
                "_SOHOA_COMPLETE": "complete_bash",
                "COMP_WORDS": typed,
                "COMP_CWORD": str(len(typed.split()) - 1),
            },
        )
        assert done.stdout.split() == [wanted]
