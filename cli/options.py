"""Options that several commands take, and the settings that they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.caller import placed
from cli.output import require_file_place

if TYPE_CHECKING:
    from pipeline.config import Settings

RegisterOption = Annotated[
    Path | None,
    typer.Option(
        "--register",
        help="Citizen register folder (sohoa register build).",
        show_default=False,
    ),
]
OperatorOption = Annotated[
    str | None,
    typer.Option(
        "--operator", help="Full name of who digitizes or decides.", show_default=False
    ),
]
AuditDirOption = Annotated[
    Path | None,
    typer.Option(
        "--audit-dir",
        help="Keep the look's audit line in this folder: for archives that can only be read.",
        show_default=False,
    ),
]
LogFileOption = Annotated[
    Path | None,
    typer.Option(
        "--log-file",
        help="Write the log (lines of JSON) here, too.",
        show_default=False,
    ),
]
VerboseOption = Annotated[bool, typer.Option("--verbose", help="Log every page, too.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Write to this file.", show_default=False)
]


def run_options(verbose: bool, **options: object) -> dict[str, object]:
    """The settings of [run] that options stand for; None where an option was not given."""
    return {**options, "log_level": "debug" if verbose else None}


@contextmanager
def log_file(path: Path | None, settings: Settings) -> Iterator[None]:
    """Records of the call go into the file as well, where one was named."""
    from pipeline.common.logs import level_named, logging_to

    if path is None:
        yield
        return
    require_file_place(path)
    with logging_to(path, level_named(settings.run.log_level)):
        yield


def audit_text(folder: Path | None) -> str | None:
    """The folder for audit lines as a setting; it must be there and take files."""
    if folder is None:
        return None
    require_file_place(folder / "audit.jsonl", option="--audit-dir")
    return str(folder.resolve())


def register_text(register: Path | None) -> str | None:
    """The register's place as a setting: absolute, because workers read it too."""
    return str(placed(register).resolve()) if register else None
