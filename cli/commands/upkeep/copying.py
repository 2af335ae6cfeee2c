"""copy: what is kept twice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OperatorOption


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(copy)


@with_common_options
def copy(
    common: Common,
    target: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="An empty folder, or the copy made before.",
            show_default=False,
        ),
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Also read what the copy has already.")
    ] = False,
    operator: OperatorOption = None,
) -> None:
    """Sao kho sang nơi khác, chỉ thêm phần mới, đối chiếu từng tệp. A second copy of the archive:
    what is new, each file checked.

    Example: sohoa copy /mnt/ban-sao/kho --archive kho
    """
    from pipeline.operations.upkeep.copying import copy_archive

    settings = common.settings(operator=operator)
    answer = copy_archive(common.required_archive(), settings, target, check=check)
    if common.json:
        console.answer_json(answer)
    else:
        console.out(console.say(settings.lang, "copy_made", **answer, place=target))
        if answer["removed"]:
            console.tell(settings.lang, "copy_removed", count=answer["removed"])
        for one in answer["failed"]:
            console.out(f"  {one['path']}: {one['message']}")
    if answer["failed"]:
        raise typer.Exit(1)
