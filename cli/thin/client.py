"""The desk's client: hands the call to the archive's service, starts it where it is not there, and
shows what it answers.

It imports the least that will do; `_socket` stands for `socket`, which costs ten times as much.
"""

from __future__ import annotations

import os
import sys

from pipeline.desk.calls.sockets import is_private, make_private, socket_path
from pipeline.desk.calls.wire import MOST_HEAD, MOST_STDIN, call_of, head_of

TYPE_CHECKING = False  # typing costs as much as all the rest
if TYPE_CHECKING:
    from socket import socket
    from types import ModuleType

SERVED = (
    "start",
    "person",
    "have",
    "add",
    "done",
    "result",
    "cancel",
    "day",
    "confirm",
    "sign-begin",
    "sign-finish",
    "scan",
)
_OWN = {"--help", "--log-file", "--verbose", "--debug"}
"""Options of calls that are answered here."""
_WAIT_SECONDS = 30.0
_STEP_SECONDS = 0.02


def for_service(words: list[str]) -> int | None:
    """Have a call of `sohoa desk` or `sohoa counter` answered by the service; gives its exit code.

    `desk` starts the service where it is not there, `counter` does not.

    None: it is a call that the service does not answer (help, `serve`, an unknown word), or there
    is no service to be had.
    """
    start = words[0] == "desk"
    served = words[1:2] and words[1] in SERVED if start else True
    if not served or _OWN.intersection(words):
        return None
    archive = _option(words, "--archive") or os.environ.get("SOHOA_ARCHIVE")
    if not archive:
        return None
    stdin = read_stdin() if start and "-" in words[2:] else b""
    answer = ask(archive, words, stdin, start=start) or ask(
        archive, words, stdin, start=start
    )
    if answer is None:
        return None
    code, out, err = answer
    _show(1, out)
    _show(2, err)
    return code


def ask(
    archive: str,
    words: list[str],
    stdin: bytes,
    *,
    start: bool,
    folder: str | None = None,
    variables: list[str] | None = None,
) -> tuple[int, bytes, bytes] | None:
    """Exit code, stdout and stderr of a call; None where there is no service. `folder` and
    `variables` (NAME=VALUE): this process's own where they are not given."""
    import _socket

    path = socket_path(archive)
    connection = _connect(_socket, path)
    if connection is None and start:
        connection = _connect_started(_socket, path, archive)
    if connection is None:
        return None
    given = own_variables() if variables is None else variables
    place = os.getcwd() if folder is None else folder
    call = call_of(os.path.realpath(archive), place, given, words, stdin)
    try:  # noqa: SIM105 (contextlib costs more than the call)
        connection.sendall(call)
    except OSError:
        pass  # refused before it was read to its end: the answer says why
    try:
        return _answer(connection)
    except OSError:
        return None
    finally:
        connection.close()


def own_variables() -> list[str]:
    """This process's variables that are settings; which desk calls, only the server says."""
    return [
        f"{key}={value}"
        for key, value in os.environ.items()
        if key[:6] == "SOHOA_" and key[:11] != "SOHOA_DESK_"
    ]


def _option(words: list[str], name: str) -> str | None:
    for at, word in enumerate(words):
        if word == name and at + 1 < len(words):
            return words[at + 1]
        if word.startswith(f"{name}="):
            return word[len(name) + 1 :]
    return None


_READ: list[bytes] = []


def read_stdin() -> bytes:
    """What stands on stdin, read once; a byte more than is allowed, so that it can be refused."""
    if not _READ:
        _READ.append(sys.stdin.buffer.read(MOST_STDIN + 1))
    return _READ[0]


def _connect(sockets: ModuleType, path: str) -> socket | None:
    if not is_private(os.path.dirname(path)):
        return None
    connection: socket = sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        return None
    return connection


def _connect_started(sockets: ModuleType, path: str, archive: str) -> socket | None:
    """A connection to a service that is started for it; whoever comes first starts it."""
    import time
    from fcntl import LOCK_EX, flock

    try:
        make_private(os.path.dirname(path))
    except OSError:
        return None
    handle = os.open(f"{path}.starting", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        flock(handle, LOCK_EX)
        connection = _connect(sockets, path)
        process = None if connection is not None else _start(archive)
        until = time.monotonic() + _WAIT_SECONDS
        while connection is None and time.monotonic() < until:
            if process is not None and os.waitpid(process, os.WNOHANG)[0]:
                return None
            time.sleep(_STEP_SECONDS)
            connection = _connect(sockets, path)
        return connection
    finally:
        os.close(handle)


def _start(archive: str) -> int:
    """Start the service, apart from this call; gives its process id."""
    log = os.open(
        f"{socket_path(archive)}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600
    )
    try:
        return os.posix_spawn(
            sys.executable,
            [
                sys.executable,
                "-P",
                "-m",
                "cli",
                "desk",
                "serve",
                "--archive",
                archive,
                "--quiet",
            ],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log, 1),
                (os.POSIX_SPAWN_DUP2, log, 2),
            ],
            setsid=True,
        )
    finally:
        os.close(log)


def _answer(connection: socket) -> tuple[int, bytes, bytes] | None:
    received = b""
    while b"\n" not in received and len(received) <= MOST_HEAD:
        part = connection.recv(65536)
        if not part:
            return None
        received += part
    line, _, rest = received.partition(b"\n")
    numbers = head_of(line, 3)
    if numbers is None:
        return None
    code, out, err = numbers
    parts = [rest]
    missing = out + err - len(rest)
    while missing > 0:
        part = connection.recv(min(missing, 1 << 20))
        if not part:
            return None
        parts.append(part)
        missing -= len(part)
    whole = b"".join(parts)
    return code, whole[:out], whole[out : out + err]


def _show(handle: int, text: bytes) -> None:
    while text:
        text = text[os.write(handle, text) :]
