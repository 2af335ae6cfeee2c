"""A stand-in for the public service portal: takes records over HTTP, and fails as it is told."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Fault = Callable[["Handler"], None]
"""What answers one request instead of an acknowledgement."""


@dataclass
class Portal:
    """`records`: what was taken, in order, each key once; `came`: the key of every request.
    `faults` answer the next requests, one each; None acknowledges."""

    url: str = ""
    records: list[dict[str, Any]] = field(default_factory=list)
    came: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    faults: list[Fault | None] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def taken(self) -> list[tuple[str, int]]:
        """Dossier and revision of each record that was taken."""
        return [
            (one["dossier"]["dossier_code"], one["revision"]) for one in self.records
        ]

    @property
    def codes(self) -> list[str]:
        """The dossiers of what was taken."""
        return [code for code, _ in self.taken]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    portal: Portal
    key = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.key = self.headers["Idempotency-Key"]
        with self.portal.lock:
            self.portal.came.append(self.key)
            self.portal.headers.append(dict(self.headers))
            fault = self.portal.faults.pop(0) if self.portal.faults else None
            self.record = json.loads(body)
            if fault is None:
                self.take()
        (fault or acknowledge)(self)

    def take(self) -> None:
        """Keep the record; the same key again changes nothing."""
        if self.key not in {one["key"] for one in self.portal.records}:
            self.portal.records.append(self.record)

    def say(self, status: int, content: bytes = b"", **headers: str) -> None:
        """Answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def acknowledge(handler: Handler) -> None:
    """Name the key."""
    handler.say(200, json.dumps({"key": handler.key}).encode())


def status(code: int, **headers: str) -> Fault:
    """Answer so."""
    return lambda handler: handler.say(code, **headers)


def hang_up(handler: Handler) -> None:
    """Say nothing."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def take_and_hang_up(handler: Handler) -> None:
    """The record is taken, the acknowledgement lost."""
    handler.take()
    hang_up(handler)


def stall(handler: Handler) -> None:
    """Never answer; ends when the caller has hung up."""
    handler.rfile.read(1)
    handler.close_connection = True


def answer_twice(handler: Handler) -> None:
    """Two acknowledgements for one record."""
    handler.take()
    acknowledge(handler)
    acknowledge(handler)


def conflict(handler: Handler) -> None:
    """It had come before."""
    handler.take()
    handler.say(409, json.dumps({"key": handler.key}).encode())


def other_key(handler: Handler) -> None:
    """An answer that belongs to another record."""
    handler.say(200, json.dumps({"key": "0" * 64}).encode())


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Portal]:
    """A portal; over TLS where a PEM file with certificate and key is given."""
    portal = Portal()
    bound = type("Bound", (Handler,), {"portal": portal})
    server = ThreadingHTTPServer(("127.0.0.1", 0), bound)
    scheme = "http"
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    portal.url = f"{scheme}://127.0.0.1:{server.server_port}/results"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
