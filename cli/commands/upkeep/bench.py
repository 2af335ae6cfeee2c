"""bench."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OutOption
from cli.output import require_file_place
from pipeline.errors import MissingToolError, UsageError


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(bench)


@with_common_options
def bench(
    common: Common,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME…",
            help="Benchmarks to run (default: all).",
            show_default=False,
        ),
    ] = None,
    peers: Annotated[
        bool,
        typer.Option("--peers/--no-peers", help="Run public peers on the same input."),
    ] = True,
    small: Annotated[
        bool, typer.Option("--small", help="A few pages only, to try it.")
    ] = False,
    result: OutOption = None,
) -> None:
    """Đo tốc độ và độ chính xác; kết quả là JSON. The benchmarks of benchmarks/, results as JSON.

    Example: sohoa bench ocr matching --out ket-qua.json
    """
    try:
        from benchmarks import catalogue
    except ImportError as error:
        raise MissingToolError(
            "benchmarks_missing",
            "the benchmarks are not here",
            item="benchmarks/",
            remedy="run it from a checkout",
        ) from error
    wanted = names or list(catalogue.BENCHMARKS)
    _require_known(wanted, list(catalogue.BENCHMARKS))
    if result is not None:
        require_file_place(result, (".json",))
    document = catalogue.run_benchmarks(
        wanted, peers=peers, small=small, tell=console.err
    )
    if result is None:
        console.answer_json(document)
        return
    from pipeline.common.files import write_synced

    write_synced(result, json.dumps(document, ensure_ascii=False, indent=1).encode())
    console.say_written(result, common.json)


def _require_known(names: list[str], known: list[str]) -> None:
    for name in names:
        if name not in known:
            raise UsageError(
                "unknown_bench",
                "no such benchmark",
                item=name,
                remedy=f"one of: {', '.join(known)}",
            )
