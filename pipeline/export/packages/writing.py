"""A package on disk: a folder or one zip file, whole or not there at all."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from pipeline.common.fault_points import reach
from pipeline.common.files import name_aside, sync_folder, synced_file
from pipeline.common.received_file import chunks_of
from pipeline.errors import InputError, UsageError
from pipeline.export.packages.contents import Package, PackageFile
from pipeline.trouble import storage_at

_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The time of all entries of a zip file: two packages of the same content are the same bytes."""


def package_place(out: Path, name: str, *, zipped: bool) -> Path:
    """Where a package will stand."""
    return out / (f"{name}.zip" if zipped else name)


def require_free(place: Path) -> None:
    """Refuse to write over a package.

    Raises:
        UsageError: `package_exists`.
    """
    if place.exists() or place.is_symlink():
        raise UsageError(
            "package_exists",
            "a package of this dossier stands there already",
            item=str(place),
            remedy="name another folder, or move the package away; none is ever written over",
        )


def write_package(package: Package, out: Path, *, zipped: bool) -> Path:
    """Write a package into the folder `out`; gives its place.

    Raises:
        UsageError: `package_exists`.
        InputError: `package_source_changed`: a file of the archive is not as it was recorded.
        StorageError: the disk of `out` failed; nothing of the package is there.
    """
    place = package_place(out, package.name, zipped=zipped)
    require_free(place)
    aside = name_aside(out)
    try:
        with storage_at(place):
            if zipped:
                _write_zip(package, aside)
            else:
                _write_folder(package, aside)
            require_free(place)
            reach("package.rename")
            aside.rename(place)
            sync_folder(out)
    except BaseException:
        _remove(aside)
        raise
    return place


def _remove(aside: Path) -> None:
    if aside.is_dir():
        shutil.rmtree(aside, ignore_errors=True)
    else:
        aside.unlink(missing_ok=True)


def _write_folder(package: Package, aside: Path) -> None:
    aside.mkdir()
    folders = {aside}
    for one in package.files:
        place = aside / one.path
        place.parent.mkdir(parents=True, exist_ok=True)
        folders.update(place.parents[: len(Path(one.path).parents)])
        with synced_file(place) as file:
            _copy(one, file)
    for folder in folders:
        sync_folder(folder)


def _write_zip(package: Package, aside: Path) -> None:
    with ExitStack() as opened:
        file = opened.enter_context(synced_file(aside))
        archive = opened.enter_context(zipfile.ZipFile(file, "w"))
        for one in package.files:
            entry = zipfile.ZipInfo(f"{package.name}/{one.path}", _OLDEST)
            entry.external_attr = 0o644 << 16
            if not one.path.endswith(".pdf"):
                entry.compress_type = zipfile.ZIP_DEFLATED
            entry.file_size = one.size
            with archive.open(entry, "w") as target:
                _copy(one, target)


def _copy(one: PackageFile, target: IO[bytes]) -> None:
    """The bytes of a file, held against what was recorded of them on the way."""
    reach("package.file")
    digest = hashlib.sha256()
    for chunk in _chunks(one):
        digest.update(chunk)
        target.write(chunk)
    if digest.hexdigest() != one.sha256:
        raise source_changed(Path(one.path).name)


def source_changed(name: str) -> InputError:
    """A file of the archive is gone or changed: nothing of its dossier leaves."""
    return InputError(
        "package_source_changed",
        "the archive's file is not the one that was recorded",
        item=name,
        remedy="run `sohoa verify`, and bring the file back from the last backup",
        values={"name": name},
    )


def _chunks(one: PackageFile) -> Iterator[bytes]:
    if isinstance(one.source, bytes):
        yield one.source
    else:
        yield from chunks_of(one.source)
