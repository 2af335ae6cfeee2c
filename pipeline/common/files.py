"""Files that are whole or absent after a crash: written aside, synced, then renamed.

Whoever watches the folder sees all of a file or none of it. What a crash leaves aside has a name of
no meaning, which begins with a dot.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.common.fault_points import reach
from pipeline.trouble import storage_at
from schemas.received.naming import cut_name

_ANYBODY = 0o666
"""The mode of a new file, which the umask lessens."""


def name_aside(folder: Path) -> Path:
    """A name of no meaning for what is being written; recovery sweeps what a crash leaves."""
    return folder / f".{os.getpid()}-{os.urandom(6).hex()}"


@contextmanager
def synced_file(
    path: Path, mode: int = _ANYBODY, *, fresh: bool = True
) -> Iterator[BinaryIO]:
    """A file to write into, synced at the end of the block; `mode` is lessened by the umask.

    Raises:
        FileExistsError: something is there already, and `fresh` asks for a new file.
        OSError: the disk failed.
    """
    flags = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if fresh else os.O_TRUNC)
    reach("file.write")
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        yield file
        file.flush()
        reach("file.sync")
        os.fsync(file.fileno())
    reach("file.synced")


def replace_file(
    path: Path,
    content: bytes | memoryview,
    mode: int = _ANYBODY,
    *,
    aside: Path | None = None,
) -> None:
    """Write aside, sync, rename. The folder's entry is synced by `sync_folder`.

    Args:
        path: the file, there already or not.
        content: all of its bytes.
        mode: lessened by the umask.
        aside: where it is written first, in the same folder; None takes a name of no meaning.

    Raises:
        OSError: the disk failed; `path` is as it was.
    """
    beside = aside or name_aside(path.parent)
    try:
        with synced_file(beside, mode, fresh=aside is None) as file:
            file.write(content)
        reach("file.rename")
        beside.replace(path)
        reach("file.renamed")
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def write_synced(path: Path, content: bytes, mode: int = _ANYBODY) -> None:
    """`replace_file`, where a disk's failure ends the command.

    Raises:
        StorageError: the disk is full, can only be read or is gone.
    """
    with storage_at(path):
        replace_file(path, content, mode)


def probe_folder(folder: Path) -> None:
    """Find out whether a file can be written into a folder: one is, and goes again.

    Raises:
        OSError: it can't be written.
    """
    probe = name_aside(folder)
    try:
        with synced_file(probe) as file:
            file.write(b"is this disk there?")
    finally:
        probe.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        reach("folder.sync")
        os.fsync(handle)
        reach("folder.synced")
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_sound(place: Path, size: int, sha256: str) -> bool:
    """Whether a file is there and has this many bytes and this SHA-256."""
    try:
        return place.stat().st_size == size and sha256_of(place) == sha256
    except OSError:
        return False


def bytes_problem(path: Path, sha256: str, missing: str, changed: str) -> str | None:
    """Code of what is wrong with a file's bytes:
    `missing`, `changed`, `file_unreadable`, or None."""
    try:
        return None if sha256_of(path) == sha256 else changed
    except FileNotFoundError:
        return missing
    except OSError:
        return "file_unreadable"  # a bad sector is exactly what is looked for


def set_aside(place: Path) -> Path | None:
    """Give a damaged file another name beside it; None where there is none."""
    if not place.exists():
        return None
    number = 1
    while (aside := place.with_name(f"{place.name}.damaged-{number}")).exists():
        number += 1
    place.rename(aside)
    return aside


def free_name(name: str, taken: Container[str]) -> str:
    """The name, cut to what file systems take; with a number before it where it is taken."""
    candidate, number = cut_name(name), 2
    while candidate in taken:
        candidate, number = cut_name(f"{number}-{name}"), number + 1
    return candidate
