"""A Dask worker of this program, for somebody else's scheduler."""

from __future__ import annotations

import os
import sys

from pipeline.executor.cluster import connect


def worker_command(scheduler: str, workers: int) -> tuple[str, ...]:
    """The command that starts them: each in a process and with a thread of its own."""
    return (
        sys.executable,
        "-m",
        "dask",
        "worker",
        scheduler,
        "--nworkers",
        str(workers or os.cpu_count() or 1),
        "--nthreads",
        "1",
        "--no-dashboard",
    )


def require_scheduler(scheduler: str, wait_seconds: float) -> None:
    """Find out whether a scheduler of this version answers there.

    Raises:
        UsageError: `scheduler_unreachable`, `scheduler_version`.
    """
    from pipeline.executor.fitness import require_same_dask

    client = connect(scheduler, wait_seconds)
    try:
        require_same_dask(client)
    finally:
        client.close()
