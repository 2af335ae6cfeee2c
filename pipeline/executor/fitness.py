"""Whether the workers of somebody else's scheduler can do this program's work: same code, same
folders."""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from pipeline.errors import DeferredError, DigitizationError, UsageError
from pipeline.executor.calls import Call

if TYPE_CHECKING:
    from distributed import Client, Future

A = TypeVar("A")
_LOOK_SECONDS = 0.1
_CODE = ("pipeline", "schemas", "configs")
_ROOT = Path(__file__).resolve().parents[2]


@cache
def code_digest() -> str:
    """12 hex digits over program and rules as they stand on this machine."""
    found = hashlib.sha256()
    for folder in _CODE:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".toml"}:
                found.update(path.relative_to(_ROOT).as_posix().encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:12]


def look(marker: str | None) -> tuple[str, bool]:
    """Run by a worker: (its code, whether it sees the marker and may write beside it)."""
    if marker is None:
        return code_digest(), True
    path = Path(marker)
    return code_digest(), path.is_file() and os.access(path.parent, os.W_OK)


def require_fit_workers(
    client: Client,
    shared: Path | None,
    wait_seconds: float,
    ready: Call[object] | None = None,
) -> None:
    """Ask every worker that is there; `ready` raises where a worker lacks what the work needs.

    Raises:
        UsageError: `scheduler_version`, `workers_unfit`, `workers_blind`, `workers_lack`; the item
            is the worker's address.
        DeferredError: `workers_lost`: one does not answer.
    """
    require_same_dask(client)
    with _marker(shared) as marker:
        for address, future in _ask_all(client, look, marker).items():
            code, sees = _seen(client, future, address, wait_seconds)
            if code != code_digest():
                raise _unfit(address, "it runs another version")
            if not sees:
                raise UsageError(
                    "workers_blind",
                    "a Dask worker does not see the archive, or may not write to it",
                    item=address,
                    remedy="give all workers the archive at the same absolute path, with the same "
                    "rights",
                )

    if ready is not None:
        for address, answer in _ask_all(
            client, ready.function, *ready.arguments
        ).items():
            _require_ready(answer, address, wait_seconds)


def _ask_all(
    client: Client, function: Callable[..., A], *arguments: object
) -> dict[str, Future[A]]:
    """By worker: its answer to come."""
    return {
        address: client.submit(
            function,
            *arguments,
            pure=False,
            workers=[address],
            allow_other_workers=False,
        )
        for address in client.nthreads()
    }


def _require_ready(future: Future[object], address: str, wait_seconds: float) -> None:
    try:
        future.result(timeout=wait_seconds)
    except TimeoutError as error:
        raise _silent(address, wait_seconds) from error
    except DigitizationError as error:
        raise UsageError(
            "workers_lack",
            f"a Dask worker can't do this work: {error}",
            item=address,
            remedy=f"on that machine: {error.remedy or 'see that it has what this one has'}",
            values={"reason": error},
        ) from error
    except Exception as error:  # a machine's own trouble
        raise _unfit(address, type(error).__name__) from error


def _silent(address: str, wait_seconds: float) -> DeferredError:
    return DeferredError(
        "workers_lost",
        f"a Dask worker does not answer (waited {wait_seconds:g} seconds)",
        item=address,
        remedy="start it anew and give the same command again, or without --scheduler",
    )


def _seen(
    client: Client, future: Future[tuple[str, bool]], address: str, wait_seconds: float
) -> tuple[str, bool]:
    begun = time.monotonic()
    # A worker that can't read a call for want of the code ends without an answer.
    while not future.done() and time.monotonic() - begun < wait_seconds:
        if address not in client.nthreads():
            raise _unfit(address, "it ended when it was asked")
        time.sleep(_LOOK_SECONDS)
    try:
        code, sees = future.result(timeout=wait_seconds)
    except TimeoutError as error:
        raise _silent(address, wait_seconds) from error
    except Exception as error:  # whatever its interpreter makes of code that it lacks
        raise _unfit(address, type(error).__name__) from error
    return str(code), bool(sees)


def require_same_dask(client: Client) -> None:
    """Raises UsageError `scheduler_version` where the scheduler is another Dask than ours."""
    versions = cast("dict[str, dict[str, dict[str, str]]]", client.get_versions())
    ours, theirs = (
        versions[side]["packages"].get("distributed")
        for side in ("client", "scheduler")
    )
    if ours != theirs:
        raise UsageError(
            "scheduler_version",
            f"the Dask scheduler is of version {theirs}, this program has {ours}",
            item="--scheduler",
            remedy="start scheduler and workers from this checkout with its .venv/bin/dask",
        )


def _unfit(address: str, why: str) -> UsageError:
    return UsageError(
        "workers_unfit",
        f"a Dask worker can't run this program ({why})",
        item=address,
        remedy="start all workers from this checkout with its .venv/bin/dask, then give the same "
        "command again",
    )


@contextmanager
def _marker(shared: Path | None) -> Iterator[str | None]:
    """A file of a name that only this call knows; another machine's folder of the same name lacks
    it."""
    if shared is None:
        yield None
        return
    shared.mkdir(parents=True, exist_ok=True)
    path = shared / f".seen-{uuid.uuid4().hex}"
    path.touch()
    try:
        yield str(path)
    finally:
        path.unlink(missing_ok=True)
