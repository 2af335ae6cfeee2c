"""How a register lies on disk: numpy arrays that are mapped into memory, and one manifest that
names them.

    R/                    0700, files 0600
      manifest.json       format, counts, digest, size and SHA-256 of each file
      data-DIGEST/*.npy   the arrays
      rejected.csv        rows left out by the build, with column and reason
      rejected-changes.csv  rows left out by the last update
      history.jsonl       builds and updates, the oldest first
      model.json          weights refitted by training, if any

All arrays are in the order of citizen numbers, so the order of the source leaves no trace.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypedDict

import numpy as np

from pipeline.common.files import replace_file, sha256_of, sync_folder, synced_file
from pipeline.match.arrays import IntegerArray

FORMAT = 2
MANIFEST = "manifest.json"
MODEL = "model.json"
REJECTED = "rejected.csv"
REJECTED_CHANGES = "rejected-changes.csv"
NO_OLD_ID = 0xFFFFFFFF
"""What stands for no old number."""
FOLDER_MODE = 0o700
FILE_MODE = 0o600


class FileFacts(TypedDict):
    """What the manifest says of a file."""

    bytes: int
    sha256: str


class Manifest(TypedDict):
    """What the register's folder holds, and where."""

    format: int
    folder: str
    files: dict[str, FileFacts]
    digest: str
    accepted: int


def read_manifest(register: Path) -> Manifest:
    """The manifest of a register that was opened before, so it is a sound one."""
    found: Manifest = json.loads((register / MANIFEST).read_bytes())
    return found


def save_arrays(
    folder: Path, arrays: Iterable[tuple[str, IntegerArray]]
) -> dict[str, FileFacts]:
    """Write each array to `folder`, synced; returns size and SHA-256 by file name."""
    written: dict[str, FileFacts] = {}
    for name, array in arrays:
        path = folder / f"{name}.npy"
        with synced_file(path, FILE_MODE) as file:
            np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        written[path.name] = {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
    return written


def contents_digest(files: Mapping[str, FileFacts]) -> str:
    """One SHA-256 over the names and digests of all files."""
    return hashlib.sha256(
        json.dumps({n: f["sha256"] for n, f in sorted(files.items())}).encode()
    ).hexdigest()


def put_file(path: Path, content: bytes) -> None:
    """Write `content` aside, sync it and move it to `path` by one rename; mode 0600."""
    replace_file(path, content, FILE_MODE)
    sync_folder(path.parent)
