"""Locks between processes, by flock: the kernel lets go of them when their holder dies."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipeline.errors import BusyError, StorageError
from pipeline.trouble import storage_at

_LOOK_AGAIN_SECONDS = 0.05
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}


@contextmanager
def exclusive_lock(
    place: Path, mode: int = 0o666, *, busy: BusyError | None = None
) -> Iterator[None]:
    """Held by one process for the block; the lock's file is made where there is none, and stays.

    Args:
        place: the lock's file.
        mode: of a new file, lessened by the umask.
        busy: raised where another process holds it; without it, one waits for one's turn.

    Raises:
        BusyError: `busy`.
        StorageError: the lock's file can't be made, or the file system gives no locks.
    """
    with storage_at(place):
        handle = os.open(place, os.O_WRONLY | os.O_CREAT, mode)
    try:
        try:
            _flock(handle, fcntl.LOCK_EX | (fcntl.LOCK_NB if busy else 0), place)
        except BlockingIOError:
            if busy is None:
                raise
            raise busy from None
        yield
    finally:
        os.close(handle)


def _flock(handle: int, how: int, place: Path) -> None:
    """Lock an open file. Raises BlockingIOError where another holds it and nobody waits."""
    try:
        fcntl.flock(handle, how)
    except BlockingIOError:
        raise
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        raise StorageError(
            "no_locks",
            "the file system gives no locks, so that two calls could write at once",
            item=str(place),
            remedy="mount the share with its lock service (NFS 4, or without nolock), then start "
            "again; nothing was changed",
        ) from error


@contextmanager
def shared_lock(place: Path) -> Iterator[None]:
    """Held beside other readers; waits for the end of an exclusive one. Needs no right to write:
    where the lock's file is missing nobody has held it yet."""
    try:
        handle = place.open("rb")
    except FileNotFoundError:
        yield
        return
    with handle:
        _flock(handle.fileno(), fcntl.LOCK_SH, place)
        yield


def is_locked(place: Path) -> bool:
    """Whether a process holds the exclusive lock right now. Writes nothing."""
    try:
        with place.open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


@contextmanager
def claim(place: Path) -> Iterator[None]:
    """Held beside others who claim the same; `wait_until_free` waits for the end of all of them.

    Where the lock's file can't be made nobody is asked to wait.
    """
    try:
        handle = os.open(place, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def wait_until_free(place: Path, seconds: float) -> bool:
    """Wait for the end of all claims, so long at most; whether it came. Writes nothing."""
    until = time.monotonic() + seconds
    while is_claimed(place):
        if time.monotonic() >= until:
            return False
        time.sleep(_LOOK_AGAIN_SECONDS)
    return True


def is_claimed(place: Path) -> bool:
    """Whether somebody claims it right now. Writes nothing."""
    try:
        with place.open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def lock_open_file(handle: int | IO[bytes]) -> None:
    """Wait until an open file is this process's alone; closing it lets go."""
    fcntl.flock(handle, fcntl.LOCK_EX)
