"""worker, cluster keys, cluster scheduler: several machines work on one archive."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import RegisterOption, register_text


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(worker)
    group = typer.Typer(
        no_args_is_help=True,
        help="Cụm nhiều máy. Several machines at work together.",
    )
    group.command()(keys)
    group.command()(scheduler)
    app.add_typer(group, name="cluster")


@with_common_options
def keys(
    common: Common,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="The folder to put them into.", show_default=False
        ),
    ],
) -> None:
    """Tạo khóa để các máy trong cụm nói chuyện có mã hóa. Keys by which scheduler, workers and runs
    speak over TLS.

    Example: sohoa cluster keys kho/keys/cluster
    """
    from pipeline.operations.upkeep.cluster_keys import create_cluster_keys

    settings = common.settings()
    answer = create_cluster_keys(folder)
    if common.json:
        console.answer_json(answer)
    else:
        console.out(console.say(settings.lang, "cluster_keys_made", **answer))


@with_common_options
def scheduler(
    common: Common,
    host: Annotated[
        str, typer.Option("--host", help="Address of this machine to listen at.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8786,
) -> None:
    """Chạy bộ điều phối Dask cho cụm máy, có mã hóa nếu đã tạo khóa. A Dask scheduler, over TLS
    where run.cluster_keys names keys.

    Example: sohoa cluster scheduler --host 10.0.0.5 --archive kho
    """
    from pipeline.executor import SCHEDULER_SETTINGS, require_usable, scheduler_command
    from pipeline.registry import cluster_keys

    shared = cluster_keys(common.settings())
    if shared is not None:
        require_usable(shared)
    words = scheduler_command(host, port, shared)
    os.execve(words[0], words, {**os.environ, **SCHEDULER_SETTINGS})


@with_common_options
def worker(
    common: Common,
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler",
            help="tcp://… or tls://… of the Dask scheduler.",
            show_default=False,
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
    from pipeline.registry import cluster_keys, require_worker

    settings = common.settings(register=register_text(register))
    if common.archive is not None:
        ArchiveFolder(common.archive.resolve()).require()
    require_worker(settings.ocr, settings.register_path)
    shared = cluster_keys(settings)
    require_scheduler(scheduler, settings.run.scheduler_wait_seconds, shared)
    words = worker_command(scheduler, workers or settings.run.workers, shared)
    console.err(console.say(settings.lang, "worker_starts", scheduler=scheduler))
    os.execve(words[0], words, {**os.environ, "OMP_THREAD_LIMIT": "1"})
