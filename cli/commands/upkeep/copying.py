"""copy and dispose: what is kept twice, and what need be kept no longer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OperatorOption
from pipeline.errors import UsageError


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(copy)
    app.command()(dispose)


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
        for one in answer["failed"]:
            console.out(f"  {one['path']}: {one['message']}")
    if answer["failed"]:
        raise typer.Exit(1)


@with_common_options
def dispose(
    common: Common,
    due: Annotated[
        bool, typer.Option("--due", help="List what need be kept no longer.")
    ] = False,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--on",
            formats=["%Y-%m-%d"],
            help="On this day (default: today).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Liệt kê hồ sơ đã hết thời hạn bảo quản; không xóa gì. Dossiers whose keeping period is over;
    nothing is removed.

    Example: sohoa dispose --due --archive kho
    """
    from pipeline.common.clock import now
    from pipeline.operations.upkeep.retention import due_dossiers

    if not due:
        raise UsageError(
            "dispose_what",
            "it is not said what to do",
            item="--due",
            remedy="give --due: what need be kept no longer is listed, nothing is removed",
        )
    settings = common.settings()
    on = (day or now()).date()
    answer = due_dossiers(common.required_archive(), settings, on)
    if common.json:
        console.answer_json(answer)
        return
    for one in answer["dossiers"]:
        console.out(console.say(settings.lang, "due_dossier", **one))
    facts = {**answer, "dossiers": len(answer["dossiers"])}
    console.out(console.say(settings.lang, "due_counted", **facts))
