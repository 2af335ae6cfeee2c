"""The `sohoa` command: its commands and groups, and the way in."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from types import FrameType
from typing import Annotated, NoReturn

import typer

from cli import console
from cli.commands import (
    archive,
    bench,
    decide,
    find,
    index,
    papers,
    recognize,
    register,
    registers,
    report,
    review,
    run,
    serve,
    sign,
    upkeep,
)
from cli.exits import run_command
from pipeline.common.threads import limit_threads
from schemas.version import software_version

# In the order of the help.
_MODULES = (
    archive,
    run,
    papers,
    recognize,
    register,
    find,
    review,
    decide,
    serve,
    registers,
    report,
    index,
    sign,
    upkeep,
    bench,
)


def build_app() -> typer.Typer:
    """The command line with all commands."""
    app = typer.Typer(
        name="sohoa",
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="Số hóa hồ sơ một cửa: từ bản quét đến PDF lưu trữ đã ký, công dân đã đối khớp, kho "
        "tra cứu và báo cáo tỷ "
        "lệ. Digitize one-stop dossiers: signed archival PDFs, matched citizens, a searchable "
        "store, rates.",
    )
    app.callback(invoke_without_command=True)(_root)
    for module in _MODULES:
        module.add_to(app)
    return app


def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True)
    ] = False,
) -> None:
    if version:
        console.out(f"sohoa {software_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        console.out(context.get_help())
        raise typer.Exit


def run_here(arguments: Sequence[str]) -> int:
    """Run a command line in this process; gives the exit code."""
    return run_command(build_app(), arguments)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main() -> NoReturn:
    """The console script."""
    signal.signal(signal.SIGTERM, _stop)
    limit_threads()
    # Names from a file system may hold bytes that are no text; a result that shows one must not
    # fail for it.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run_here(sys.argv[1:]))
