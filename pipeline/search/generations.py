"""Generations of a folder's content: one is in force, another can grow beside it, a rename swaps
them.

    current            names the generation in force
    generation-*/      one state of the index
    writer.lock        held by whoever writes to the generation in force or swaps it
    rebuild.lock       held while a new generation grows

The folder may be deleted at any time, locks included.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.common.files import sync_folder
from pipeline.common.locks import lock_open_file
from pipeline.store.places.durable import write_aside_and_rename

CURRENT = "current"
# The number is the layout's: a generation of another one is as good as none.
ALL, PREFIX = "generation-", "generation-2-"
WRITER_LOCK, REBUILD_LOCK = "writer.lock", "rebuild.lock"


@dataclass(frozen=True, slots=True)
class Generations:
    """Those below `folder`."""

    folder: Path

    def current(self) -> Path | None:
        """The generation in force; None where there is none. It may vanish right after."""
        try:
            name = (self.folder / CURRENT).read_text()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return self.folder / name if name.startswith(PREFIX) else None

    def make(self) -> Path:
        """An empty folder for a new one. No name is used twice: a reader must not take a new one
        for a deleted one."""
        path = self.folder / f"{PREFIX}{uuid.uuid4().hex}"
        path.mkdir(parents=True)
        return path

    def put_in_force(self, generation: Path) -> None:
        """Make it the current one and remove all others; those who read them keep the files that
        they opened."""
        write_aside_and_rename(self.folder / CURRENT, generation.name.encode())
        sync_folder(self.folder)
        for old in self.folder.glob(f"{ALL}*"):
            if old.name != generation.name:
                shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def locked(self, lock: str) -> Iterator[None]:
        """Wait for a lock; the kernel lets go of it when its holder dies."""
        while True:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / lock
            try:
                handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            except FileNotFoundError:
                continue
            try:
                lock_open_file(handle)
                if _is(path, handle):
                    yield
                    return
            finally:
                os.close(handle)


def _is(path: Path, handle: int) -> bool:
    """Whether `path` is the file behind `handle`: it may have been deleted, and made again, while
    we waited."""
    try:
        return path.stat().st_ino == os.fstat(handle).st_ino
    except FileNotFoundError:
        return False
