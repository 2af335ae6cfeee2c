"""A store of an earlier version, kept as it was when this version first writes to it."""

from __future__ import annotations

from pathlib import Path

from pipeline.store.place import StorePlace
from pipeline.store.record import Manifest


def former_folder(folder: Path, schema_version: int) -> Path:
    """Where the store of an earlier version is kept, beside the present one."""
    return folder.with_name(folder.name + former_ending(schema_version))


def former_ending(schema_version: int) -> str:
    """What is added to the name of a store's place for a version's store."""
    return f"-v{schema_version}"


def keep_former(place: StorePlace, manifest: Manifest, manifest_name: str) -> None:
    """Keep manifest and parts, so that the earlier version of the program can be gone back to.

    Raises:
        OSError: the disk failed; nothing stands under the final name.
    """
    ending = former_ending(manifest.schema_version)
    place.keep_beside(ending, [*manifest.files, manifest_name])
