"""audit.jsonl: who did and saw what, each line chained to the one before it by SHA-256.

A line can't be changed, dropped or moved without breaking the chain after it (the last lines' loss
is found by comparing with a frozen report or a copy).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from pipeline.common.clock import now, stamp
from pipeline.common.fault_points import reach
from pipeline.common.locks import lock_open_file
from pipeline.trouble import storage_at

PROGRAM = "sohoa"
"""Who acts where the program does so by itself."""
NOBODY_NAMED = "unknown"
"""Who looks where no operator is named."""
_START = "0" * 64


def append(path: Path, *, actor: str, action: str, item: str, detail: str = "") -> None:
    """Add one line; waits for other writers.

    Raises:
        StorageError: the line can't be written; whoever looks at a person's papers is then shown
            nothing.
    """
    with storage_at(path), path.open("a+b") as handle:
        lock_open_file(handle)
        entry = {
            "at": stamp(now()),
            "actor": actor,
            "action": action,
            "item": item,
            "detail": detail,
            "previous": _last_hash(handle),
        }
        entry["hash"] = _digest(entry)
        torn = handle.seek(0, os.SEEK_END) > 0 and _last_byte(handle) != b"\n"
        handle.write(
            (b"\n" if torn else b"")
            + json.dumps(entry, ensure_ascii=False).encode()
            + b"\n"
        )
        reach("audit.write")
        handle.flush()
        os.fsync(handle.fileno())
    reach("audit.written")


def first_hash(path: Path) -> str:
    """The hash of the first line, which tells one archive from all others.

    Raises:
        StorageError: the trail can't be read.
    """
    with storage_at(path), path.open("rb") as file:
        return str(json.loads(file.readline())["hash"])


def broken_line(path: Path) -> int | None:
    """The number (from 1) of the first line that does not follow from the one before it; None if
    all do."""
    previous = _START
    with path.open("rb") as handle:
        for number, line in enumerate(handle, start=1):
            entry = _entry_of(line)
            said = entry.pop("hash", None)
            follows = entry.get("previous") == previous
            if not isinstance(said, str) or not follows or said != _digest(entry):
                return number
            previous = said
    return None


def _entry_of(line: bytes) -> dict[str, object]:
    """What a line says; nothing where it is torn or was written by somebody else."""
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _digest(entry: Mapping[str, object]) -> str:
    return hashlib.sha256(
        json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def _last_byte(handle: BinaryIO) -> bytes:
    handle.seek(-1, os.SEEK_END)
    return bytes(handle.read(1))


def _last_hash(handle: BinaryIO) -> str:
    size = handle.seek(0, os.SEEK_END)
    if size == 0:
        return _START
    handle.seek(max(0, size - 65536))
    last = handle.read().splitlines()[-1]
    said = _entry_of(last).get("hash")
    # A line torn by a crash: the chain goes on from its bytes, and the check names the line.
    return said if isinstance(said, str) else hashlib.sha256(last).hexdigest()
