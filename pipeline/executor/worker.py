"""Dask's own programs, scheduler and worker, started as this program needs them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pipeline.executor.cluster import connect
from pipeline.executor.security import AUTHORITY, NODE

SCHEDULER_SETTINGS = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
"""Of Dask. A call whose worker died comes back at once, to be tried again alone: else one page
could end four workers, and the pages beside it would be blamed."""


def worker_command(
    scheduler: str, workers: int, keys: Path | None = None
) -> tuple[str, ...]:
    """The command that starts them: each in a process and with a thread of its own; with `keys`, a
    folder, over TLS."""
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
        "--memory-limit",
        "0",  # each call has its own
        "--no-dashboard",
        *(() if keys is None else _tls(keys)),
    )


def scheduler_command(
    host: str, port: int, keys: Path | None = None
) -> tuple[str, ...]:
    """The command that starts a scheduler; with `keys`, a folder, over TLS. `SCHEDULER_SETTINGS`
    belong into its environment."""
    scheme = "tcp" if keys is None else "tls"
    return (
        sys.executable,
        "-m",
        "dask",
        "scheduler",
        "--host",
        f"{scheme}://{host}",
        "--port",
        str(port),
        "--no-dashboard",
        *(() if keys is None else _tls(keys)),
    )


def _tls(keys: Path) -> tuple[str, ...]:
    authority, node = (str(keys / name) for name in (AUTHORITY, NODE))
    return ("--tls-ca-file", authority, "--tls-cert", node, "--tls-key", node)


def require_scheduler(
    scheduler: str, wait_seconds: float, keys: Path | None = None
) -> None:
    """Find out whether a scheduler of this version answers there.

    Raises:
        UsageError: `scheduler_unreachable`, `scheduler_version`; `cluster_…` of the keys.
    """
    from pipeline.executor.fitness import require_same_dask

    client = connect(scheduler, wait_seconds, keys)
    try:
        require_same_dask(client)
    finally:
        client.close()
