"""Reading a received file, which others may move, remove or go on writing meanwhile."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pipeline.common.files import synced_file
from pipeline.errors import TransientInputError
from pipeline.trouble import machine_trouble

_CHUNK = 1 << 20


def copy_synced(source: Path, place: Path, mode: int = 0o666) -> tuple[str, int]:
    """Copy bytes durably to a place where nothing is yet; gives their SHA-256 and number.

    Raises:
        TransientInputError: `unreadable` or `unfinished_transfer`, the source.
        OSError: `place` can't be written.
    """
    digest, size = hashlib.sha256(), 0
    with synced_file(place, mode) as file:
        for chunk in chunks_of(source):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return digest.hexdigest(), size


def chunks_of(source: Path) -> Iterator[bytes]:
    """The bytes of a received file.

    Neither a link nor a pipe that was put in its place is followed or waited for.

    Raises:
        TransientInputError: `unreadable` (gone, no file any more, no permission, a disk or share
            that fails), `unfinished_transfer` (it changed while it was read), or what the machine
            lacked.
    """
    try:
        with os.fdopen(
            os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb"
        ) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise OSError(errno.EINVAL, "no file")
            while chunk := file.read(_CHUNK):
                yield chunk
            after = os.fstat(file.fileno())
    except OSError as error:
        raise _unreadable(error, source) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise TransientInputError(
            "unfinished_transfer",
            "the file changed while it was received",
            item=source.name,
            remedy="wait until it is whole, then run again",
            values={"name": source.name},
        )


def _unreadable(error: OSError, source: Path) -> TransientInputError:
    trouble = machine_trouble(error, source)
    if trouble is not None and not trouble.of_storage:
        return trouble.for_item(source.name)
    return TransientInputError(
        "unreadable",
        f"the file can't be read ({error.strerror})",
        item=source.name,
        remedy="see whether it is still there and may be read by the account that runs sohoa, "
        "then run again",
    )
