"""The archive folder: where things lie, how bytes get there safely, and the two locks.

Nothing here knows what a dossier means; it moves bytes. Every write goes aside, is synced and then
renamed.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import stat
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
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
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
                "no_archive",
                "this is no archive",
                item=str(self.root),
                remedy="make one with: sohoa init ARCHIVE",
            )
        return self

    def require_apart(self, place: Path, code: str, what: str, remedy: str) -> None:
        """Refuse a place to receive from that lies in this archive or holds it; links and mounts
        are seen through.

        Raises:
            UsageError: with `code`; `what` says what the place is.
        """
        inside, outside = place.resolve(), self.root.resolve()
        if _is_within(inside, outside) or _is_within(outside, inside):
            raise UsageError(
                code,
                f"{what} ({place}) and the archive ({self.root}) lie in one another",
                item=str(place),
                remedy=remedy,
                values={"place": place, "archive": self.root},
            )

    @contextmanager
    def run_lock(self) -> Iterator[None]:
        """Held by a run for its whole life. Raises BusyError where another process holds it."""
        with self._lock_file(".run.lock") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError(
                    "archive_busy",
                    "another run holds this archive",
                    item=str(self.root),
                    remedy="wait for it to end (sohoa status), then start again",
                ) from None
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
    def sign_lock(self) -> Iterator[None]:
        """Held by one `sign` for its whole life; another waits for it."""
        with self._lock_file(".sign.lock") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def read_lock(self) -> Iterator[None]:
        """Held while what commits write is compared; waits for a commit's end. Needs no right to
        write."""
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
        """Copy received bytes into originals/, named by their SHA-256; nothing to do where they are
        there already.

        A kept copy that is damaged is set aside under another name, and the good bytes take its
        place.

        Raises:
            TransientInputError: `unreadable` (gone, no file any more, no permission, a disk or
                share that fails), or `unfinished_transfer` (it changed while it was read).
            StorageError: originals/ can't be written.
        """
        with storage_at(self.originals):
            self.originals.mkdir(parents=True, exist_ok=True)
            aside, set_aside = _aside(self.originals), None
            try:
                sha256, size = copy_synced(source, aside)
                place = self.original(sha256)
                if not _is_sound(place, size, sha256):
                    place.parent.mkdir(exist_ok=True)
                    set_aside = _set_aside(place)
                    aside.chmod(0o440)
                    aside.replace(place)
                    sync_folder(place.parent)
            finally:
                aside.unlink(missing_ok=True)
        return KeptFile(place, sha256, size, set_aside)

    def original(self, sha256: str) -> Path:
        """Where the bytes with this hash are kept."""
        return self.originals / sha256[:2] / sha256

    def put_in_quarantine(
        self,
        entry: str,
        files: Sequence[tuple[str, Path]],
        reason: dict[str, Any],
        listing: str | None = None,
    ) -> Path:
        """Keep bytes under their own names in quarantine/ENTRY/ with reason.json; the same entry
        again is replaced.

        What stands there is for the archive's account alone, as the keys are: anything may have
        been received.

        Args:
            entry: the entry's id.
            files: (name, where the bytes are) pairs; unreadable ones are left out.
            reason: the content of reason.json.
            listing: where no bytes can be had, a text that says what was seen; kept as listing.txt
                and hashed.
        """
        with storage_at(self.quarantine):
            self.quarantine.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            aside = _aside(self.quarantine)
            place = self.quarantine / entry
            try:
                aside.mkdir(mode=PRIVATE_FOLDER)
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


def _is_within(inner: Path, outer: Path) -> bool:
    """Whether `outer` is `inner` or a folder above it, also where a mount shows it under another
    name."""
    try:
        wanted = outer.stat()
        return any(os.path.samestat(one.stat(), wanted) for one in (inner, *inner.parents))
    except OSError:
        return inner.is_relative_to(outer)


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


def _aside(folder: Path) -> Path:
    """A name of no meaning for what is being written; recovery sweeps what a crash leaves."""
    return folder / f".{os.getpid()}-{os.urandom(6).hex()}"


def copy_synced(source: Path, place: Path, mode: int = 0o666) -> tuple[str, int]:
    """Copy bytes durably to a place where nothing is yet; gives their SHA-256 and number.

    Raises:
        TransientInputError: `unreadable` or `unfinished_transfer`, the source.
        OSError: `place` can't be written.
    """
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as write:
        for chunk in _chunks_of(source):
            digest.update(chunk)
            size += len(chunk)
            write.write(chunk)
        write.flush()
        os.fsync(write.fileno())
    return digest.hexdigest(), size


def _fill_entry(
    aside: Path, files: Sequence[tuple[str, Path]], reason: dict[str, Any], listing: str | None
) -> None:
    unread = _copy_readable(files, aside)
    if unread:
        listing = "\n".join([*([listing.rstrip("\n")] if listing else []), *unread]) + "\n"
    if listing is not None:
        write_synced(aside / "listing.txt", listing.encode(), PRIVATE_FILE)
        reason = {"sha256": hashlib.sha256(listing.encode()).hexdigest(), **_given(reason)}
    content = json.dumps(reason, ensure_ascii=False, indent=1).encode()
    write_synced(aside / "reason.json", content, PRIVATE_FILE)


def _copy_readable(files: Sequence[tuple[str, Path]], folder: Path) -> list[str]:
    """Copy files under their own names; gives a line for each whose bytes can't be had."""
    names: set[str] = set()
    unread = []
    for name, path in files:
        target = folder / _free_name(Path(name).name, names)
        names.add(target.name)
        try:
            copy_synced(path, target, PRIVATE_FILE)
        except TransientInputError as error:
            target.unlink(missing_ok=True)
            unread.append(f"{target.name}: {error.code}")
    return unread


def _given(reason: dict[str, Any]) -> dict[str, Any]:
    """The reason without a hash that nobody knows."""
    return {key: value for key, value in reason.items() if key != "sha256" or value is not None}


def _free_name(name: str, taken: set[str]) -> str:
    name = (
        name
        if name not in {"", ".", "..", "reason.json", "listing.txt"}
        else f"received-{name.strip('.')}"
    )
    candidate, number = cut_name(name), 2
    while candidate in taken:
        candidate, number = cut_name(f"{number}-{name}"), number + 1
    return candidate


def _chunks_of(source: Path) -> Iterator[bytes]:
    """The bytes of a received file, which others may move, remove or go on writing meanwhile.

    Neither a link nor a pipe that was put in its place is followed or waited for.
    """
    try:
        with os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as read:
            before = os.fstat(read.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise OSError(errno.EINVAL, "no file")
            while chunk := read.read(_CHUNK):
                yield chunk
            after = os.fstat(read.fileno())
    except OSError as error:
        trouble = machine_trouble(error, source)
        if trouble is not None and not trouble.of_storage:
            raise trouble.for_item(source.name) from error
        raise TransientInputError(
            "unreadable",
            f"the file can't be read ({error.strerror})",
            item=source.name,
            remedy="see whether it is still there and may be read by the account that runs sohoa, "
            "then run again",
        ) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise TransientInputError(
            "unfinished_transfer",
            "the file changed while it was received",
            item=source.name,
            remedy="wait until it is whole, then run again",
            values={"name": source.name},
        )


def write_synced(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write aside, sync, rename: readers see all of it or none. `mode` is lessened by the umask.

    Raises:
        StorageError: the disk is full, can only be read or is gone.
    """
    aside = _aside(path.parent)
    with storage_at(path):
        try:
            with os.fdopen(
                os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb"
            ) as handle:
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
