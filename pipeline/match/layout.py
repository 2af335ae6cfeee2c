"""How a register lies on disk: numpy arrays that are mapped into memory, and one manifest that
names them.

    R/                    0700, files 0600
      manifest.json       format, counts, digest, size and SHA-256 of each file
      data-DIGEST/*.npy   the arrays
      rejected.csv        rows left out, with column and reason
      model.json          weights refitted by training, if any

All arrays are in the order of citizen numbers, so the order of the source leaves no trace.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.common.files import replace_file, sha256_of, sync_folder, synced_file

FORMAT = 2
MANIFEST = "manifest.json"
MODEL = "model.json"
REJECTED = "rejected.csv"
FOLDER_MODE = 0o700
FILE_MODE = 0o600

IntArray = npt.NDArray[np.int64]
WordArray = npt.NDArray[np.uint64]
RowArray = npt.NDArray[np.uint32]
FloatArray = npt.NDArray[np.float64]
AnyArray = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class StringTable:
    """Strings by number: UTF-8 bytes and where each begins. Shape of `ends`: (n + 1,)."""

    ends: IntArray
    text: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, number: int) -> str:
        return self.text[int(self.ends[number]) : int(self.ends[number + 1])].tobytes().decode()

    def take(self, numbers: AnyArray) -> list[str]:
        """The strings of these numbers, in their order."""
        low, counts = (
            self.ends[numbers],
            self.ends[numbers.astype(np.int64) + 1] - self.ends[numbers],
        )
        ends = np.cumsum(counts)
        at = np.repeat(low - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
        gathered = self.text[at].tobytes()
        limits = [0, *ends.tolist()]
        if gathered.isascii():
            text = gathered.decode("ascii")
            return [text[a:b] for a, b in pairwise(limits)]
        return [gathered[a:b].decode() for a, b in pairwise(limits)]

    @classmethod
    def of(cls, strings: Sequence[str]) -> StringTable:
        """A table of these strings."""
        encoded = [s.encode() for s in strings]
        ends = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(e) for e in encoded], out=ends[1:])
        return cls(ends, np.frombuffer(b"".join(encoded), np.uint8))


def save_arrays(folder: Path, arrays: Iterable[tuple[str, AnyArray]]) -> dict[str, dict[str, Any]]:
    """Write each array to `folder`, synced; returns size and SHA-256 by file name."""
    written = {}
    for name, array in arrays:
        path = folder / f"{name}.npy"
        with synced_file(path, FILE_MODE) as file:
            np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        written[path.name] = {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
    return written


def contents_digest(files: dict[str, dict[str, Any]]) -> str:
    """One SHA-256 over the names and digests of all files."""
    return hashlib.sha256(
        json.dumps({n: f["sha256"] for n, f in sorted(files.items())}).encode()
    ).hexdigest()


def put_file(path: Path, content: bytes) -> None:
    """Write `content` aside, sync it and move it to `path` by one rename; mode 0600."""
    replace_file(path, content, FILE_MODE)
    sync_folder(path.parent)
