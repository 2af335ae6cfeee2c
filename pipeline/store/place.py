"""Where a store's files lie: what is asked of a place, be it a folder or an object store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from mmap import mmap
from pathlib import Path
from typing import Protocol

import pyarrow as pa

KEYS_ENDING = ".keys"
"""Of the file beside a part that tells where its values stand."""


class StorePlace(Protocol):
    """Files by paths relative to the store, with `/`. A file is there as a whole or not at all.

    What the storage itself does is raised as a `StorageError`; a file that is not there is a
    `FileNotFoundError`.
    """

    def __hash__(self) -> int:
        """What was read of its files, which are never changed, is remembered by it."""
        ...

    @property
    def name(self) -> str:
        """How it is told to people."""
        ...

    @property
    def is_remote(self) -> bool:
        """Whether each file that is asked for is a way across a network."""
        ...

    def prepare(self, folders: Iterable[str]) -> None:
        """Make the place ready for a new store.

        Raises:
            UsageError, StorageError: it can't be written.
        """
        ...

    def require(self) -> None:
        """Find out, before any work, whether the place is there.

        Raises:
            UsageError: it is not, or refuses the credentials.
            StorageError: its server does not answer.
        """
        ...

    def storage(self) -> AbstractContextManager[None]:
        """What the storage does to the block is a `StorageError`; all else passes through."""
        ...

    def read(self, path: str) -> bytes:
        """All bytes of a file."""
        ...

    def open(self, path: str) -> AbstractContextManager[pa.NativeFile]:
        """A file of which parts can be read."""
        ...

    def map(self, path: str) -> mmap | bytes:
        """The bytes of a key file, which look-ups ask for again and again."""
        ...

    def sha256(self, path: str) -> str:
        """SHA-256 of a file, lower-case hex."""
        ...

    def sizes(self, below: str = "") -> dict[str, int]:
        """All files below a folder (or of the whole store), with their bytes."""
        ...

    def put(self, path: str, data: bytes | memoryview) -> None:
        """Write a file; `settle` makes its name durable."""
        ...

    def settle(self, folders: Iterable[str]) -> None:
        """Make the files put into these folders durable."""
        ...

    def replace(self, path: str, data: bytes) -> None:
        """Put a file in the place of an earlier one, in one step; durable when this returns."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file; nothing to do where it is not there."""
        ...

    def fetch(self, path: str, target: Path) -> None:
        """Bring a file that is never changed to a path of this machine; a second name for it where
        that will do."""
        ...

    def keep_beside(self, ending: str, paths: Sequence[str]) -> None:
        """Keep these files as they are now beside the store, in a place named after it with
        `ending`; nothing to do where that is there. The last one is there last."""
        ...
