"""copy and worker: what keeps an archive and its machines going."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OperatorOption, RegisterOption, register_text


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(copy)
    app.command()(worker)


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
def worker(
    common: Common,
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler", help="tcp://… of the Dask scheduler.", show_default=False
        ),
    ],
    register: RegisterOption = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=1,
            help="Worker processes (default: one a core).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Chạy tiến trình xử lý cho máy điều phối Dask, sau khi kiểm tra máy này. Dask workers of this
    program, after a look at what this machine lacks.

    Example: sohoa worker --scheduler tcp://10.0.0.5:8786 --archive kho
    """
    from pipeline.executor import require_scheduler, worker_command
    from pipeline.folder import ArchiveFolder
    from pipeline.registry import require_worker

    settings = common.settings(register=register_text(register))
    if common.archive is not None:
        ArchiveFolder(common.archive.resolve()).require()
    require_worker(settings.ocr, settings.register_path)
    require_scheduler(scheduler, settings.run.scheduler_wait_seconds)
    words = worker_command(scheduler, workers or settings.run.workers)
    console.err(console.say(settings.lang, "worker_starts", scheduler=scheduler))
    os.execve(words[0], words, {**os.environ, "OMP_THREAD_LIMIT": "1"})
