"""An entry of quarantine/: bytes under their own names, and reason.json beside them.

What stands there is for the archive's account alone, as the keys are: anything may have been
received.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.common.fault_points import reach
from pipeline.common.files import free_name, name_aside, sync_folder, write_synced
from pipeline.common.received_file import copy_synced
from pipeline.errors import TransientInputError
from pipeline.trouble import storage_at

PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_REASON, _LISTING = "reason.json", "listing.txt"
_OURS = {"", ".", "..", _REASON, _LISTING}


def write_entry(
    place: Path,
    files: Sequence[tuple[str, Path]],
    reason: Mapping[str, object],
    listing: str | None = None,
) -> None:
    """Make an entry, or put it in the place of the one that is there; see
    `ArchiveFolder.put_in_quarantine`."""
    quarantine = place.parent
    with storage_at(quarantine):
        quarantine.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        aside = name_aside(quarantine)
        try:
            aside.mkdir(mode=PRIVATE_FOLDER)
            _fill(aside, files, reason, listing)
            reach("quarantine.move")
            shutil.rmtree(place, ignore_errors=True)
            aside.replace(place)
            reach("quarantine.moved")
            sync_folder(quarantine)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _fill(
    folder: Path,
    files: Sequence[tuple[str, Path]],
    reason: Mapping[str, object],
    listing: str | None,
) -> None:
    unread = _copy_readable(files, folder)
    if unread:
        listing = (
            "\n".join([*([listing.rstrip("\n")] if listing else []), *unread]) + "\n"
        )
    if listing is not None:
        write_synced(folder / _LISTING, listing.encode(), _PRIVATE_FILE)
        reason = {
            "sha256": hashlib.sha256(listing.encode()).hexdigest(),
            **_given(reason),
        }
    content = json.dumps(dict(reason), ensure_ascii=False, indent=1).encode()
    write_synced(folder / _REASON, content, _PRIVATE_FILE)


def _copy_readable(files: Sequence[tuple[str, Path]], folder: Path) -> list[str]:
    """Copy files under their own names; gives a line for each whose bytes can't be had."""
    names: set[str] = set()
    unread = []
    for name, path in files:
        target = folder / free_name(_received_name(name), names)
        names.add(target.name)
        try:
            copy_synced(path, target, _PRIVATE_FILE)
        except TransientInputError as error:
            target.unlink(missing_ok=True)
            unread.append(f"{target.name}: {error.code}")
    return unread


def _received_name(name: str) -> str:
    """The last part of a received name, never that of a file of ours."""
    last = Path(name).name
    return last if last not in _OURS else f"received-{last.strip('.')}"


def _given(reason: Mapping[str, object]) -> dict[str, object]:
    """The reason without a hash that nobody knows."""
    return {
        key: value
        for key, value in reason.items()
        if key != "sha256" or value is not None
    }


def read_reason(place: Path) -> Mapping[str, object]:
    """What an entry's reason.json says; nothing where there is none, or none that can be read."""
    try:
        reason = json.loads((place / _REASON).read_bytes())
    except (OSError, ValueError):
        return {}
    return reason if isinstance(reason, dict) else {}
