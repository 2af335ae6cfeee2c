"""A file that qpdf writes to, on a disk that may get full.

qpdf throws where a write fails, and again while it cleans up, which ends the whole process. So
errors of the disk are kept until it is done, and raised then.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipeline.common.fault_points import reach

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_BUFFER = 1 << 20


@contextmanager
def steady_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file for pikepdf to save to; it is synced at the end.

    Raises:
        OSError: the disk failed; the file is then incomplete.
    """
    reach("file.write")
    with path.open("wb") as file:
        kept = _Kept(file)
        buffer = io.BufferedWriter(kept, _BUFFER)
        yield buffer
        buffer.flush()
        if kept.error is not None:
            raise kept.error
        file.flush()
        reach("file.sync")
        os.fsync(file.fileno())
    reach("file.synced")


class _Kept(io.RawIOBase):
    """Keeps the first error. It has no number of its own (fileno), because qpdf would then write
    past it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Pretends to write once a write has failed."""
        if self.error is None:
            try:
                self._file.write(data)
            except OSError as error:
                self.error = error
        return memoryview(data).nbytes
