"""Options that every command takes, and the settings that they lead to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import console
from pipeline.config import Settings, load_settings, unknown_variables
from pipeline.errors import UsageError

ArchiveOption = Annotated[
    Path | None, typer.Option("--archive", envvar="SOHOA_ARCHIVE", help="The archive folder.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Exactly one JSON document on stdout.")]
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="A TOML file that stands above the archive's settings.", show_default=False),
]
LangOption = Annotated[str | None, typer.Option("--lang", help="vi or en (default: vi).", show_default=False)]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show tracebacks.")]
RegisterOption = Annotated[
    Path | None, typer.Option("--register", help="Citizen register folder (sohoa register build).", show_default=False)
]
OperatorOption = Annotated[
    str | None, typer.Option("--operator", help="Full name of who digitizes or decides.", show_default=False)
]
OutOption = Annotated[Path | None, typer.Option("--out", help="Write to this file.", show_default=False)]


@dataclass(frozen=True, slots=True)
class Common:
    """The options every command takes."""

    archive: Path | None
    json: bool
    config: Path | None
    lang: str | None

    def settings(self, **options: Any) -> Settings:
        """Settings from all sources; `options` (nested mappings) stand above them."""
        settings = load_settings(self.archive, self.config, os.environ, {"lang": self.lang, **options})
        strange = unknown_variables(os.environ)
        if strange:
            console.err(console.say(settings.lang, "unknown_variables", names=", ".join(strange)))
        return settings

    def required_archive(self) -> Path:
        """The archive. Raises UsageError where none was named."""
        if self.archive is None:
            raise UsageError(
                "no_archive_named", "no archive was named", item="--archive",
                remedy="give --archive DIR or set SOHOA_ARCHIVE",
            )  # fmt: skip
        return self.archive


def register_text(register: Path | None) -> str | None:
    """The register's place as a setting: absolute, because workers read it too."""
    return str(register.resolve()) if register else None
