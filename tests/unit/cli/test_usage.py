"""The parser's complaints as errors with codes and facts, whatever it words them like."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.exceptions import TyperException
from typer.main import get_command

from cli.usage import usage_error
from pipeline.errors import UsageError


def program() -> typer.Typer:
    app = typer.Typer(add_completion=False)
    group = typer.Typer(no_args_is_help=True)

    @app.command()
    def search(
        words: Annotated[list[str], typer.Argument(metavar="WORDS…")],
        limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100)] = 20,
        share: Annotated[float, typer.Option("--share", min=0.5)] = 1.0,
        facets: Annotated[bool, typer.Option("--facets")] = False,
        operator: Annotated[str, typer.Option("--operator")] = "",
        period: Annotated[str, typer.Option("--period")] = "",
    ) -> None:
        """Find."""

    @group.command()
    def build(
        source: Path, out: Annotated[Path, typer.Option("--out", show_default=False)]
    ) -> None:
        """Make."""

    @group.command()
    def train() -> None:
        """Learn."""

    app.add_typer(group, name="register")
    return app


def complaint(*words: str) -> UsageError:
    with pytest.raises(TyperException) as caught:
        get_command(program())(list(words), standalone_mode=False, prog_name="sohoa")
    return usage_error(caught.value)


@pytest.mark.parametrize(
    ("line", "code", "facts"),
    [
        ("search x --limt 3", "unknown_option_near", {"option": "--limt"}),
        ("search x --perod 3", "unknown_option_near", {"near": "--period, --operator"}),
        ("search x --qqqq 3", "unknown_option", {"option": "--qqqq", "near": ""}),
        ("search", "missing_argument", {"argument": "WORDS…"}),
        ("register build x", "missing_option", {"option": "--out"}),
        ("search x --limit", "option_needs_value", {"option": "--limit"}),
        ("search x --facets=1", "option_takes_no_value", {"option": "--facets"}),
        ("search x --limit many", "not_whole_number", {"value": "many"}),
        ("search x -n many", "not_whole_number", {"name": "--limit"}),
        ("search x --share many", "not_number", {"name": "--share"}),
        ("serach x", "unknown_command", {"name": "serach", "near": "search"}),
        ("register train one two", "extra_arguments", {"arguments": "one two"}),
        ("register", "missing_command", {"near": "build, train"}),
    ],
)
def test_a_complaint_has_its_code_and_its_facts(line, code, facts):
    error = complaint(*line.split())
    assert error.code == code
    assert {name: error.values[name] for name in facts} == facts
    assert error.remedy == f"see: {error.values['command']} --help"


@pytest.mark.parametrize("value", ["0", "101"])
def test_a_number_out_of_range_is_told_with_the_range(value):
    error = complaint("search", "x", "--limit", value)
    assert error.code == "value_out_of_range"
    assert error.values["name"] == "--limit"
    assert "1" in error.values["range"]


def test_the_command_is_named_as_deep_as_it_was_understood():
    assert complaint("register", "build").values["command"] == "sohoa register build"
    assert complaint("register", "bild").values["command"] == "sohoa register"
    assert complaint("nothing").values["command"] == "sohoa"


def test_where_no_command_is_near_all_are_named():
    near = complaint("zzzzzz").values["near"]
    assert near.split(", ") == ["search", "register"]


def test_what_nobody_foresaw_is_told_as_the_parser_says_it():
    error = usage_error(TyperException("something else"))
    assert (error.code, error.values["reason"]) == ("wrong_usage", "something else")
