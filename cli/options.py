"""Options that every command takes, and the settings that they lead to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import console
from cli.output import require_file_place
from pipeline.common.logs import level_named, logging_to
from pipeline.config import Settings, load_settings, unknown_variables
from pipeline.errors import UsageError

ArchiveOption = Annotated[
    Path | None,
    typer.Option(
        "--archive", envvar="SOHOA_ARCHIVE", help="The archive folder.", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Exactly one JSON document on stdout.")]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", help="A TOML file that stands above the archive's settings.", show_default=False
    ),
]
LangOption = Annotated[
    str | None, typer.Option("--lang", help="vi or en (default: vi).", show_default=False)
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show tracebacks.")]
RegisterOption = Annotated[
    Path | None,
    typer.Option(
        "--register", help="Citizen register folder (sohoa register build).", show_default=False
    ),
]
OperatorOption = Annotated[
    str | None,
    typer.Option("--operator", help="Full name of who digitizes or decides.", show_default=False),
]
LogFileOption = Annotated[
    Path | None,
    typer.Option("--log-file", help="Write the log (lines of JSON) here, too.", show_default=False),
]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="Log every page, too.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Write to this file.", show_default=False)
]


@dataclass(frozen=True, slots=True)
class Common:
    """The options every command takes."""

    archive: Path | None
    json: bool
    config: Path | None
    lang: str | None

    def settings(self, **options: Any) -> Settings:
        """Settings from all sources; `options` (nested mappings) stand above them."""
        settings = load_settings(
            self.archive, self.config, os.environ, {"lang": self.lang, **options}
        )
        strange = unknown_variables(os.environ)
        if strange:
            console.err(console.say(settings.lang, "unknown_variables", names=", ".join(strange)))
        return settings

    def required_archive(self) -> Path:
        """The archive. Raises UsageError where none was named."""
        if self.archive is None:
            raise UsageError(
                "no_archive_named",
                "no archive was named",
                item="--archive",
                remedy="give --archive DIR or set SOHOA_ARCHIVE",
            )
        return self.archive


def run_options(verbose: bool, **options: object) -> dict[str, object]:
    """The settings of [run] that options stand for; None where an option was not given."""
    return {**options, "log_level": "debug" if verbose else None}


@contextmanager
def log_file(path: Path | None, settings: Settings) -> Iterator[None]:
    """Records of the call go into the file as well, where one was named."""
    if path is None:
        yield
        return
    require_file_place(path)
    with logging_to(path, level_named(settings.run.log_level)):
        yield


def register_text(register: Path | None) -> str | None:
    """The register's place as a setting: absolute, because workers read it too."""
    return str(register.resolve()) if register else None
