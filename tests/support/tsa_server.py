"""A time-stamping service of a test's own, which can be made to fall silent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import tsp

from pipeline.archive.signing.credentials import load_credential
from pipeline.archive.signing.loaded import DevelopmentTimeStamper
from pipeline.config import load_settings


@dataclass
class TimeStampingService:
    """`answers`: how many requests it still answers as it should; None: all of them. Beyond them
    it sends `instead`, or hangs up. `alter` changes what it would answer to a request."""

    url: str = ""
    answers: int | None = None
    instead: bytes | None = None
    alter: Callable[[tsp.TimeStampReq, DevelopmentTimeStamper], bytes] | None = None
    asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def takes_one(self) -> bool:
        """Whether this request is answered."""
        with self.lock:
            self.asked += 1
            if self.answers is None:
                return True
            self.answers -= 1
            return self.answers >= 0


def _stamped(asked: tsp.TimeStampReq, stamper: DevelopmentTimeStamper) -> bytes:
    return bytes(stamper.request_tsa_response(asked).dump())


@contextmanager
def serving(keys: Path) -> Iterator[TimeStampingService]:
    """Stamps with the development keys in `keys`."""
    settings = load_settings(environ={}, options={"keys": {"development": True}}).keys
    stamper = DevelopmentTimeStamper(load_credential(keys, "tsa.p12", settings))
    service = TimeStampingService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = tsp.TimeStampReq.load(body)
            if service.takes_one():
                stamp = service.alter or _stamped
                self._answer(stamp(asked, stamper))
            elif service.instead is not None:
                self._answer(service.instead)

        def _answer(self, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(ConnectionError):  # who asked may have left
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/tsr"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
