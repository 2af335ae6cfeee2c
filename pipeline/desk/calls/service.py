"""The desk's service: a Unix socket that only this account can reach, a thread a call, an end when
nobody calls.

What a call means is none of its business: `Responder` answers it.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.desk.calls.sockets import make_private, socket_path
from pipeline.desk.calls.wire import (
    MOST_HEAD,
    MOST_STDIN,
    MOST_WORDS,
    answer_of,
    head_of,
    words_of,
)

_AT_ONCE = 64
"""Calls that are answered at once; more wait for their turn."""
_BACKLOG = 512
_TALK_SECONDS = 30.0
"""So long a caller may take to say what it wants."""
_TICK_SECONDS = 1.0
_CREDENTIALS = struct.Struct("3i")


@dataclass(frozen=True, slots=True)
class DeskCall:
    """A call as it came: the caller's process, working folder, variables, words and stdin."""

    process: int
    folder: str
    variables: dict[str, str]
    words: tuple[str, ...]
    stdin: bytes


@dataclass(frozen=True, slots=True)
class DeskReply:
    """Exit code, stdout and stderr."""

    code: int
    out: bytes
    err: bytes


class Responder(Protocol):
    """Answers calls, several at once."""

    def answer(self, call: DeskCall) -> DeskReply:
        """The answer; never raises."""

    def refuse(self, code: str) -> DeskReply:
        """What a call is told that is not listened to."""


class BadCall(Exception):
    """What came is no call; `code` says why, None where nobody would understand an answer."""

    def __init__(self, code: str | None) -> None:
        super().__init__(code)
        self.code = code


class DeskService:
    """Listens for an archive's calls."""

    def __init__(
        self, archive: Path, responder: Responder, idle_seconds: float
    ) -> None:
        """See `listen`."""
        self._archive = str(archive)
        self._place = Path(socket_path(self._archive))
        self._responder = responder
        self._idle = idle_seconds
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        self._lock = threading.Lock()
        self._under_way = 0
        self._last = time.monotonic()
        self._stopped = threading.Event()

    def listen(self, ready: Callable[[], None], busy: Callable[[], bool]) -> None:
        """Answer calls until nobody has called for `idle_seconds` and nothing is to be done.

        Args:
            ready: called once calls can come.
            busy: whether something is to be done all the same.

        Raises:
            OSError: the socket can't be made.
        """
        listener = self._bind()
        inode = self._place.stat().st_ino
        ready()
        try:
            while not self._stopped.is_set():
                with suppress(TimeoutError):
                    connection, _ = listener.accept()
                    self._take(connection)
                    continue
                if self._is_idle() and not busy():
                    break
                if not self._is_ours(inode):
                    break  # another service has taken the place over
        finally:
            if self._is_ours(inode):
                self._place.unlink(missing_ok=True)
            listener.close()
            self._finish()

    def stop(self) -> None:
        """End as soon as the calls under way are answered."""
        self._stopped.set()

    def _bind(self) -> socket.socket:
        make_private(str(self._place.parent))
        aside = self._place.with_suffix(f".{os.getpid()}")
        aside.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            listener.bind(str(aside))
        finally:
            os.umask(before)
        aside.chmod(0o600)
        listener.listen(_BACKLOG)
        listener.settimeout(_TICK_SECONDS)
        aside.replace(self._place)
        return listener

    def _is_ours(self, inode: int) -> bool:
        try:
            return self._place.stat().st_ino == inode
        except OSError:
            return False

    def _is_idle(self) -> bool:
        with self._lock:
            return not self._under_way and time.monotonic() - self._last > self._idle

    def _finish(self) -> None:
        until = time.monotonic() + _TALK_SECONDS
        while self._under_way and time.monotonic() < until:
            time.sleep(0.05)

    def _take(self, connection: socket.socket) -> None:
        with self._lock:
            self._under_way += 1
        threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        try:
            with connection, self._room:
                reply = self._reply(connection)
                if reply is not None:
                    connection.settimeout(_TALK_SECONDS)
                    connection.sendall(answer_of(reply.code, reply.out, reply.err))
        except OSError:
            pass  # the caller is gone; what it asked for was done
        finally:
            with self._lock:
                self._under_way -= 1
                self._last = time.monotonic()

    def _reply(self, connection: socket.socket) -> DeskReply | None:
        try:
            return self._responder.answer(self._listen_to(connection))
        except BadCall as bad:
            return None if bad.code is None else self._responder.refuse(bad.code)

    def _listen_to(self, connection: socket.socket) -> DeskCall:
        """The call of a connection.

        Raises:
            BadCall: it is none, by another account, for another archive, or too large.
            OSError: the caller is gone or says nothing.
        """
        process = _own_process(connection)
        connection.settimeout(_TALK_SECONDS)
        head, rest = _head(connection)
        numbers = head_of(head, 2)
        if numbers is None:
            raise BadCall(None)
        if numbers[0] > MOST_WORDS or numbers[1] > MOST_STDIN:
            raise BadCall("desk_call_too_large")
        whole = _exactly(connection, rest, sum(numbers))
        told = words_of(whole[: numbers[0]])
        if told is None or told[0] != self._archive:
            raise BadCall(None)
        _, folder, variables, words = told
        pairs = dict(one.split("=", 1) for one in variables if "=" in one)
        return DeskCall(process, folder, pairs, tuple(words), whole[numbers[0] :])


def _own_process(connection: socket.socket) -> int:
    """The caller's process. Raises BadCall where it is another account's."""
    told = connection.getsockopt(
        socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size
    )
    process, account, _ = _CREDENTIALS.unpack(told)
    if account != os.getuid():
        raise BadCall(None)
    return int(process)


def _head(connection: socket.socket) -> tuple[bytes, bytes]:
    """The head line, and what came with it."""
    received = b""
    while b"\n" not in received:
        if len(received) > MOST_HEAD:
            raise BadCall(None)
        part = connection.recv(65536)
        if not part:
            raise BadCall(None)
        received += part
    head, _, rest = received.partition(b"\n")
    return head, rest


def _exactly(connection: socket.socket, begun: bytes, size: int) -> bytes:
    parts, missing = [begun], size - len(begun)
    while missing > 0:
        part = connection.recv(min(missing, 1 << 20))
        if not part:
            raise BadCall(None)
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)[:size]
