"""The machine's trouble or the paper's? The one home of that question.

A full disk, no memory, too many open files, a share that went away or a killed helper program say
nothing about the paper that was being read at that moment. Decoders raise the same kinds of errors
for broken papers, so whoever catches theirs broadly asks `machine_trouble` first (in ingest:
`limits.blame_machine`).

What the machine did to one item is a TransientInputError: the item is tried again by itself. What
the machine did to the archive or to an output is a StorageError (exit 6). Both bear the same codes.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import DigitizationError, StorageError, TransientInputError

FULL = "disk_full"
READ_ONLY = "disk_read_only"
NO_ACCESS = "no_access"
FAILED = "disk_failed"
GONE = "place_gone"
MEMORY = "out_of_memory"
FILES = "too_many_open_files"
KILLED = "program_killed"

_KINDS = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: NO_ACCESS,
    errno.EPERM: NO_ACCESS,
    errno.ENOMEM: MEMORY,
    errno.EAGAIN: MEMORY,
    errno.EMFILE: FILES,
    errno.ENFILE: FILES,
    errno.ENOENT: GONE,
    errno.ENOTDIR: GONE,
}
# What a decoder provokes by itself when the data lead it astray: a seek to a place before the file,
# a length beyond any number. Every other number comes from the system and not from the paper.
_OF_THE_DATA = {errno.EINVAL, errno.EDOM, errno.ERANGE, errno.EOVERFLOW, errno.EILSEQ}
_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: NO_ACCESS,
    sqlite3.SQLITE_PERM: NO_ACCESS,
    sqlite3.SQLITE_IOERR: FAILED,
    sqlite3.SQLITE_NOMEM: MEMORY,
}
_OF_STORAGE = {FULL, READ_ONLY, NO_ACCESS, FAILED, GONE}
_NO_MEMORY = (
    "insufficient memory",
    "out of memory",
    "bad_alloc",
    "bad alloc",
    "cannot allocate memory",
)
_IN_RUST = re.compile(r"\(os error (\d+)\)")
_SHORT_WRITE = re.compile(r"\d+ requested and \d+ written")
_OF_PYTHON_FILE = re.compile(r"<_io\.\w+ name=(?:PosixPath\()?'(.+?)'\)?>")
_HARDLY_ANY_ROOM = 1 << 16

_TEXTS = {
    FULL: ("the disk is full ({path})", "make room at {path}"),
    READ_ONLY: ("the disk can only be read ({path})", "make {path} writable"),
    NO_ACCESS: (
        "access is denied ({path})",
        "give the account that runs sohoa the right to {path}",
    ),
    GONE: (
        "{path} is not there",
        "see whether {path}, or the disk it lay on, is still there",
    ),
    FAILED: (
        "the disk or share failed ({path}: {reason})",
        "see whether {path} is there and sound",
    ),
    MEMORY: (
        "the machine ran out of memory or processes, or a page needs more than "
        "run.page_memory_mb allows",
        "end other programs, use fewer workers (--workers), or raise run.page_memory_mb",
    ),
    FILES: (
        "too many files are open on this machine",
        "raise the limit of open files (ulimit -n)",
    ),
    KILLED: (
        "the system ended {program} ({reason})",
        "look at the machine's memory and log",
    ),
}
_AND_THEN = "; nothing is lost, the same command goes on"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the machine lacked: a code of this module, and the facts for its text."""

    code: str
    values: dict[str, str]

    @property
    def message(self) -> str:
        """What happened."""
        return _TEXTS[self.code][0].format(**self.values)

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return _TEXTS[self.code][1].format(**self.values) + _AND_THEN

    @property
    def of_storage(self) -> bool:
        """Whether a disk is at fault, and not memory or the system's tables."""
        return self.code in _OF_STORAGE

    def for_item(
        self, item: str | None = None, page: int | None = None
    ) -> TransientInputError:
        """The error of an item that was being worked on."""
        return TransientInputError(
            self.code,
            self.message,
            item=item,
            remedy=self.remedy,
            page=page,
            values=self.values,
        )

    def for_storage(self) -> StorageError:
        """The error that ends a command."""
        return StorageError(
            self.code,
            self.message,
            item=self.values.get("path"),
            remedy=self.remedy,
            values=self.values,
        )


def machine_trouble(error: BaseException, place: Path | None = None) -> Trouble | None:
    """What the machine did, if the error (or what it was raised from) is the machine's; None where
    it is not.

    Args:
        error: as caught.
        place: the file or folder at work, for errors that do not name theirs (a write to a full
            disk).
    """
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, DigitizationError):
        found = _trouble(cause, place)
        if found is not None:
            return found
        cause = cause.__cause__
    return None


def is_scarcity(error: BaseException) -> bool:
    """Whether the machine lacked memory, processes or open files (or killed a helper), and no disk
    is at fault."""
    found = machine_trouble(error)
    return found is not None and not found.of_storage


def scarcity_behind(error: DigitizationError) -> Trouble | None:
    """Lack of memory, processes or open files from which an error was raised that speaks of
    something else."""
    cause = error.__cause__
    return machine_trouble(cause) if cause is not None and is_scarcity(cause) else None


def check_helper(
    program: str, returncode: int, stderr: bytes = b"", writes_to: Path | None = None
) -> None:
    """Call this when a helper program failed, before its failure is taken for the paper's.

    Args:
        program: its name.
        returncode: as subprocess gives it; negative where a signal ended it.
        stderr: what it said.
        writes_to: the folder that it writes into; helpers don't always say that it is full.

    Raises:
        TransientInputError: a signal ended it, or it lacked room, memory or files.
    """
    found = _said(stderr, writes_to)
    if found is None and writes_to is not None and _is_full(writes_to):
        found = Trouble(
            FULL, {"path": str(writes_to), "reason": os.strerror(errno.ENOSPC)}
        )
    if found is None and returncode < 0:
        found = _killed(program, -returncode)
    if found is not None:
        raise found.for_item()


@contextmanager
def storage_at(place: Path) -> Iterator[None]:
    """What a disk does to the block is a StorageError that names the path;
    all else passes through."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        found = machine_trouble(error, place)
        if found is None or not found.of_storage:
            raise
        raise found.for_storage() from error


def _trouble(error: BaseException, place: Path | None) -> Trouble | None:
    if isinstance(error, MemoryError):
        return Trouble(MEMORY, {})
    if isinstance(error, subprocess.CalledProcessError):
        killed = error.returncode < 0
        return _killed(_program(error.cmd), -error.returncode) if killed else None
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error, place)
    if isinstance(error, OSError) and error.errno is not None:
        return _of_system(error, place)
    return _by_its_words(error, place)


def _by_its_words(error: BaseException, place: Path | None) -> Trouble | None:
    """Of libraries that raise errors without the system's number."""
    text = str(error)
    if isinstance(error, RuntimeError) and "start new thread" in text:
        return Trouble(MEMORY, {})
    # numpy's word for a full disk
    if isinstance(error, OSError) and _SHORT_WRITE.search(text):
        return Trouble(FULL, _facts(_folder_of(place), text))
    in_rust = _IN_RUST.search(text)
    if in_rust is not None:  # tantivy tells the system's number in its text
        number = int(in_rust[1])
        return _of_system(OSError(number, os.strerror(number)), place)
    # OpenCV, Pillow and ONNX Runtime have no class of their own for it.
    scarce = any(words in text.lower() for words in _NO_MEMORY)
    return Trouble(MEMORY, {}) if scarce else None


def _of_sqlite(error: sqlite3.Error, place: Path | None) -> Trouble | None:
    kind = _SQLITE.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
    if kind is None:
        return None
    if kind in {FAILED, NO_ACCESS} and place is not None and _is_full(place.parent):
        kind = FULL  # no room for the files beside the ledger is an I/O error to SQLite
    return Trouble(kind, _facts(place, str(error)))


def _of_system(error: OSError, place: Path | None) -> Trouble | None:
    if error.errno is None or error.errno in _OF_THE_DATA:
        return None
    kind = _KINDS.get(error.errno, FAILED)
    if kind in {MEMORY, FILES}:
        return Trouble(kind, {})
    named = _named(error.filename) or place
    if kind in {FULL, READ_ONLY}:
        named = _folder_of(named)
    return Trouble(kind, _facts(named, error.strerror or os.strerror(error.errno)))


def _named(filename: object) -> Path | None:
    """The path that an error names; pikepdf names the Python file instead, as `<… name='PATH'>`."""
    if not isinstance(filename, str | bytes):
        return None
    name = os.fsdecode(filename)
    inside = _OF_PYTHON_FILE.fullmatch(name)
    return Path(inside[1] if inside else name)


def _folder_of(place: Path | None) -> Path | None:
    """Where room is to be made: the nearest folder that is still there (those of temporary files
    are gone by now)."""
    return (
        next((one for one in (place, *place.parents) if one.is_dir()), place)
        if place is not None
        else None
    )


def _facts(place: Path | None, reason: str) -> dict[str, str]:
    return {"path": str(place or Path(tempfile.gettempdir())), "reason": reason}


def _program(command: object) -> str:
    first = command[0] if isinstance(command, list | tuple) and command else command
    return Path(str(first).split(" ", 1)[0]).name


def _killed(program: str, number: int) -> Trouble:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    return Trouble(KILLED, {"program": program, "reason": name})


def _said(stderr: bytes, writes_to: Path | None) -> Trouble | None:
    said = stderr.decode("utf-8", "replace").lower()
    for number, kind in _KINDS.items():
        if kind != NO_ACCESS and os.strerror(number).lower() in said:
            return Trouble(
                kind,
                {}
                if kind in {MEMORY, FILES}
                else _facts(writes_to, os.strerror(number)),
            )
    return Trouble(MEMORY, {}) if any(words in said for words in _NO_MEMORY) else None


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _HARDLY_ANY_ROOM
    except OSError:
        return False
