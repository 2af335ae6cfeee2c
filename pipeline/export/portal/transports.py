"""Ways to the portal: a POST a record, or a file a record dropped into a folder."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from socket import SHUT_RDWR
from threading import Timer
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from pipeline.common.files import replace_file, sync_folder
from pipeline.errors import UsageError
from pipeline.export.portal.outbox import Waiting
from pipeline.trouble import storage_at
from schemas.received.naming import safe_file_name

_MOST_ANSWER = 1 << 16
"""Bytes of an answer that are looked at."""
_STEPS = 3.0
"""So many times the timeout of a step a whole call may take, however slowly an answer drips."""
_TOO_EARLY = {408, 425, 429}
_NO_RIGHT = {401, 403, 407}
_WRONG_PLACE = {404, 405}


class NotNow(Exception):
    """The portal can't answer now: the record waits. `pause`: seconds that it asked to wait."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class Refused(Exception):
    """The portal will not have this record."""


class Transport(Protocol):
    """A way to the portal."""

    @property
    def name(self) -> str:
        """Where to, for people."""
        ...

    def send(self, one: Waiting) -> None:
        """Hand a record over; it is acknowledged when this returns.

        Raises:
            NotNow: it may work later.
            Refused: not this record.
            UsageError: nothing can work like this.
        """
        ...


@dataclass(frozen=True, slots=True)
class FolderDrop:
    """A file a record, whole or not there; the same record again has the same name."""

    folder: Path

    @property
    def name(self) -> str:
        """Where to."""
        return str(self.folder)

    def send(self, one: Waiting) -> None:
        """Raises StorageError where the folder's disk fails."""
        revision = json.loads(one.body)["revision"]
        name = f"{safe_file_name(one.dossier_code)}.{revision}.{one.key[:12]}.jsonl"
        with storage_at(self.folder):
            replace_file(self.folder / name, one.body.encode() + b"\n")
            sync_folder(self.folder)


@dataclass(frozen=True, slots=True)
class HttpPost:
    """A POST a record, each on a connection of its own: an answer can't be taken for another's.

    `token` is sent as a bearer's; `timeout_seconds` bounds each step of a call.
    """

    address: SplitResult
    token: str
    timeout_seconds: float
    tls: ssl.SSLContext

    @property
    def name(self) -> str:
        """Where to; an address may hold secrets behind its host."""
        return f"{self.address.scheme}://{self.address.netloc.rpartition('@')[2]}"

    def send(self, one: Waiting) -> None:
        """See `Transport`."""
        connection = self._connection()
        end = Timer(_STEPS * self.timeout_seconds, _hang_up, [connection])
        end.start()
        try:
            connection.request(
                "POST", self._path, one.body.encode(), self._headers(one)
            )
            answer = connection.getresponse()
            _judge(answer, answer.read(_MOST_ANSWER), one.key)
        except ssl.SSLCertVerificationError as error:
            raise _wrong(
                "portal_certificate", "its certificate is not trusted"
            ) from error
        except (OSError, HTTPException) as error:
            raise NotNow(type(error).__name__) from error
        finally:
            end.cancel()
            connection.close()

    @property
    def _path(self) -> str:
        query = f"?{self.address.query}" if self.address.query else ""
        return (self.address.path or "/") + query

    def _connection(self) -> HTTPConnection:
        host, port = self.address.hostname or "", self.address.port
        if self.address.scheme == "https":
            return HTTPSConnection(
                host, port, timeout=self.timeout_seconds, context=self.tls
            )
        return HTTPConnection(host, port, timeout=self.timeout_seconds)

    def _headers(self, one: Waiting) -> Mapping[str, str]:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": one.key,
            "Connection": "close",
        }
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


def open_transport(
    target: str, token: str, timeout_seconds: float, ca_file: str
) -> Transport:
    """The way to a target: an address of http or https, or a folder that is there.

    Raises:
        UsageError: `no_portal_target`, `portal_insecure` (records would travel openly),
            `portal_url_wrong`, `portal_ca_unreadable`, `no_folder_there`.
    """
    if not target:
        raise UsageError(
            "no_portal_target",
            "nothing says where the records go",
            item="--to",
            remedy="give --to DIR or --to URL, or set portal.to in sohoa.toml",
        )
    if "://" not in target:
        return _folder(Path(target))
    address = _address(target)
    try:
        tls = ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise _wrong(
            "portal_ca_unreadable", "portal.ca_file can't be read", "portal.ca_file"
        ) from error
    return HttpPost(address, token, timeout_seconds, tls)


def _folder(folder: Path) -> FolderDrop:
    if not folder.is_dir():
        raise UsageError(
            "no_folder_there",
            f"there is no folder {folder}",
            item=f"--to {folder}",
            remedy="make the folder, or correct the path",
            values={"folder": folder},
        )
    return FolderDrop(folder)


def _address(target: str) -> SplitResult:
    try:
        address = urlsplit(target)
        known = address.scheme in {"http", "https"} and bool(address.hostname)
        _ = address.port
    except ValueError:
        known = False
    if not known or "@" in address.netloc:
        raise _wrong(
            "portal_url_wrong", "not an address of the form https://HOST/PATH", "--to"
        )
    if address.scheme == "http" and not _is_own(address.hostname or ""):
        raise _wrong("portal_insecure", "records would travel openly over http", "--to")
    return address


def _is_own(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hang_up(connection: HTTPConnection) -> None:
    socket = connection.sock
    if socket is None:  # not yet connected, or closed
        return
    with suppress(OSError):
        socket.shutdown(SHUT_RDWR)


def _judge(answer: HTTPResponse, content: bytes, key: str) -> None:
    """What an answer means for the record. A conflict that names the key is an acknowledgement:
    the record had come before."""
    status = answer.status
    said = _key_said(content)
    if 200 <= status < 300 and said in {None, key}:
        return
    if status == 409 and said == key:
        return
    if 200 <= status < 300:
        raise NotNow("other key")
    if status in _TOO_EARLY or status >= 500:
        raise NotNow(f"HTTP {status}", _pause(answer.getheader("Retry-After")))
    if status in _NO_RIGHT:
        raise _wrong("portal_forbidden", "it takes nothing from us", status=status)
    if status in _WRONG_PLACE or status < 400:
        raise _wrong(
            "portal_nothing_there", "no records are taken there", status=status
        )
    raise Refused(f"HTTP {status}")


def _key_said(content: bytes) -> str | None:
    """The key that an answer names, if it does."""
    try:
        said = json.loads(content)
    except ValueError:
        return None
    key = said.get("key") if isinstance(said, dict) else None
    return key if isinstance(key, str) else None


def _pause(header: str | None) -> float | None:
    return float(header) if header and header.isdecimal() else None


def _wrong(
    code: str, why: str, item: str = "portal", status: int | None = None
) -> UsageError:
    answer = "" if status is None else f" (HTTP {status})"
    return UsageError(
        code,
        f"the portal can't be used like this: {why}{answer}",
        item=item,
        remedy="correct portal.to, portal.ca_file or SOHOA_PORTAL__TOKEN; nothing is lost",
        values={"answer": answer},
    )
