"""Files that are either whole or absent after a crash."""

from __future__ import annotations

import os
from pathlib import Path

ASIDE = ".aside"


def write_aside_and_rename(path: Path, data: bytes | memoryview) -> None:
    """Write beside `path`, sync, then rename onto it. The folder's entry is synced by
    `sync_folder`."""
    aside = path.with_name(path.name + ASIDE)
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def sync_folder(folder: Path) -> None:
    """Make renames inside `folder` outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
