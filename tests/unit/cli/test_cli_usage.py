"""Whatever is wrong with a command line is named, in both languages."""

from __future__ import annotations

import json

import pytest

from cli.app import COMMANDS, run


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
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
    assert set(error) == {"code", "message", "item", "remedy"} and "--perod" in error["message"]


def test_the_version_and_bare_help_are_answers(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "--version")
    assert (code, err) == (0, "") and out.startswith("sohoa ") and out.split()[1][0].isdigit()
    code, out, err = said(capsys)
    assert (code, err) == (0, "")
    assert all(name in out for name in COMMANDS)
