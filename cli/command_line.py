"""The commands and groups of `sohoa`, and its help."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import console
from cli.commands.deciding import decide, review
from cli.commands.exports import export
from cli.commands.figures import plan, registers, report, units
from cli.commands.finding import find, register
from cli.commands.papers import desk, papers, recognize, run, sign
from cli.commands.upkeep import (
    archive,
    bench,
    cluster,
    copying,
    disposing,
    index,
    serve,
    types,
)
from schemas.version import software_version

# In the order of the help.
_MODULES = (
    archive,
    run,
    papers,
    desk,
    recognize,
    register,
    find,
    review,
    decide,
    serve,
    registers,
    units,
    report,
    plan,
    index,
    sign,
    export,
    copying,
    disposing,
    cluster,
    types,
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
