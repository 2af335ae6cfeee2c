"""The `sohoa` command: its commands and groups, and the way in."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from types import FrameType
from typing import Annotated, NoReturn

# Before any library that reads it: one page, one thread (more threads burn several times the CPU).
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import typer

from cli import console
from cli.exits import run_command
from schemas.version import software_version

# Which module of cli.commands has which command. Only the one that is asked for is imported: a
# clerk waits.
COMMANDS = {
    "doctor": "archive",
    "init": "archive",
    "verify": "archive",
    "status": "archive",
    "run": "run",
    "retry": "run",
    "counter": "papers",
    "separators": "papers",
    "ocr": "recognize",
    "register": "register",
    "match": "register",
    "search": "find",
    "lookup": "find",
    "show": "find",
    "review": "review",
    "report": "report",
    "index": "index",
    "sign": "sign",
    "bench": "bench",
}


def build_app(asked: str | None = None) -> typer.Typer:
    """The command line with all commands, or with the module of one command only."""
    app = typer.Typer(
        name="sohoa",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="Số hóa hồ sơ một cửa: từ bản quét đến PDF lưu trữ đã ký, công dân đã đối khớp, kho "
        "tra cứu và báo cáo tỷ "
        "lệ. Digitize one-stop dossiers: signed archival PDFs, matched citizens, a searchable "
        "store, rates.",
    )
    app.callback(invoke_without_command=True)(_root)
    wanted = [COMMANDS[asked]] if asked in COMMANDS else list(dict.fromkeys(COMMANDS.values()))
    for name in wanted:
        import_module(f"cli.commands.{name}").add_to(app)
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


def run(arguments: list[str]) -> int:
    """Run a command line in this process; gives the exit code."""

    def command() -> object:
        app = build_app(arguments[0] if arguments else None)
        return app(arguments, standalone_mode=False, prog_name="sohoa")

    return run_command(command, arguments, tuple(COMMANDS))


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def main() -> NoReturn:
    """The console script."""
    signal.signal(signal.SIGTERM, _stop)
    # Names from a file system may hold bytes that are no text; a result that shows one must not
    # fail for it.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))
