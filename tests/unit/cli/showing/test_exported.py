"""What an export answers: as JSON or in words, and which dossiers it left out."""

import json

import pytest
import typer

from cli.showing.exported import answer_export, tell_refused

REFUSED = {"dossier_code": "A-1", "code": "c", "message": "m", "remedy": "r"}


def test_a_refused_dossier_is_told_with_what_can_be_done(capsys):
    tell_refused("en", "reading_refused", [REFUSED, {**REFUSED, "remedy": None}])
    assert capsys.readouterr().out == (
        "A-1: not copied: m\n  → r\nA-1: not copied: m\n"
    )


def test_the_answer_is_given_and_a_refusal_ends_with_1(capsys):
    answer = {"out": "o", "copies": [], "refused": []}
    shown = []
    answer_export(answer, False, shown.append)
    assert (shown, capsys.readouterr().out) == ([answer], "")
    with pytest.raises(typer.Exit) as caught:
        answer_export({**answer, "refused": [REFUSED]}, True, shown.append)
    assert caught.value.exit_code == 1 and len(shown) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == [REFUSED]
