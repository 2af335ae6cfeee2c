"""A store in a folder of this machine, or of a share that renames and locks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

import pyarrow as pa

from pipeline.common.files import sha256_of, sync_folder
from pipeline.store.durable import write_aside_and_rename
from pipeline.trouble import storage_at


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """`StorePlace` in a folder: what is written is written aside, synced and renamed."""

    folder: Path

    @property
    def name(self) -> str:
        """Its path."""
        return str(self.folder)

    @property
    def is_remote(self) -> bool:
        """Never."""
        return False

    def prepare(self, folders: Iterable[str]) -> None:
        """Make the folders."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for one in folders:
            (self.folder / one).mkdir(exist_ok=True)

    def require(self) -> None:
        """Nothing to do: whether there is a store, its manifest tells."""

    def storage(self) -> AbstractContextManager[None]:
        """As `pipeline.trouble.storage_at`."""
        return storage_at(self.folder)

    def read(self, path: str) -> bytes:
        """See `StorePlace`."""
        return (self.folder / path).read_bytes()

    @contextmanager
    def open(self, path: str) -> Iterator[pa.NativeFile]:
        """See `StorePlace`."""
        with pa.OSFile(str(self.folder / path)) as file:
            yield file

    def map(self, path: str) -> mmap:
        """The file mapped into memory. Raises ValueError where it is empty."""
        # By its number: a look-up does this hundreds of times.
        handle = os.open(f"{self.folder}/{path}", os.O_RDONLY)
        try:
            return mmap(handle, 0, access=ACCESS_READ)
        finally:
            os.close(handle)

    def sha256(self, path: str) -> str:
        """See `StorePlace`."""
        return sha256_of(self.folder / path)

    def sizes(self, below: str = "") -> dict[str, int]:
        """See `StorePlace`."""
        return {
            one.relative_to(self.folder).as_posix(): one.stat().st_size
            for one in sorted((self.folder / below).rglob("*"))
            if one.is_file()
        }

    def put(self, path: str, data: bytes | memoryview) -> None:
        """See `StorePlace`."""
        target = self.folder / path
        target.parent.mkdir(exist_ok=True)
        write_aside_and_rename(target, data)

    def settle(self, folders: Iterable[str]) -> None:
        """Sync the folders' entries."""
        for one in folders:
            sync_folder(self.folder / one)

    def replace(self, path: str, data: bytes) -> None:
        """See `StorePlace`."""
        write_aside_and_rename(self.folder / path, data)
        sync_folder(self.folder)

    def remove(self, path: str) -> None:
        """See `StorePlace`."""
        (self.folder / path).unlink(missing_ok=True)

    def fetch(self, path: str, target: Path) -> None:
        """A second name for the file; on disks that know none, a copy."""
        _link(self.folder / path, target)

    def keep_beside(self, ending: str, paths: Sequence[str]) -> None:
        """Files are linked, and cost no room as long as both stores have them."""
        place = self.folder.with_name(self.folder.name + ending)
        if place.exists():
            return
        aside = place.with_name(f".{place.name}")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        for path in paths[:-1]:
            (aside / path).parent.mkdir(exist_ok=True)
            _link(self.folder / path, aside / path)
        # The last is the manifest, which is replaced: it needs bytes of its own.
        shutil.copy2(self.folder / paths[-1], aside / paths[-1])
        for one in (*(path for path in aside.iterdir() if path.is_dir()), aside):
            sync_folder(one)
        aside.replace(place)
        sync_folder(place.parent)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
