"""The archive folder: where things lie, how bytes get there safely, and the two locks.

Nothing here knows what a dossier means; it moves bytes. Every write goes aside, is synced and then renamed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import IO, Any

from pipeline.errors import BusyError, TransientInputError, UsageError
from pipeline.trouble import machine_trouble, storage_at
from schemas.naming import cut_name

VIETNAM = timezone(timedelta(hours=7))
_CHUNK = 1 << 20


def now() -> datetime:
    """The present, in Vietnam's zone, to the millisecond."""
    moment = datetime.now(VIETNAM)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def stamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds and +07:00."""
    return moment.astimezone(VIETNAM).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Bytes that lie in originals/."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ArchiveFolder:
    """An archive on disk (the contract's "archive folder")."""

    root: Path

    @property
    def settings_file(self) -> Path:
        """sohoa.toml."""
        return self.root / "sohoa.toml"

    @property
    def keys(self) -> Path:
        """Keys, mode 0700."""
        return self.root / "keys"

    @property
    def documents(self) -> Path:
        """Signed files."""
        return self.root / "documents"

    @property
    def originals(self) -> Path:
        """Received bytes by SHA-256."""
        return self.root / "originals"

    @property
    def quarantine(self) -> Path:
        """What could not be filed, with reasons."""
        return self.root / "quarantine"

    @property
    def store(self) -> Path:
        """The Parquet tables."""
        return self.root / "store"

    @property
    def index(self) -> Path:
        """The embedded search index; may be deleted at any time."""
        return self.root / "index"

    @property
    def reports(self) -> Path:
        """Frozen reports."""
        return self.root / "reports"

    @property
    def ledger_file(self) -> Path:
        """State: one row per item, stage, attempt."""
        return self.root / "ledger.sqlite"

    @property
    def audit_file(self) -> Path:
        """Who did and saw what."""
        return self.root / "audit.jsonl"

    @property
    def work(self) -> Path:
        """Results not yet committed; a folder a batch."""
        return self.root / "work"

    def require(self) -> ArchiveFolder:
        """Self, if this is an archive. Raises UsageError otherwise."""
        if not self.settings_file.is_file() or not (self.store / "manifest.json").is_file():
            raise UsageError(
                "no_archive", "this is no archive", item=str(self.root), remedy="make one with: sohoa init ARCHIVE"
            )
        return self

    @contextmanager
    def run_lock(self) -> Iterator[None]:
        """Held by a run for its whole life. Raises BusyError where another process holds it."""
        with self._lock_file(".run.lock") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError(
                    "archive_busy", "another run holds this archive", item=str(self.root),
                    remedy="wait for it to end (sohoa status), then start again",
                ) from None  # fmt: skip
            yield

    def run_is_held(self) -> bool:
        """Whether a run is at work right now."""
        try:
            with (self.root / ".run.lock").open("rb") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Held for one commit; waits for its turn."""
        with self._lock_file(".write.lock") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def read_lock(self) -> Iterator[None]:
        """Held while what commits write is compared; waits for a commit's end. Needs no right to write."""
        try:
            handle = (self.root / ".write.lock").open("rb")
        except FileNotFoundError:  # nobody has committed yet
            yield
            return
        with handle:
            fcntl.flock(handle, fcntl.LOCK_SH)
            yield

    def _lock_file(self, name: str) -> IO[str]:
        with storage_at(self.root / name):
            return (self.root / name).open("a")

    def keep_original(self, source: Path) -> KeptFile:
        """Copy received bytes into originals/, named by their SHA-256; nothing to do where they are there already.

        Raises:
            TransientInputError: the source can't be read.
            StorageError: originals/ can't be written.
        """
        with storage_at(self.originals):
            self.originals.mkdir(parents=True, exist_ok=True)
            aside = _aside(self.originals)
            try:
                sha256, size = copy_synced(source, aside)
                place = self.original(sha256)
                if not place.exists() or place.stat().st_size != size:
                    place.parent.mkdir(exist_ok=True)
                    aside.chmod(0o440)
                    aside.replace(place)
                    sync_folder(place.parent)
            finally:
                aside.unlink(missing_ok=True)
        return KeptFile(place, sha256, size)

    def original(self, sha256: str) -> Path:
        """Where the bytes with this hash are kept."""
        return self.originals / sha256[:2] / sha256

    def put_in_quarantine(
        self, entry: str, files: Sequence[tuple[str, Path]], reason: dict[str, Any], listing: str | None = None
    ) -> Path:
        """Keep bytes under their own names in quarantine/ENTRY/ with reason.json; the same entry again is replaced.

        Args:
            entry: the entry's id.
            files: (name, where the bytes are) pairs; unreadable ones are left out.
            reason: the content of reason.json.
            listing: where no bytes can be had, a text that says what was seen; kept as listing.txt and hashed.
        """
        with storage_at(self.quarantine):
            self.quarantine.mkdir(parents=True, exist_ok=True)
            aside = _aside(self.quarantine)
            place = self.quarantine / entry
            try:
                aside.mkdir()
                _fill_entry(aside, files, reason, listing)
                shutil.rmtree(place, ignore_errors=True)
                aside.replace(place)
                sync_folder(self.quarantine)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
        return place

    def leave_quarantine(self, entry: str) -> None:
        """Remove an entry whose document was filed after all (its bytes stay in originals/)."""
        shutil.rmtree(self.quarantine / entry, ignore_errors=True)


def _aside(folder: Path) -> Path:
    """A name of no meaning for what is being written; recovery sweeps what a crash leaves."""
    return folder / f".{os.getpid()}-{os.urandom(6).hex()}"


def copy_synced(source: Path, place: Path) -> tuple[str, int]:
    """Copy bytes durably to a place where nothing is yet; gives their SHA-256 and number.

    Raises:
        TransientInputError: the source can't be read.
        OSError: `place` can't be written.
    """
    digest, size = hashlib.sha256(), 0
    with place.open("xb") as write:
        for chunk in _chunks(source):
            digest.update(chunk)
            size += len(chunk)
            write.write(chunk)
        write.flush()
        os.fsync(write.fileno())
    return digest.hexdigest(), size


def _chunks(source: Path) -> Iterator[bytes]:
    """The bytes of a file. Raises TransientInputError where it can't be read (now)."""
    try:
        with source.open("rb") as read:
            while chunk := read.read(_CHUNK):
                yield chunk
    except OSError as error:
        trouble = machine_trouble(error, source)
        if trouble is not None and not trouble.of_storage:
            raise trouble.for_item(source.name) from error
        raise TransientInputError(
            "unreadable", "the file can't be read", item=source.name,
            remedy="give the account that runs sohoa the right to read it, then run again",
        ) from error  # fmt: skip


def _fill_entry(aside: Path, files: Sequence[tuple[str, Path]], reason: dict[str, Any], listing: str | None) -> None:
    unread = _copy_readable(files, aside)
    if unread:
        listing = "\n".join([*([listing.rstrip("\n")] if listing else []), *unread]) + "\n"
    if listing is not None:
        write_synced(aside / "listing.txt", listing.encode())
        reason = {"sha256": hashlib.sha256(listing.encode()).hexdigest(), **_given(reason)}
    write_synced(aside / "reason.json", json.dumps(reason, ensure_ascii=False, indent=1).encode())


def _copy_readable(files: Sequence[tuple[str, Path]], folder: Path) -> list[str]:
    """Copy files under their own names; gives a line for each whose bytes can't be had."""
    names: set[str] = set()
    unread = []
    for name, path in files:
        target = folder / _free_name(Path(name).name, names)
        names.add(target.name)
        try:
            copy_synced(path, target)
        except TransientInputError as error:
            target.unlink(missing_ok=True)
            unread.append(f"{target.name}: {error.code}")
    return unread


def _given(reason: dict[str, Any]) -> dict[str, Any]:
    """The reason without a hash that nobody knows."""
    return {key: value for key, value in reason.items() if key != "sha256" or value is not None}


def _free_name(name: str, taken: set[str]) -> str:
    name = name if name not in {"", ".", "..", "reason.json", "listing.txt"} else f"received-{name.strip('.')}"
    candidate, number = cut_name(name), 2
    while candidate in taken:
        candidate, number = cut_name(f"{number}-{name}"), number + 1
    return candidate


def write_synced(path: Path, content: bytes) -> None:
    """Write aside, sync, rename: readers see all of it or none.

    Raises:
        StorageError: the disk is full, can only be read or is gone.
    """
    aside = _aside(path.parent)
    with storage_at(path):
        try:
            with aside.open("xb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            aside.replace(path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise


def sync_folder(folder: Path) -> None:
    """Make renames inside a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, lower-case hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
