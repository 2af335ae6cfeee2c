"""The files of a package that came from outside, in a folder or a zip file: only looked at, never
unpacked."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from pipeline.errors import UsageError
from pipeline.export.packages.manifest import METS_FILE

_CHUNK = 1 << 20
MOST_XML = 64 << 20
"""Bytes of an XML file that are read."""
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
"""How a damaged or locked entry answers (a password: RuntimeError, see `entry_bytes`)."""


class OpenPackage(Protocol):
    """A package to look at."""

    @property
    def files(self) -> frozenset[str]:
        """Places of its files."""
        ...

    @property
    def odd(self) -> tuple[str, ...]:
        """What is no plain file, lies beside the package, or stands there twice."""
        ...

    def open(self, path: str) -> IO[bytes]:
        """One of `files`."""
        ...


@dataclass(frozen=True, slots=True)
class _Folder:
    root: Path
    files: frozenset[str]
    odd: tuple[str, ...]

    def open(self, path: str) -> IO[bytes]:
        return (self.root / path).open("rb")


@dataclass(frozen=True, slots=True)
class _Zip:
    archive: zipfile.ZipFile
    files: frozenset[str]
    odd: tuple[str, ...]
    prefix: str

    def open(self, path: str) -> IO[bytes]:
        try:
            return self.archive.open(self.prefix + path)
        except RuntimeError as error:  # a password
            raise OSError("locked") from error


@contextmanager
def open_package(place: Path) -> Iterator[OpenPackage]:
    """A package to look at.

    Raises:
        UsageError: `no_package`: nothing is there, or it is neither a folder nor a zip file, or
            holds no METS.xml.
    """
    if place.is_dir():
        yield _require(_folder(place), place)
        return
    try:
        archive = zipfile.ZipFile(place)
    except (OSError, zipfile.BadZipFile) as error:
        raise _no_package(place) from error
    with archive:
        yield _require(_zip(archive), place)


def digest_of(package: OpenPackage, path: str, most: int) -> tuple[str, int]:
    """SHA-256 in upper-case hex and number of the bytes of a file; what is longer than `most` is
    not read to its end.

    Raises:
        OSError: the file can't be read.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with package.open(path) as file:
            while size <= most and (chunk := file.read(_CHUNK)):
                digest.update(chunk)
                size += len(chunk)
    except UNREADABLE as error:
        raise OSError("unreadable") from error
    return digest.hexdigest().upper(), size


def content_of(package: OpenPackage, path: str) -> bytes:
    """The bytes of an XML file.

    Raises:
        OSError: it can't be read.
        ValueError: it is longer than any such file.
    """
    try:
        with package.open(path) as file:
            content = file.read(MOST_XML + 1)
    except UNREADABLE as error:
        raise OSError("unreadable") from error
    if len(content) > MOST_XML:
        raise ValueError("too long")
    return content


def _require(package: OpenPackage, place: Path) -> OpenPackage:
    if METS_FILE not in package.files:
        raise _no_package(place)
    return package


def _no_package(place: Path) -> UsageError:
    return UsageError(
        "no_package",
        "this is no package: neither a folder nor a zip file with a METS.xml",
        item=str(place),
        remedy="name the folder or zip file that `sohoa export` has made",
    )


def _folder(root: Path) -> _Folder:
    files, odd = set(), []
    for folder, folders, names in os.walk(root):
        for name in (*names, *folders):
            path = Path(folder, name)
            place = path.relative_to(root).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                odd.append(place)
            elif path.is_file():
                files.add(place)
    return _Folder(root, frozenset(files), tuple(sorted(odd)))


def _zip(archive: zipfile.ZipFile) -> _Zip:
    """All files lie in one folder, or at the top."""
    names = [one for one in archive.namelist() if not one.endswith("/")]
    tops = [one for one in names if one == METS_FILE or one.endswith(f"/{METS_FILE}")]
    top = min(tops, key=len, default="")
    prefix = top.removesuffix(METS_FILE)
    files = frozenset(one[len(prefix) :] for one in names if one.startswith(prefix))
    counts = Counter(names)
    odd = {one for one in counts if counts[one] > 1 or not one.startswith(prefix)}
    return _Zip(archive, files, tuple(sorted(odd)), prefix)
