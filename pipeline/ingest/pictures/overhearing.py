"""What a decoder written in C says of a picture, which it tells nobody but standard error."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_ONE_AT_A_TIME = threading.Lock()
_STDERR = 2


class Said(list[bytes]):
    """Lines that were said. `heard`: whether silence means that nothing was."""

    heard = True


@contextmanager
def overhear(*, pass_on: bool = True) -> Iterator[Said]:
    """The lines that come to standard error while the body runs, in the list once it has ended.

    They go on to where they were meant for: other threads speak there, too. Nothing is heard where
    there is no standard error.

    Args:
        pass_on: False where what is said is only the answer to a question.
    """
    said = Said()
    with _ONE_AT_A_TIME:
        try:
            heard, before = os.memfd_create("said"), os.dup(_STDERR)
        except (OSError, AttributeError):
            said.heard = False
            yield said
            return
        os.dup2(heard, _STDERR)
        try:
            yield said
        finally:
            os.dup2(before, _STDERR)
            content = _read_all(heard)
            os.close(heard)
            os.close(before)
            said.extend(content.splitlines())
            if content and pass_on:
                os.write(_STDERR, content)


def _read_all(file: int) -> bytes:
    os.lseek(file, 0, os.SEEK_SET)
    content = b""
    while part := os.read(file, 1 << 16):
        content += part
    return content
