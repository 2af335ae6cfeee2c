"""Received bytes, kept by their SHA-256 and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.common.fault_points import reach
from pipeline.common.files import is_sound, name_aside, set_aside, sync_folder
from pipeline.common.received_file import copy_synced
from pipeline.trouble import storage_at

_KEPT = 0o440


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Bytes that lie in originals/."""

    path: Path
    sha256: str
    size: int
    set_aside: Path | None = None
    """Where the copy went that had been kept before and was damaged; None where it was sound."""


def original_place(originals: Path, sha256: str) -> Path:
    """Where the bytes with this hash are kept."""
    return originals / sha256[:2] / sha256


def keep_original(originals: Path, source: Path) -> KeptFile:
    """Copy received bytes into originals/; see `ArchiveFolder.keep_original`."""
    with storage_at(originals):
        originals.mkdir(parents=True, exist_ok=True)
        aside, damaged = name_aside(originals), None
        try:
            sha256, size = copy_synced(source, aside)
            place = original_place(originals, sha256)
            if not is_sound(place, size, sha256):
                damaged = _put(aside, place)
        finally:
            aside.unlink(missing_ok=True)
    return KeptFile(place, sha256, size, damaged)


def _put(aside: Path, place: Path) -> Path | None:
    """Give whole bytes their place; gives where the damaged ones went that lay there."""
    place.parent.mkdir(exist_ok=True)
    damaged = set_aside(place)
    aside.chmod(_KEPT)
    reach("original.place")
    aside.replace(place)
    reach("original.placed")
    sync_folder(place.parent)
    return damaged
