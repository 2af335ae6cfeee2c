"""The desk's client for a counter's computer: hands a call to the archive's server over HTTPS and
shows what it answers. Packed by `sohoa desk client` into one file that runs on any Python 3.11 or
later (Windows, too): nothing but the standard library is imported, and of that only what the call
needs: dataclasses, typing and http.client cost more than all the rest of it.

    SOHOA_DESK_SERVER   https://server:8750, or `server` in sohoa-desk.toml beside the file
    SOHOA_DESK_TOKEN    the desk's token, or `token` there
    SOHOA_DESK_CA       certificates (PEM) that the server's is checked by, or `ca` there; without
                        it the system's own
"""

from __future__ import annotations

import json
import os
import sys
import time

from pipeline.desk.calls.wire import head_of
from schemas.desk_calls import (
    MOST_STDIN,
    PATH,
    BadWords,
    DeskHead,
    DeskWords,
    head_bytes,
    sort_words,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from io import BufferedReader

SETTINGS = "sohoa-desk.toml"
VERSION = "version.txt"
TEXTS = "texts.json"
_BEGAN = time.monotonic()
_CONNECT_SECONDS, _ANSWER_SECONDS = 15.0, 600.0
_CHUNK = 1 << 20
_WRONG, _AWAY = 2, 6
_BY_STATUS = {
    401: ("desk_token_refused", _WRONG),
    413: ("desk_call_too_large", _WRONG),
    429: ("desk_too_often", _AWAY),
    400: ("desk_words", _WRONG),
}
ENGLISH = {
    "desk_words": (
        "this command is not known, or something is missing or too much in it",
        "see docs/counter.md for the words of each command",
    ),
    "desk_not_set_up": (
        "the server or this desk's token is not named",
        f"write server and token into {SETTINGS} beside this program",
    ),
    "desk_file_unreadable": (
        "the file can't be read",
        "check its name, and that it is there",
    ),
    "desk_call_too_large": (
        "the call is too large",
        "send fewer or smaller files at a time",
    ),
    "desk_out_of_reach": (
        "the server can't be reached; what it has taken already is safe",
        "check the network, then make the same call again: nothing is filed twice",
    ),
    "desk_server_unknown": (
        "the server's certificate is not trusted; nothing was sent",
        "ask for the office's CA file and name it as ca",
    ),
    "desk_token_refused": (
        "the server does not know this desk's token",
        "ask for a new one: sohoa desk token add NAME",
    ),
    "desk_too_often": (
        "too many calls in a short time",
        "wait a minute, then call again",
    ),
}
"""What is told of errors that the server does not know of; Vietnamese comes along as texts.json."""


class ClientError(Exception):
    """What the server was not asked, or did not answer."""

    def __init__(self, code: str, exit_code: int, item: str | None = None) -> None:
        super().__init__(code)
        self.code, self.exit_code, self.item = code, exit_code, item


class ServerPlace:
    """Where the server is, and how it is asked."""

    __slots__ = ("ca", "host", "port", "token")

    def __init__(self, host: str, port: int, token: str, ca: str | None) -> None:
        self.host, self.port, self.token, self.ca = host, port, token, ca


def main() -> int:
    """Run the command line of this process; gives the exit code."""
    given = sys.argv[1:]
    if given == ["--version"]:
        _show(sys.stdout, b"sohoa " + _read_packed(VERSION))
        return 0
    try:
        words = sort_words(given)
        code, out, err = ask(place_of(os.environ, _beside()), words)
    except BadWords as error:
        return _tell(ClientError("desk_words", _WRONG, error.item), given)
    except ClientError as error:
        return _tell(error, given)
    except KeyboardInterrupt:
        return 130
    _show(sys.stdout, out)
    _show(sys.stderr, err)
    return code


def _beside() -> str:
    """The folder of the file that this client is."""
    return os.path.dirname(os.path.abspath(sys.argv[0]))


def place_of(variables: os._Environ[str] | dict[str, str], folder: str) -> ServerPlace:
    """The server that variables, or the settings in `folder`, name.

    Raises:
        ClientError: `desk_not_set_up`.
    """
    from urllib.parse import urlsplit

    kept = _read_kept(os.path.join(folder, SETTINGS))
    server = variables.get("SOHOA_DESK_SERVER") or kept.get("server", "")
    token = variables.get("SOHOA_DESK_TOKEN") or kept.get("token", "")
    ca = variables.get("SOHOA_DESK_CA") or kept.get("ca")
    try:
        address = urlsplit(server)
        host, port = address.hostname, address.port or 443
    except ValueError:
        raise ClientError("desk_not_set_up", _WRONG, "server") from None
    if address.scheme != "https" or not host:
        raise ClientError("desk_not_set_up", _WRONG, "server")
    if not token or not token.isascii() or not token.isprintable():
        raise ClientError("desk_not_set_up", _WRONG, "token")
    return ServerPlace(host, port, token, os.path.join(folder, ca) if ca else None)


def _read_kept(path: str) -> dict[str, str]:
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8-sig")  # as Notepad saves it
        import tomllib

        found = tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise ClientError("desk_not_set_up", _WRONG, SETTINGS) from None
    return {key: value for key, value in found.items() if isinstance(value, str)}


def ask(place: ServerPlace, words: DeskWords) -> tuple[int, bytes, bytes]:
    """Exit code, stdout and stderr of a call; one that is broken off is made once more, for the
    same call again does nothing twice.

    Raises:
        ClientError: the server can't be asked.
    """
    stdin = sys.stdin.buffer.read(MOST_STDIN + 1) if words.stdin else b""
    if len(stdin) > MOST_STDIN:
        raise ClientError("desk_call_too_large", _WRONG, "-")
    paths = [path for given in words.files for path in files_of(given)]
    from ssl import SSLCertVerificationError

    for last in (False, True):
        try:
            return _ask(place, words, paths, stdin)
        except SSLCertVerificationError:
            raise ClientError("desk_server_unknown", _WRONG, place.host) from None
        except OSError:
            if last:
                raise ClientError("desk_out_of_reach", _AWAY, place.host) from None
    raise AssertionError


def files_of(given: str) -> list[str]:
    """The files that a word stands for, by name: a folder's own, or those that fit a pattern (`*`,
    `?`), which Windows's shells hand on as it is written. Otherwise the word itself.

    Raises:
        ClientError: `desk_file_unreadable`: the folder can't be listed.
    """
    if os.path.isdir(given):
        return _files_in(given, "*")
    if ("*" in given or "?" in given) and not os.path.lexists(given):
        return _files_in(*os.path.split(given)) or [given]
    return [given]


def _files_in(folder: str, pattern: str) -> list[str]:
    from fnmatch import filter as fitting

    try:
        names = fitting(os.listdir(folder or os.curdir), pattern.replace("[", "[[]"))
    except OSError:
        raise ClientError("desk_file_unreadable", _WRONG, folder) from None
    paths = [os.path.join(folder, name) for name in sorted(names)]
    return [path for path in paths if os.path.isfile(path)]


def _ask(
    place: ServerPlace, words: DeskWords, paths: list[str], stdin: bytes
) -> tuple[int, bytes, bytes]:
    files: list[BufferedReader] = []
    try:
        sizes = [_open_beside(path, files) for path in paths]
        names = tuple(os.path.basename(path) for path in paths)
        sent = DeskWords(
            words.command, words.options, words.flags, words.plain, names, words.stdin
        )
        waited = time.monotonic() - _BEGAN
        head = head_bytes(DeskHead(sent, len(stdin), tuple(sizes), waited))
        with _connect(place) as connection:
            try:
                _send(connection, place, len(head) + len(stdin) + sum(sizes))
                for part in _body(head, stdin, files, sizes):
                    connection.sendall(part)
            except OSError:
                pass  # a server that refuses a call answers before it has read it to its end
            return _answer(connection, place.host)
    finally:
        for file in files:
            file.close()


def _open_beside(path: str, files: list[BufferedReader]) -> int:
    """Open a file beside the others; gives its size."""
    try:
        files.append(open(path, "rb"))  # noqa: SIM115 (closed by the caller)
        return os.fstat(files[-1].fileno()).st_size
    except OSError:
        raise ClientError("desk_file_unreadable", _WRONG, path) from None


def _connect(place: ServerPlace) -> ssl.SSLSocket:
    import socket
    import ssl

    try:
        context = ssl.create_default_context(cafile=place.ca)
    except OSError:
        raise ClientError("desk_not_set_up", _WRONG, "ca") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    plain = socket.create_connection((place.host, place.port), _CONNECT_SECONDS)
    try:
        connection = context.wrap_socket(plain, server_hostname=place.host)
    except BaseException:
        plain.close()
        raise
    connection.settimeout(_ANSWER_SECONDS)
    return connection


def _send(connection: ssl.SSLSocket, place: ServerPlace, length: int) -> None:
    """The request's head: HTTP/1.0, so that the answer comes in one piece and ends with the
    connection."""
    host = f"[{place.host}]" if ":" in place.host else place.host
    lines = (
        f"POST {PATH} HTTP/1.0",
        f"Host: {host}:{place.port}",
        f"Authorization: Bearer {place.token}",
        "Content-Type: application/octet-stream",
        f"Content-Length: {length}",
    )
    connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))


def _body(
    head: bytes, stdin: bytes, files: list[BufferedReader], sizes: list[int]
) -> Iterator[bytes]:
    yield head
    if stdin:
        yield stdin
    for file, size in zip(files, sizes, strict=True):
        missing = size
        while missing:
            try:
                part = file.read(min(missing, _CHUNK))
            except OSError:
                part = b""
            if (
                not part
            ):  # it can't be read to its end, or became shorter: no whole call
                raise ClientError("desk_file_unreadable", _WRONG, file.name)
            missing -= len(part)
            yield part


def _answer(connection: ssl.SSLSocket, host: str) -> tuple[int, bytes, bytes]:
    """What the server answered; its own head line tells whether it is whole."""
    parts = []
    while part := connection.recv(_CHUNK):
        parts.append(part)
    head, _, content = b"".join(parts).partition(b"\r\n\r\n")
    words = head.split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/1.") or not words[1].isdigit():
        raise ClientError("desk_out_of_reach", _AWAY, host)
    if words[1] != b"200":
        code, exit_code = _BY_STATUS.get(int(words[1]), ("desk_out_of_reach", _AWAY))
        raise ClientError(code, exit_code, host)
    line, _, whole = content.partition(b"\n")
    numbers = head_of(line, 3)
    if numbers is None or len(whole) != numbers[1] + numbers[2]:
        raise ClientError("desk_out_of_reach", _AWAY, host)
    return numbers[0], whole[: numbers[1]], whole[numbers[1] :]


def _show(stream, content: bytes) -> None:  # type: ignore[no-untyped-def]
    """Bytes as they came; a terminal gets text."""
    if stream.isatty():
        stream.write(content.decode("utf-8", "replace"))
    else:
        stream.buffer.write(content)
    stream.flush()


def _tell(error: ClientError, given: list[str]) -> int:
    message, remedy = _texts(given).get(error.code, ENGLISH[error.code])
    if "--json" in given:
        told = {
            "code": error.code,
            "message": message,
            "item": error.item,
            "remedy": remedy,
        }
        text = json.dumps({"error": told}, ensure_ascii=False, indent=1)
        _show(sys.stdout, f"{text}\n".encode())
    else:
        place = f"{error.item}: " if error.item else ""
        _show(sys.stderr, f"{place}{message}\n→ {remedy}\n".encode())
    return error.exit_code


def _texts(given: list[str]) -> dict[str, tuple[str, str]]:
    """The Vietnamese texts, unless English is asked for."""
    wanted = [*given, ""][given.index("--lang") + 1] if "--lang" in given else ""
    if (wanted or os.environ.get("SOHOA_LANG")) == "en" or "--lang=en" in given:
        return {}
    content = _read_packed(TEXTS)
    return json.loads(content) if content else {}


def _read_packed(name: str) -> bytes:
    """A file that lies beside this module in the packed client; empty where it is not packed."""
    loader = globals()["__loader__"]
    try:
        return bytes(loader.get_data(os.path.join(os.path.dirname(__file__), name)))
    except OSError:
        return b""
