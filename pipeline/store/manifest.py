"""store/manifest.json: read, checked, replaced by one rename."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.common.files import sync_folder
from pipeline.errors import DigitizationError, UsageError
from pipeline.store.durable import write_aside_and_rename
from pipeline.store.record import KeyFile, Manifest, Part
from schemas.tables.arrow import SCHEMA_VERSION, TABLES

MANIFEST = "manifest.json"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the store in `folder`.

    Raises:
        UsageError: `store_missing` (no store there) or `store_newer` (written by a later version).
        DigitizationError: `store_damaged`, the file is not a manifest.
    """
    try:
        manifest = _parsed((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            "store_missing",
            "there is no store here",
            item=str(folder),
            remedy="name an archive made by `sohoa init`",
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DigitizationError(
            "store_damaged",
            "the store's manifest can't be read",
            item=MANIFEST,
            remedy="bring manifest.json back from the last backup; the parts are not touched",
        ) from error
    if manifest.schema_version > SCHEMA_VERSION:
        raise UsageError(
            "store_newer",
            f"schema version {manifest.schema_version}, this program knows {SCHEMA_VERSION}",
            item=MANIFEST,
            remedy="use the version of sohoa that wrote it, or a later one",
        )
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest by one rename; before it, all parts must be on disk."""
    tables = {
        name: [_part_json(part) for part in manifest.tables.get(name, ())]
        for name in TABLES
    }
    content = {
        "schema_version": manifest.schema_version,
        "commit": manifest.commit,
        "tables": tables,
    }
    write_aside_and_rename(folder / MANIFEST, json.dumps(content).encode())
    sync_folder(folder)


@lru_cache(maxsize=4)
def _parsed(text: bytes) -> Manifest:
    """A service is asked many times between two commits: the same bytes are parsed once."""
    content = json.loads(text)
    tables = {
        name: tuple(map(_part, parts)) for name, parts in content["tables"].items()
    }
    return Manifest(
        int(content["schema_version"]),
        int(content["commit"]),
        {name: tables.get(name, ()) for name in TABLES},
    )


def _part_json(part: Part) -> dict[str, object]:
    values = {"path": part.path, "rows": part.rows, "sha256": part.sha256}
    if part.keys is None:
        return values
    return {**values, "keys": {"path": part.keys.path, "sha256": part.keys.sha256}}


def _part(content: Any) -> Part:
    found = content.get("keys")
    keys = KeyFile(str(found["path"]), str(found["sha256"])) if found else None
    return Part(
        str(content["path"]), int(content["rows"]), str(content["sha256"]), keys
    )
