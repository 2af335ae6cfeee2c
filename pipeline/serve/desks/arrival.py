"""A call as it comes in: its head is checked before anything is kept, its files go into a folder of
its own, of which nothing is left once it is answered."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from schemas.desk_calls import MOST_HEAD, MOST_STDIN, DeskHead, read_head
from schemas.received.naming import safe_file_name

_PRIVATE = 0o600
_MOST_DIGITS = 7


class Broken(Exception):
    """What came is no whole call; `status`: HTTP's."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Arrival:
    """A call whose content has come: its head, stdin, and its files, by their places in `folder`
    (relative, in order)."""

    head: DeskHead
    stdin: bytes
    files: tuple[str, ...]


class _Reader:
    """Bytes of a request as they come."""

    def __init__(self, parts: AsyncIterator[bytes]) -> None:
        self._parts, self._left = parts, b""

    async def some(self, most: int) -> bytes:
        """Up to `most` bytes. Raises Broken at the end."""
        while not self._left:
            try:
                self._left = await anext(self._parts)
            except StopAsyncIteration:
                raise Broken(400) from None
        part, self._left = self._left[:most], self._left[most:]
        return part

    async def exactly(self, size: int) -> bytes:
        parts = []
        while size:
            parts.append(await self.some(size))
            size -= len(parts[-1])
        return b"".join(parts)

    async def at_end(self) -> bool:
        if self._left:
            return False
        async for part in self._parts:
            if part:
                return False
        return True


async def receive_call(
    parts: AsyncIterator[bytes], folder: Path, most_bytes: int
) -> Arrival:
    """Take a call in.

    Args:
        parts: the request's body.
        folder: of this call alone.
        most_bytes: of all files together.

    Raises:
        Broken: it is no call, too large, or breaks off.
        BadWords: it asks for what no counter may.
        OSError: this machine's disk fails.
    """
    reader = _Reader(parts)
    head = read_head(await reader.exactly(await _head_length(reader)))
    if head.stdin > MOST_STDIN or sum(head.sizes) > most_bytes:
        raise Broken(413)
    stdin = await reader.exactly(head.stdin)
    files = _places(head.words.files)
    for place, size in zip(files, head.sizes, strict=True):
        await _keep(reader, folder / place, size)
    if not await reader.at_end():
        raise Broken(400)
    return Arrival(head, stdin, files)


async def _head_length(reader: _Reader) -> int:
    digits = b""
    while not digits.endswith(b"\n"):
        digits += await reader.some(1)
        if len(digits) > _MOST_DIGITS:
            raise Broken(400)
    if not digits[:-1].isdigit():
        raise Broken(400)
    if int(digits) > MOST_HEAD:
        raise Broken(413)
    return int(digits)


def _places(names: tuple[str, ...]) -> tuple[str, ...]:
    """A place for each file: under its own name, which tells of what kind it is and which pages
    belong together; a name that is taken goes into a folder further on."""
    taken: set[str] = set()
    places = []
    for name in names:
        own = safe_file_name(name.replace("\\", "/").rpartition("/")[2]) or "_"
        number = 1
        while f"{number}/{own}" in taken:
            number += 1
        taken.add(f"{number}/{own}")
        places.append(f"{number}/{own}")
    return tuple(places)


async def _keep(reader: _Reader, path: Path, size: int) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE
    )
    with os.fdopen(handle, "wb") as file:
        while size:
            part = await reader.some(size)
            file.write(part)
            size -= len(part)
