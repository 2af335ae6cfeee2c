"""A second copy of an archive: what is new is added, and every file is held against its record on
the way. The copy is an archive itself, without private keys and index."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import audit
from pipeline.common.clock import now, stamp
from pipeline.common.database import connect_to_read
from pipeline.common.files import name_aside, sha256_of, sync_folder, write_synced
from pipeline.common.received_file import copy_synced
from pipeline.config import Settings
from pipeline.errors import InputError, StorageError, UsageError
from pipeline.folder import PRIVATE_FOLDER, ArchiveFolder
from pipeline.open_archive import Archive, open_archive
from pipeline.operations.checks.fixity import Finding
from pipeline.operations.upkeep.copied_files import (
    NOTE,
    is_like,
    list_below,
    read_mark,
    settings_of_copy,
)
from pipeline.runner.commit import locate_files
from pipeline.runner.disposal import remove_files
from pipeline.store.disposals import read_disposals
from pipeline.store.manifest import MANIFEST
from pipeline.store.typed import read_rows
from pipeline.trouble import storage_at
from schemas.answers.checks import CopyAnswer

_PATIENCE = 600.0
"""Seconds that one waits for another process's change of a database."""


@dataclass(frozen=True, slots=True)
class _Filed:
    """What the record says of a filed document's files."""

    document_id: str
    pdf_path: str
    pdf_sha256: str
    alto_sha256: str | None


@dataclass(slots=True)
class _Tally:
    copied: int = 0
    present: int = 0
    removed: int = 0
    size: int = 0
    failed: list[Finding] = field(default_factory=list)


def copy_archive(
    archive: Path, settings: Settings, target: Path, *, check: bool = False
) -> CopyAnswer:
    """Bring a copy up to the archive; works beside a run.

    A file whose bytes are not those of its record is not copied, so that damage does not spread to
    a copy that is still good; it is named in `failed`, and the others are copied.

    Args:
        archive: the archive.
        settings: language of the messages, and who acts.
        target: an empty or missing folder, or an earlier copy of this archive.
        check: also read what the copy has already, and replace what is damaged there.

    Returns:
        {"copy", "commit", "copied", "present", "removed", "bytes", "failed"}; `removed` are files
        of papers that the archive has disposed of.

    Raises:
        UsageError: the target lies in the archive, is another one's copy, or something else.
        StorageError: the target's disk failed; the same command goes on.
    """
    with open_archive(archive, settings) as opened:
        opened.folder.require_apart(
            target, "copy_in_archive", "the copy", "name a folder on another disk"
        )
        copy = _Copy(opened, ArchiveFolder(target.resolve()), check=check)
        with storage_at(target):
            copy.begin()
            copy.add_files()  # most of it, while others may commit
            with opened.folder.read_lock():
                copy.add_files()  # what has changed meanwhile
                copy.add_state()
        tally = copy.tally
        with suppress(
            StorageError
        ):  # of an archive that can only be read a copy may be made, too
            opened.note_look("copy", target.name, f"{tally.copied} files")
        return {
            "copy": str(target),
            "commit": opened.store.snapshot().commit,
            "copied": tally.copied,
            "present": tally.present,
            "removed": tally.removed,
            "bytes": tally.size,
            "failed": [one.as_json(settings.lang) for one in tally.failed],
        }


class _Copy:
    """One call."""

    def __init__(self, archive: Archive, target: ArchiveFolder, *, check: bool) -> None:
        self._archive, self._folder, self._target = archive, archive.folder, target
        self._check = check
        self._settled: set[Path] = set()
        self.tally = _Tally()

    def begin(self) -> None:
        """Refuse a folder that is something else; make the places of a new copy."""
        root = self._target.root
        mark = audit.first_hash(self._folder.audit_file)
        is_in_use = root.exists() and any(root.iterdir())
        if is_in_use and read_mark(root) != mark:
            raise UsageError(
                "no_copy_of_this",
                "this folder is not a copy of this archive",
                item=str(root),
                remedy="name an empty folder, or the copy made before",
            )
        target = self._target
        for place in (
            root,
            target.documents,
            target.originals,
            target.store,
            target.index,
        ):
            place.mkdir(parents=True, exist_ok=True)
        for place in (target.work, target.reports):
            place.mkdir(exist_ok=True)
        for private in (target.quarantine, target.keys, target.keys / "trust"):
            private.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        write_synced(
            root / NOTE, json.dumps({"archive": mark, "at": stamp(now())}).encode()
        )

    def add_files(self) -> None:
        """Received files, filed files, the store's parts, quarantine, reports, trust roots."""
        for path, sha256 in self._list_recorded():
            self._add(path, sha256)
        self._add_parts()
        for folder in (
            self._folder.quarantine,
            self._folder.reports,
            self._folder.keys / "trust",
        ):
            for path in list_below(folder):
                self._add(path, None)

    def _list_recorded(self) -> Iterator[tuple[Path, str]]:
        folder = self._folder
        for path in list_below(folder.originals):
            if path == folder.original(path.name):
                yield path, path.name
        for row in read_rows(self._archive.store, "documents", _Filed):
            pdf, alto = locate_files(folder, row.pdf_path)
            yield pdf, row.pdf_sha256
            if row.alto_sha256:
                yield alto, row.alto_sha256

    def _add_parts(self) -> None:
        """The record's parts, from wherever it lies."""
        store = self._archive.store
        for path, sha256 in store.manifest().hashes.items():
            if store.place.is_remote:
                self._fetch(path, sha256)
            else:
                self._add(self._folder.store / path, sha256)

    def _fetch(self, path: str, sha256: str) -> None:
        """Bring a part of a record that lies elsewhere, unless the copy has it."""
        place = self._target.store / path
        if place in self._settled or self._holds(place, sha256):
            self.tally.present += place not in self._settled
            self._settled.add(place)
            return
        place.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        aside = name_aside(place.parent)
        try:
            self._archive.store.place.fetch(path, aside)
            if sha256_of(aside) != sha256:
                self._fail(self._folder.store / path, "file_changed")
                return
            self._count(place, aside.stat().st_size)
            aside.replace(place)
            sync_folder(place.parent)
        except FileNotFoundError:
            self._fail(self._folder.store / path, "file_missing")
        finally:
            aside.unlink(missing_ok=True)

    def _holds(self, place: Path, sha256: str) -> bool:
        """Whether the copy has a part (its name holds its hash); read where it is to be checked."""
        return place.is_file() and (not self._check or sha256_of(place) == sha256)

    def _count(self, place: Path, size: int) -> None:
        self.tally.copied += 1
        self.tally.size += size
        self._settled.add(place)

    def add_state(self) -> None:
        """Settings, audit trail, ledger and outbox, and last the manifest, which puts the copy's
        record in force; then what is in quarantine no more, and parts that nothing lists, go."""
        folder, target = self._folder, self._target
        is_elsewhere = self._archive.store.place.is_remote
        if is_elsewhere:
            self._write(target.settings_file, settings_of_copy(folder.settings_file))
        else:
            self._add(folder.settings_file, None)
        self._add(folder.audit_file, None)
        for path in (folder.ledger_file, folder.outbox_file):
            if path.exists():
                self._add_database(path)
        if is_elsewhere:
            self._write(
                target.store / MANIFEST, self._archive.store.place.read(MANIFEST)
            )
        else:
            self._add(folder.store / MANIFEST, None)
        self._sweep()

    def _write(self, place: Path, content: bytes) -> None:
        """A file of the copy that is not one of the archive's."""
        if not place.is_file() or place.read_bytes() != content:
            write_synced(place, content)
            self._count(place, len(content))

    def _sweep(self) -> None:
        folder, target = self._folder, self._target
        listed = {MANIFEST, *self._archive.store.manifest().files}
        for path in list_below(target.store):
            if path.relative_to(target.store).as_posix() not in listed:
                path.unlink()
        for path in list_below(target.quarantine):
            if not (folder.root / path.relative_to(target.root)).exists():
                path.unlink()
        for place in target.quarantine.iterdir():
            if place.is_dir() and not (folder.quarantine / place.name).exists():
                shutil.rmtree(place)
        self._remove_disposed()

    def _remove_disposed(self) -> None:
        """What the archive has disposed of goes from the copy, too."""
        gone = read_disposals(self._archive.store)
        received = {
            sha for one in gone for paper in one.papers for sha in paper.received
        }
        still = {one for one in received if self._folder.original(one).exists()}
        self.tally.removed = remove_files(self._target, gone, still)

    def _add(self, source: Path, sha256: str | None) -> None:
        """Copy a file, unless the copy has it; `sha256` is what its record says."""
        place = self._target.root / source.relative_to(self._folder.root)
        if place in self._settled and sha256 is not None and is_like(source, place):
            return
        if self._has(source, place, sha256):
            self.tally.present += place not in self._settled
            self._settled.add(place)
            return
        size = self._copy(source, place, sha256)
        if size is not None:
            self._count(place, size)

    def _copy(self, source: Path, place: Path, sha256: str | None) -> int | None:
        """Copy a file and read the copy again; gives its size, None where it was not copied."""
        place.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        aside = name_aside(place.parent)
        try:
            found = source.stat()
            copied, size = copy_synced(source, aside, found.st_mode & 0o777)
            if sha256 is not None and copied != sha256:
                self._fail(source, "file_changed")
                return None
            if sha256_of(aside) != copied:
                raise OSError(5, "what was written reads otherwise", str(aside))
            os.utime(aside, ns=(found.st_atime_ns, found.st_mtime_ns))
            aside.replace(place)
            sync_folder(place.parent)
        except (InputError, FileNotFoundError):
            # Of no recorded hash, it has just left, as entries of the quarantine do.
            if sha256 is not None:
                gone = not source.exists()
                self._fail(source, "file_missing" if gone else "file_unreadable")
            return None
        finally:
            aside.unlink(missing_ok=True)
        return size

    def _has(self, source: Path, place: Path, sha256: str | None) -> bool:
        """Whether the copy has the file: by size and time, or where it is to be checked, by its
        bytes."""
        if not is_like(source, place):
            return False
        if not self._check or place in self._settled:
            return True
        try:
            return sha256_of(place) == (sha256 or sha256_of(source))
        except OSError:
            return False

    def _fail(self, source: Path, code: str) -> None:
        name = source.relative_to(self._folder.root).as_posix()
        finding = Finding(name, "copy", code)
        if finding not in self.tally.failed:
            self.tally.failed.append(finding)

    def _add_database(self, path: Path) -> None:
        """A whole database, whatever others write to it meanwhile."""
        place = self._target.root / path.name
        aside = name_aside(place.parent)
        try:
            with (
                closing(connect_to_read(path, _PATIENCE)) as database,
                closing(sqlite3.connect(aside)) as copy,
            ):
                database.backup(copy)
            aside.chmod(path.stat().st_mode & 0o777)
            for beside in ("-wal", "-shm"):
                place.with_name(place.name + beside).unlink(missing_ok=True)
            aside.replace(place)
            sync_folder(place.parent)
        finally:
            aside.unlink(missing_ok=True)
