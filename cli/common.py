"""The options that every command takes: declared once, and read into one `Common`.

`cli.exits.run_command` makes the `Common` and hands it to Typer as the context's object; the
command that is called fills it. So whoever must say how the call ended knows them, too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Concatenate

import typer

from cli import console
from cli.caller import environ, placed
from pipeline.errors import UsageError
from schemas.languages import LANGUAGES

if TYPE_CHECKING:
    from pipeline.config import Settings


@dataclass(slots=True)
class Common:
    """What the common options say. Each field is an option."""

    archive: Annotated[
        Path | None,
        typer.Option(
            "--archive",
            envvar="SOHOA_ARCHIVE",
            help="The archive folder.",
            show_default=False,
        ),
    ] = None
    json: Annotated[
        bool, typer.Option("--json", help="Exactly one JSON document on stdout.")
    ] = False
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            help="A TOML file that overrides the archive's settings.",
            show_default=False,
        ),
    ] = None
    lang: Annotated[
        str | None,
        typer.Option("--lang", help="vi or en (default: vi).", show_default=False),
    ] = None
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False

    @property
    def error_lang(self) -> str:
        """The language of errors: known even where no settings can be read."""
        wanted = self.lang or environ().get("SOHOA_LANG")
        return wanted if wanted in LANGUAGES else LANGUAGES[0]

    def settings(self, **options: object) -> Settings:
        """Settings from all sources; `options` (nested mappings) override them."""
        from pipeline.config import load_settings, unknown_variables

        archive = placed(self.archive) if self.archive else None
        config = placed(self.config) if self.config else None
        settings = load_settings(
            archive, config, environ(), {"lang": self.lang, **options}
        )
        strange = unknown_variables(environ())
        if strange:
            console.note(settings.lang, "unknown_variables", names=", ".join(strange))
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
        return placed(self.archive)


@cache
def _common_options() -> Mapping[str, inspect.Parameter]:
    return inspect.signature(Common, eval_str=True).parameters


def with_common_options(
    function: Callable[Concatenate[Common, ...], None],
) -> Callable[..., None]:
    """A command that takes the common options behind its own, and gets them as one `Common`."""
    _, *own = inspect.signature(function, eval_str=True).parameters.values()
    common_options = _common_options()

    @wraps(function)
    def command(context: typer.Context, **given: object) -> None:
        common = context.ensure_object(Common)
        for name in common_options:
            setattr(common, name, given.pop(name))
        function(common, **given)

    context = inspect.Parameter(
        "context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context
    )
    options = [
        one.replace(kind=context.kind) for one in (*own, *common_options.values())
    ]
    command.__signature__ = inspect.Signature([context, *options])  # type: ignore[attr-defined]
    return command


def read_common(arguments: Sequence[str]) -> Common:
    """The common options of a command line that can't be read as a whole; all other words are
    passed over."""
    reader = typer.Typer(add_completion=False)
    lenient = {
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "help_option_names": [],
    }
    reader.command(context_settings=lenient)(with_common_options(_no_command))
    common = Common()
    reader(list(arguments), standalone_mode=False, resilient_parsing=True, obj=common)
    return common


def _no_command(common: Common) -> None:
    """Only its options count."""
