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
from typing import Any

from pipeline.errors import BusyError, TransientInputError, UsageError

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
    set_aside: Path | None = None
    """Where the copy went that had been kept before and was damaged; None where it was sound."""


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
        with (self.root / ".run.lock").open("a") as handle:
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
            with self.run_lock():
                return False
        except BusyError:
            return True

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Held for one commit; waits for its turn."""
        with (self.root / ".write.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def sign_lock(self) -> Iterator[None]:
        """Held by one `sign` for its whole life; another waits for it."""
        with (self.root / ".sign.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def keep_original(self, source: Path) -> KeptFile:
        """Copy received bytes into originals/, named by their SHA-256; nothing to do where they are there already.

        A kept copy that is damaged is set aside under another name, and the good bytes take its place.

        Raises:
            TransientInputError: the source can't be read.
        """
        self.originals.mkdir(parents=True, exist_ok=True)
        aside = self.originals / f".{os.getpid()}-{os.urandom(6).hex()}"
        digest, size = hashlib.sha256(), 0
        try:
            with source.open("rb") as read, aside.open("xb") as write:
                while chunk := read.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    write.write(chunk)
                write.flush()
                os.fsync(write.fileno())
            sha256 = digest.hexdigest()
            place = self.original(sha256)
            set_aside = None
            if not _is_sound(place, size, sha256):
                place.parent.mkdir(exist_ok=True)
                set_aside = _set_aside(place)
                aside.chmod(0o440)
                aside.replace(place)
                sync_folder(place.parent)
        except PermissionError as error:
            raise TransientInputError(
                "unreadable", "the file can't be read", item=source.name,
                remedy="give the account that runs sohoa the right to read it, then run again",
            ) from error  # fmt: skip
        finally:
            aside.unlink(missing_ok=True)
        return KeptFile(place, sha256, size, set_aside)

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
        self.quarantine.mkdir(parents=True, exist_ok=True)
        aside = self.quarantine / f".{entry}-{os.getpid()}"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        names: set[str] = set()
        for name, path in files:
            target = aside / _free_name(Path(name).name, names)
            shutil.copyfile(path, target)
            names.add(target.name)
        if listing is not None:
            write_synced(aside / "listing.txt", listing.encode())
            reason = {**reason, "sha256": hashlib.sha256(listing.encode()).hexdigest()}
        write_synced(aside / "reason.json", json.dumps(reason, ensure_ascii=False, indent=1).encode())
        place = self.quarantine / entry
        shutil.rmtree(place, ignore_errors=True)
        aside.replace(place)
        sync_folder(self.quarantine)
        return place

    def leave_quarantine(self, entry: str) -> None:
        """Remove an entry whose document was filed after all (its bytes stay in originals/)."""
        shutil.rmtree(self.quarantine / entry, ignore_errors=True)


def _is_sound(place: Path, size: int, sha256: str) -> bool:
    """Whether a kept file is there and is what its name says."""
    try:
        return place.stat().st_size == size and sha256_of(place) == sha256
    except OSError:
        return False


def _set_aside(place: Path) -> Path | None:
    """Give a damaged file another name; None where there is none."""
    if not place.exists():
        return None
    number = 1
    while (aside := place.with_name(f"{place.name}.damaged-{number}")).exists():
        number += 1
    place.rename(aside)
    return aside


def _free_name(name: str, taken: set[str]) -> str:
    name = name if name not in {"", ".", "..", "reason.json", "listing.txt"} else f"received-{name.strip('.')}"
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{number}-{name}", number + 1
    return candidate


def write_synced(path: Path, content: bytes) -> None:
    """Write aside, sync, rename: readers see all of it or none."""
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    with aside.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    aside.replace(path)


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
