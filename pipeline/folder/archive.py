"""An archive on disk: its places, its locks, and what may not lie in it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.common.files import name_aside
from pipeline.common.locks import (
    claim,
    exclusive_lock,
    is_locked,
    shared_lock,
    wait_until_free,
)
from pipeline.errors import BusyError, UsageError
from pipeline.folder.entry import write_entry
from pipeline.folder.originals import KeptFile, keep_original, original_place
from pipeline.trouble import storage_at

_MOST_GIVEN_WAY_SECONDS = 20.0


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
    def outbox_file(self) -> Path:
        """What the portal was told and is still to be told."""
        return self.root / "portal.sqlite"

    @property
    def audit_file(self) -> Path:
        """Who did and saw what."""
        return self.root / "audit.jsonl"

    @property
    def work(self) -> Path:
        """Results not yet committed; a folder a batch."""
        return self.root / "work"

    def require(self) -> ArchiveFolder:
        """Self, if this is an archive.

        Raises:
            UsageError: `archive_missing`, `archive_empty` (a share that is not mounted looks so),
                `no_archive`.
        """
        self._require_folder()
        if not self.settings_file.is_file() or not self._has_record():
            raise UsageError(
                "no_archive",
                "this is no archive",
                item=str(self.root),
                remedy="make one with: sohoa init ARCHIVE",
            )
        return self

    def _has_record(self) -> bool:
        """The tables lie here, or it is said where else."""
        names = ("manifest.json", "elsewhere.json")
        return any((self.store / name).is_file() for name in names)

    def _require_folder(self) -> None:
        """Say which part of the path is missing: an archive that was there yesterday is not made
        anew."""
        if not self.root.exists():
            there = next(one for one in self.root.parents if one.exists())
            missing = self.root.relative_to(there).parts[0]
            raise UsageError(
                "archive_missing",
                f"the archive's folder is not there: {there} has no {missing}",
                item=str(self.root),
                remedy="see whether the disk or share is mounted, and whether the path is right; "
                "only for a new archive: sohoa init ARCHIVE",
                values={"there": there, "missing": missing},
            )
        if self.root.is_dir() and not any(self.root.iterdir()):
            raise UsageError(
                "archive_empty",
                "this is no archive: the folder is empty",
                item=str(self.root),
                remedy="see whether the disk or share is mounted there; only for a new archive: "
                "sohoa init ARCHIVE",
            )

    def require_whole(self) -> None:
        """Refuse an archive whose folders lie on several file systems: finished files are moved
        from work/ to their place by one rename. Tried, for mounts of one disk look alike.

        Raises:
            UsageError: `archive_split`.
            StorageError: nothing can be written there.
        """
        with storage_at(self.root):
            for place in (self.work, self.documents):
                place.mkdir(exist_ok=True)
            aside = name_aside(self.work)
            target = self.documents / aside.name
            aside.mkdir()  # a folder: left by a crash it is nobody's file
            try:
                aside.rename(target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                raise UsageError(
                    "archive_split",
                    "documents/ and work/ lie on two file systems",
                    item=str(self.root),
                    remedy="keep the archive's folders on one disk or share: move the whole "
                    "archive to the larger one, not a folder of it",
                ) from error
            finally:
                for one in (aside, target):
                    if one.is_dir():
                        one.rmdir()

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
        busy = BusyError(
            "archive_busy",
            "another run holds this archive",
            item=str(self.root),
            remedy="wait for it to end (sohoa status), then start again",
        )
        with exclusive_lock(self._run_lock, busy=busy):
            yield

    def run_is_held(self) -> bool:
        """Whether a run is at work right now."""
        return is_locked(self._run_lock)

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Held for one commit; waits for its turn."""
        with exclusive_lock(self._write_lock):
            yield

    @contextmanager
    def sign_lock(self) -> Iterator[None]:
        """Held by one `sign` for its whole life; another waits for it."""
        with exclusive_lock(self.root / ".sign.lock"):
            yield

    @contextmanager
    def read_lock(self) -> Iterator[None]:
        """Held while what commits write is compared; waits for a commit's end. Needs no right to
        write."""
        with shared_lock(self._write_lock):
            yield

    @property
    def _run_lock(self) -> Path:
        return self.root / ".run.lock"

    @property
    def _write_lock(self) -> Path:
        return self.root / ".write.lock"

    @property
    def _counter_claim(self) -> Path:
        return self.root / ".counter.lock"

    def counter_at_work(self) -> AbstractContextManager[None]:
        """For as long as this is held, batches begin no page: a citizen is waiting."""
        return claim(self._counter_claim)

    def give_way_to_counter(self) -> None:
        """Let a counter's pages go first; a batch comes on all the same, if slowly."""
        wait_until_free(self._counter_claim, _MOST_GIVEN_WAY_SECONDS)

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
        return keep_original(self.originals, source)

    def original(self, sha256: str) -> Path:
        """Where the bytes with this hash are kept."""
        return original_place(self.originals, sha256)

    def put_in_quarantine(
        self,
        entry: str,
        files: Sequence[tuple[str, Path]],
        reason: Mapping[str, object],
        listing: str | None = None,
    ) -> Path:
        """Keep bytes under their own names in quarantine/ENTRY/ with reason.json; the same entry
        again is replaced.

        Args:
            entry: the entry's id.
            files: (name, where the bytes are) pairs; unreadable ones are left out.
            reason: the content of reason.json.
            listing: where no bytes can be had, a text that says what was seen; kept as listing.txt
                and hashed.
        """
        place = self.quarantine / entry
        write_entry(place, files, reason, listing)
        return place

    def leave_quarantine(self, entry: str) -> None:
        """Remove an entry whose document was filed after all (its bytes stay in originals/)."""
        shutil.rmtree(self.quarantine / entry, ignore_errors=True)


def _is_within(inner: Path, outer: Path) -> bool:
    """Whether `outer` is `inner` or a folder above it, also where a mount shows it under another
    name."""
    try:
        wanted = outer.stat()
        return any(
            os.path.samestat(one.stat(), wanted) for one in (inner, *inner.parents)
        )
    except OSError:
        return inner.is_relative_to(outer)
