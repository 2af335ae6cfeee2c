"""An object store server that speaks S3, and one between it and the program that can go wrong."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

import pytest
from pyarrow.fs import S3FileSystem

from tests.support.outside_tools import TOOLS

BUCKET = "kho-thu"
_SLOW_DOWN = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_KEY, _SECRET = "kho", "only-for-tests"


@dataclass(frozen=True)
class ObjectStore:
    """A server at HOST:PORT with one bucket."""

    host: str

    def url(self, prefix: str, host: str = "", bucket: str = BUCKET) -> str:
        """`store.url` of a record in it; `host`: by way of another server."""
        return (
            f"s3://{bucket}/{prefix}?endpoint_override={host or self.host}"
            "&scheme=http&region=us-east-1"
        )

    @property
    def environment(self) -> dict[str, str]:
        """The credentials, as a user has them in the environment."""
        return {
            "AWS_ACCESS_KEY_ID": _KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@pytest.fixture(scope="session")
def object_server(java, tmp_path_factory) -> Iterator[ObjectStore]:
    """The server, started once for all tests of a process."""
    folder = tmp_path_factory.mktemp("objects")
    with subprocess.Popen(
        [TOOLS / "object-store" / "start", folder, "0", _KEY, _SECRET],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin and server.stdout
        said = server.stdout.readline().strip()
        assert said.startswith("url=http://"), said
        started = ObjectStore(said.removeprefix("url=http://"))
        system = S3FileSystem(
            access_key=_KEY,
            secret_key=_SECRET,
            endpoint_override=started.host,
            scheme="http",
            region="us-east-1",
            allow_bucket_creation=True,
        )
        system.create_dir(BUCKET, recursive=False)
        yield started
        server.stdin.close()


@pytest.fixture
def object_store(object_server, monkeypatch) -> ObjectStore:
    """The server, with its credentials in the environment."""
    for name, value in object_server.environment.items():
        monkeypatch.setenv(name, value)
    return object_server


@dataclass
class Between:
    """A server that hands everything on, until `trouble` says what it does instead: "503", "silent"
    or "gone"."""

    behind: str
    trouble: str = ""
    calls: int = 0
    _listening: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0))
    )

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._listening.getsockname()[1]}"

    def serve(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _answer(self, client: socket.socket) -> None:
        address = self.behind.rsplit(":", 1)
        server = socket.create_connection((address[0], int(address[1])))
        with closing(client), closing(server), suppress(OSError):
            back = threading.Thread(target=_hand_on, args=(server, client), daemon=True)
            back.start()
            while (data := client.recv(1 << 16)) and self.trouble != "gone":
                self.calls += 1
                if self.trouble == "503":
                    client.sendall(_SLOW_DOWN)
                    return
                if not self.trouble:
                    server.sendall(data)


def _hand_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def between(behind: str) -> Iterator[Between]:
    """The server between, at work until the end of the block."""
    made = Between(behind)
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.close()
        thread.join()


def listening_nowhere() -> str:
    """HOST:PORT at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"
