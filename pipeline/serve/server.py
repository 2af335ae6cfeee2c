"""Listening: on this machine alone, or by TLS elsewhere."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pipeline.common.locks import exclusive_lock
from pipeline.errors import BusyError, UsageError
from pipeline.serve.app import build_app
from pipeline.serve.desks.gate import DeskGate
from pipeline.serve.site import Site

_LOCAL = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class ServedAt:
    """Where the pages are served."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None

    @property
    def secure(self) -> bool:
        """Whether by TLS."""
        return self.certificate is not None

    def check(self) -> None:
        """Refuse what would send names and passwords in the clear.

        Raises:
            UsageError: `serve_needs_tls`, `tls_incomplete`, `tls_unusable`.
        """
        if (self.certificate is None) != (self.key is None):
            raise UsageError(
                "tls_incomplete",
                "a certificate and its key belong together",
                item="--tls-cert, --tls-key",
                remedy="give both files",
            )
        if not self.secure and self.host not in _LOCAL:
            raise UsageError(
                "serve_needs_tls",
                "without TLS the pages are served to this machine alone",
                item=f"--host {self.host}",
                remedy="give --tls-cert and --tls-key, or leave --host out",
                values={"host": self.host},
            )
        if self.certificate is not None:
            self._load()

    def listen(self) -> socket.socket:
        """A socket that listens there.

        Raises:
            UsageError: `port_in_use`, or `host_unknown` (no address of this machine, no right).
        """
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            return socket.create_server(
                (self.host, self.port), family=family, backlog=128
            )
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise UsageError(
                    "port_in_use",
                    "another program listens at this port",
                    item=f"--port {self.port}",
                    remedy="name another port, or end the other program",
                    values={"port": self.port},
                ) from error
            raise UsageError(
                "host_unknown",
                f"this machine can't listen there ({error.strerror})",
                item=f"--host {self.host} --port {self.port}",
                remedy="name an address of this machine, and a port above 1023",
                values={"host": self.host, "reason": error.strerror or ""},
            ) from error

    def _load(self) -> None:
        try:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(str(self.certificate), str(self.key), password="")
        except (OSError, ssl.SSLError) as error:
            raise UsageError(
                "tls_unusable",
                "the certificate and the key can't be used",
                item=f"{self.certificate}, {self.key}",
                remedy="give PEM files that belong together; the key without a passphrase",
            ) from error


def serve_site(
    site: Site,
    place: ServedAt,
    say: Callable[[str], None],
    desks: DeskGate | None = None,
) -> None:
    """Serve until the process is told to stop; `say` gets the address once it listens. `desks`:
    what lets counters' calls in.

    Raises:
        BusyError: the archive is served already: who has which paper in hand, one server knows.
        UsageError: it can't listen there.
    """
    busy = BusyError(
        "already_served",
        "another server serves this archive",
        item=str(site.folder.root),
        remedy="use that one, or end it first",
    )
    lock = exclusive_lock(site.folder.root / ".serve.lock", busy=busy)
    with lock, place.listen() as listening:
        host = f"[{place.host}]" if ":" in place.host else place.host
        scheme = "https" if place.secure else "http"
        say(f"{scheme}://{host}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(
            build_app(site, desks),
            log_level="warning",
            # Addresses hold what people searched for.
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ssl_certfile=place.certificate,
            ssl_keyfile=place.key,
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(config).run(sockets=[listening])
