"""A store of an earlier version, kept as it was when this version first writes to it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pipeline.common.files import sync_folder
from pipeline.store.record import Manifest


def former_folder(folder: Path, schema_version: int) -> Path:
    """Where the store of an earlier version is kept, beside the present one."""
    return folder.with_name(f"{folder.name}-v{schema_version}")


def keep_former(folder: Path, manifest: Manifest, manifest_name: str) -> None:
    """Keep manifest and parts, so that the earlier version of the program can be gone back to.

    Parts are never changed: they are linked, and cost no room as long as both stores have them.

    Raises:
        OSError: the disk failed; nothing stands under the final name.
    """
    place = former_folder(folder, manifest.schema_version)
    if place.exists():
        return
    aside = place.with_name(f".{place.name}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for parts in manifest.tables.values():
        for part in parts:
            for name in part.files:
                (aside / name).parent.mkdir(exist_ok=True)
                _link(folder / name, aside / name)
    shutil.copy2(folder / manifest_name, aside / manifest_name)
    for one in (*(path for path in aside.iterdir() if path.is_dir()), aside):
        sync_folder(one)
    aside.replace(place)
    sync_folder(place.parent)


def _link(source: Path, target: Path) -> None:
    """A second name for a file; on disks that know none, a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
