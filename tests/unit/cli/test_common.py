"""The options that all commands take are declared once and reach every command."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from cli.command_line import build_app
from cli.common import Common, read_common, with_common_options
from pipeline.errors import UsageError

OPTIONS = {"--archive", "--json", "--config", "--lang", "--debug"}


def commands() -> list[tuple[str, set[str]]]:
    """Every command with its options."""
    found, groups = [], [("", typer.main.get_command(build_app()))]
    while groups:
        prefix, group = groups.pop()
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                groups.append((f"{prefix}{name} ", command))
            else:
                found.append(
                    (prefix + name, {opt for one in command.params for opt in one.opts})
                )
    return found


def test_every_command_takes_them() -> None:
    assert len(commands()) >= 20
    assert {
        name: OPTIONS - options for name, options in commands() if OPTIONS - options
    } == {}


def run(*words: str) -> tuple[Common, str]:
    """What the command `act` gets for a command line."""
    given = Common()
    heard: list[tuple[Common, str]] = []

    @with_common_options
    def act(common: Common, word: str, ending: str = "") -> None:
        heard.append((common, word + ending))

    app = typer.Typer()
    app.callback()(lambda: None)
    app.command()(act)
    app(["act", *words], standalone_mode=False, obj=given)
    ((common, text),) = heard
    assert common is given  # whoever started the command knows them, too
    return common, text


def test_a_command_gets_them_as_one_context() -> None:
    common, text = run(
        "a", "--json", "--archive", "kho", "--lang=en", "--ending", "b", "--debug"
    )
    assert text == "ab"
    assert common == Common(Path("kho"), True, None, "en", True)


def test_without_options_the_environment_names_the_archive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOHOA_ARCHIVE", "kho")
    assert run("a")[0] == Common(Path("kho"))
    assert run("a", "--archive", "other")[0].archive == Path("other")


def test_an_archive_that_is_needed_must_be_named() -> None:
    with pytest.raises(UsageError) as error:
        Common().required_archive()
    assert error.value.code == "no_archive_named"
    assert Common(Path("kho")).required_archive() == Path("kho")


def test_the_language_of_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOHOA_LANG", raising=False)
    assert Common().error_lang == "vi"
    monkeypatch.setenv("SOHOA_LANG", "en")
    assert Common().error_lang == "en"
    assert Common(lang="vi").error_lang == "vi"
    assert Common(lang="fr").error_lang == "vi"


def test_settings_come_from_all_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('operator = "Lê Thị Mẫu"\n[run]\nworkers = 3\n', encoding="utf-8")
    monkeypatch.setenv("SOHOA_RUN__WORKERS", "5")
    monkeypatch.setenv("SOHOA_STRANGE", "x")
    settings = Common(config=file, lang="en").settings(run={"log_level": "debug"})
    assert (settings.operator, settings.run.workers) == ("Lê Thị Mẫu", 5)
    assert (settings.run.log_level, settings.lang) == ("debug", "en")
    assert "SOHOA_STRANGE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "common"),
    [
        ("", Common()),
        ("serach x --json", Common(json=True)),
        ("report rates --perod 2024 --lang en --json", Common(json=True, lang="en")),
        ("run in --archive=kho --debug --odd", Common(Path("kho"), debug=True)),
        ("search -- --json", Common()),
        ("search --json --lang", Common(json=True)),
        ("search --help --json", Common(json=True)),
    ],
)
def test_a_line_that_cant_be_read_still_tells_them(
    line: str, common: Common, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOHOA_ARCHIVE", raising=False)
    assert read_common(line.split()) == common
