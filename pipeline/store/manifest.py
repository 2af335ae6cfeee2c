"""store/manifest.json: read, checked, replaced in one step."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import lru_cache
from typing import Any

from pipeline.errors import DigitizationError, UsageError
from pipeline.store.place import StorePlace
from pipeline.store.record import KeyFile, Manifest, Part
from schemas.tables.arrow import SCHEMA_VERSION, TABLES

MANIFEST = "manifest.json"
_LOOKS = 5


def read_manifest(place: StorePlace) -> Manifest:
    """The manifest of the store at a place.

    Raises:
        UsageError: `store_missing` (no store there) or `store_newer` (written by a later version).
        DigitizationError: `store_damaged`, the file is not a manifest.
    """
    try:
        manifest = _read(place)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            "store_missing",
            "there is no store here",
            item=place.name,
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


def write_manifest(place: StorePlace, manifest: Manifest) -> None:
    """Replace the manifest in one step; before it, all parts must be settled."""
    tables = {
        name: [_part_json(part) for part in manifest.tables.get(name, ())]
        for name in TABLES
    }
    content = {
        "schema_version": manifest.schema_version,
        "commit": manifest.commit,
        **({"archive": manifest.archive} if manifest.archive else {}),
        "tables": tables,
    }
    place.replace(MANIFEST, json.dumps(content).encode())


def _read(place: StorePlace) -> Manifest:
    """Across a network a manifest that grows just then may come without its end, which is no JSON:
    it is asked for again."""
    for _ in range(_LOOKS - 1 if place.is_remote else 0):
        with suppress(ValueError):
            return _parsed(place.read(MANIFEST))
    return _parsed(place.read(MANIFEST))


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
        content.get("archive"),
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
