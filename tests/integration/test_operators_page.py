"""docs/operators.md is true: every command on it is one that this program has, with options that it
has; exit codes and files that it names are there."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
import typer

from cli.command_line import build_app
from pipeline.errors import DigitizationError

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("operators.md", "archive-staff.md", "counter.md", "officials.md")
PAGE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")


def command_lines(page: str) -> list[str]:
    """Lines of code blocks that call sohoa, without what stands around the call."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").replace("\\\n", " ")
    calls = [
        line[found.start() :]
        for line in text.splitlines()
        if line.startswith("    ")
        and (found := re.search(r"(?<![\w/-])sohoa (?=[a-z])|(?<=bin/)sohoa ", line))
    ]
    return [re.split(r"  +[^\s-]", call)[0].strip() for call in calls]


LINES = [(page, line) for page in PAGES for line in command_lines(page)]


def group() -> click.Group:
    made = typer.main.get_command(build_app())
    assert hasattr(made, "commands")
    return made  # type: ignore[return-value]


def test_there_are_commands_to_look_at() -> None:
    assert len(LINES) > 30


@pytest.mark.parametrize(("page", "line"), LINES)
def test_every_command_on_the_pages_is_there_with_its_options(
    page: str, line: str
) -> None:
    words = shlex.split(line, comments=True)[1:]
    end = next(
        (at for at, word in enumerate(words) if re.match(r"\d?>|\|$", word)), len(words)
    )
    words = words[:end]
    command = group()
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, f"{page}: {line}"
        command = command.commands[words.pop(0)]
    known = {
        option for one in command.params for option in (*one.opts, *one.secondary_opts)
    }
    given = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert given <= known, f"{page}: {line}"


def test_every_setting_on_the_page_is_one() -> None:
    settings = tomllib.loads(
        (ROOT / "configs" / "default.toml").read_text(encoding="utf-8")
    )
    for section, key in re.findall(r"`(\w+)\.(\w+)`", PAGE):
        if isinstance(settings.get(section), dict) and key not in {
            "p12",
            "toml",
            "sqlite",
        }:
            assert key in settings[section], f"{section}.{key}"


def test_every_file_that_the_page_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", PAGE):
        if not target.startswith("http"):
            assert (ROOT / "docs" / target).exists(), target


def test_every_exit_code_has_its_row() -> None:
    rows = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, flags=re.MULTILINE)}
    kinds = {kind.exit_code for kind in _below(DigitizationError)}
    assert kinds | {0, 1, 130} <= rows


def _below(kind: type[DigitizationError]) -> set[type[DigitizationError]]:
    return {kind, *(one for sub in kind.__subclasses__() for one in _below(sub))}
