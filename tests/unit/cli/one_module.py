"""The commands of one module as a program of their own: what it adds, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import typer
from typer.main import get_command

from cli.exits import run_command


def run_module(add_to: Callable[[typer.Typer], None], *words: str) -> int:
    """Run a command line by the commands that `add_to` adds; gives the exit code."""
    app = typer.Typer(add_completion=False)
    app.callback()(lambda: None)
    add_to(app)
    return run_command(get_command(app), words)
