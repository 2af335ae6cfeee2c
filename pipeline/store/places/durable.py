"""How files of the store and the index are written: whole or absent after a crash."""

from __future__ import annotations

from pathlib import Path

from pipeline.common.files import replace_file

ASIDE = ".aside"


def write_aside_and_rename(path: Path, data: bytes | memoryview) -> None:
    """Write beside `path`, under a name that tells what it was to be, sync, then rename onto it.
    The folder's entry is synced by `sync_folder`."""
    replace_file(path, data, aside=path.with_name(path.name + ASIDE))
