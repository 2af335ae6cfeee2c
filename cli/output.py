"""Places for results: looked at before any work, and a file's ending says what it is to hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.trouble import GONE, NO_ACCESS, machine_trouble


def require_file_place(
    path: Path, endings: Sequence[str] = (), option: str = "--out"
) -> None:
    """Find out before any work whether a file can be written there.

    Args:
        path: the file.
        endings: those that its name may have (it may also have none); () where anything goes.
        option: what the user called it.

    Raises:
        UsageError: the folder is missing or closed, the place is a folder, or the ending names
            another format.
        StorageError: the disk is full or can only be read.
    """
    if endings and path.suffix and path.suffix.lower() not in endings:
        known = ", ".join(endings)
        raise UsageError(
            "wrong_ending",
            f"the ending {path.suffix} names no format of this command",
            item=f"{option} {path}",
            remedy=f"one of: {known}",
            values={"ending": path.suffix, "known": known},
        )
    if path.is_dir():
        raise UsageError(
            "place_is_folder",
            "this is a folder, not a file",
            item=f"{option} {path}",
            remedy="add a file's name",
        )
    _require_folder(path.parent, path, option)


def require_folder_place(path: Path, option: str = "--out") -> None:
    """The same for a folder, which is made by the command; the one above it must be there."""
    if path.exists() and not path.is_dir():
        raise UsageError(
            "place_is_file",
            "this is a file, not a folder",
            item=f"{option} {path}",
            remedy="name a folder",
        )
    _require_folder(path if path.is_dir() else path.parent, path, option)


def _require_folder(folder: Path, path: Path, option: str) -> None:
    from pipeline.common.files import probe_folder

    if not folder.is_dir():
        raise UsageError(
            "no_folder_there",
            f"there is no folder {folder}",
            item=f"{option} {path}",
            remedy="make the folder, or correct the path",
            values={"folder": folder},
        )
    try:
        probe_folder(folder)
    except OSError as error:
        trouble = machine_trouble(error, folder)
        if trouble is None:
            raise
        if trouble.code not in {NO_ACCESS, GONE}:
            raise trouble.for_storage() from error
        raise UsageError(
            "folder_closed",
            f"nothing can be written into the folder {folder}",
            item=f"{option} {path}",
            remedy="name another folder, or ask for the right to write into this one",
            values={"folder": folder},
        ) from error
