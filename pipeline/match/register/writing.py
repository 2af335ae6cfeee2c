"""Write a register: its arrays aside, then one rename of the manifest that puts them in force.

Before that rename the old register is whole, after it the new one; what a crash leaves is swept by
the next writer.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.common.files import sync_folder
from pipeline.common.locks import exclusive_lock
from pipeline.errors import BusyError, UsageError
from pipeline.match.arrays import IntegerArray
from pipeline.match.register.check import Rejection
from pipeline.match.register.history import HISTORY, Step, add_step
from pipeline.match.register.layout import (
    FILE_MODE,
    FOLDER_MODE,
    FORMAT,
    MANIFEST,
    REJECTED,
    REJECTED_CHANGES,
    FileFacts,
    contents_digest,
    put_file,
    read_manifest,
    save_arrays,
)
from pipeline.trouble import storage_at

_PREFIX, _ASIDE = "data-", "aside-"


@dataclass(frozen=True, slots=True)
class WrittenData:
    """Arrays on disk: the folder's name inside the register, its files, their common digest, and
    how many people they tell of."""

    folder: str
    files: dict[str, FileFacts]
    digest: str
    people: int


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """The rows that were left out, and the name of the list that says so."""

    name: str
    rejections: Sequence[Rejection]


def refuse_other_things(out: Path) -> None:
    """Raise UsageError where `out` holds something else than a register."""
    if out.exists() and (
        not out.is_dir() or (any(out.iterdir()) and not _is_register(out))
    ):
        raise UsageError(
            "register_target",
            "the place for the register holds something else",
            item=str(out),
            remedy="name a new folder or an existing register",
        )


def _is_register(folder: Path) -> bool:
    """A register, or what a build left that came to no end (a full disk)."""
    left, lists = (_PREFIX, _ASIDE, "."), (REJECTED, REJECTED_CHANGES, HISTORY)
    return (folder / MANIFEST).exists() or all(
        p.name in lists or p.name.startswith(left) for p in folder.iterdir()
    )


@contextmanager
def only_writer(out: Path) -> Iterator[None]:
    """The register's folder, made where there is none, for this process alone to write.

    Raises:
        BusyError: another build or update is writing there.
        StorageError: the disk is full, can only be read or is gone.
    """
    busy = BusyError(
        "register_busy",
        "another build or update is writing this register",
        item=str(out),
        remedy="wait until it ends",
    )
    with storage_at(out):
        out.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        out.chmod(FOLDER_MODE)
        with exclusive_lock(out / ".lock", FILE_MODE, busy=busy):
            yield


def write_data(
    out: Path, arrays: Iterable[tuple[str, IntegerArray]], people: int
) -> WrittenData:
    """Write the arrays of so many people into a folder of their own, which is not in force yet."""
    taken = {folder.name for folder in _data_folders(out)}
    aside = out / f"{_ASIDE}{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=FOLDER_MODE)
    files = save_arrays(aside, arrays)
    digest = contents_digest(files)
    name = f"{_PREFIX}{digest[:16]}"
    # The same data again, or a damaged copy of it, may stand there already.
    folder = out / next(
        n
        for n in (name, *(f"{name}-{i}" for i in range(1, len(taken) + 2)))
        if n not in taken
    )
    aside.rename(folder)
    sync_folder(folder)
    return WrittenData(folder.name, files, digest, people)


def data_in_force(register: Path) -> WrittenData:
    """The data of a sound register as they stand."""
    found = read_manifest(register)
    return WrittenData(
        found["folder"], found["files"], found["digest"], found["accepted"]
    )


def put_in_force(
    out: Path, data: WrittenData, step: Step, rejected: RejectedRows
) -> None:
    """Make the data the register, by the one rename of the manifest; say in its history how it came
    about; clear away what was in force before."""
    steps = add_step(out, step, data.digest)
    manifest = {
        "format": FORMAT,
        "folder": data.folder,
        "digest": data.digest,
        **step.counts,
        "accepted": data.people,
        "steps": steps,
        "files": data.files,
    }
    put_file(out / rejected.name, _rejected_csv(rejected.rejections))
    put_file(out / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True).encode())
    sweep(out, data.folder)


def sweep(out: Path, kept: str) -> None:
    """Clear away all data but those of one folder: what was in force, and what crashes left."""
    for leftover in _data_folders(out):
        if leftover.name != kept:
            shutil.rmtree(leftover, ignore_errors=True)


def _data_folders(out: Path) -> list[Path]:
    begins = (_PREFIX, _ASIDE)
    return [p for p in out.iterdir() if p.is_dir() and p.name.startswith(begins)]


def _rejected_csv(rejections: Sequence[Rejection]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("row", "column", "reason"))
    writer.writerows(
        (r.row, r.column, r.reason)
        for r in sorted(rejections, key=lambda r: (r.row, r.column))
    )
    return text.getvalue().encode()
