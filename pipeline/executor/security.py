"""Mutual TLS between scheduler, workers and runner, by Dask's own `Security`.

All machines of a cluster hold the same two files: who has them is of the cluster. Dask itself tells
no roles apart, so a key a role would promise what nobody checks.
"""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from distributed.security import Security

AUTHORITY, NODE = "ca.pem", "node.pem"
"""The certificate that all trust; the certificate of all machines, with its key."""
_SCHEME = "tls://"


def open_security(scheduler: str, keys: Path | None) -> Security | None:
    """What Dask is to speak with; None for a cluster without TLS.

    Raises:
        UsageError: `cluster_keys_needed`, `cluster_not_encrypted`: address and keys don't go
            together; `cluster_keys_unusable`, `cluster_keys_expired`.
    """
    if keys is None:
        if scheduler.startswith(_SCHEME):
            raise _needed(scheduler)
        return None
    if not scheduler.startswith(_SCHEME):
        raise UsageError(
            "cluster_not_encrypted",
            "there are cluster keys, and this address is not encrypted",
            item=scheduler,
            remedy="start the scheduler with the keys and name it as tls://HOST:PORT",
        )
    require_usable(keys)
    from distributed.security import Security

    authority, node = (str(keys / name) for name in (AUTHORITY, NODE))
    return Security(
        require_encryption=True,
        tls_ca_file=authority,
        tls_client_cert=node,
        tls_worker_cert=node,
        tls_scheduler_cert=node,
    )


def _needed(scheduler: str) -> UsageError:
    return UsageError(
        "cluster_keys_needed",
        "this address is encrypted, and there are no cluster keys",
        item=scheduler,
        remedy="name their folder as run.cluster_keys (SOHOA_RUN__CLUSTER_KEYS)",
    )


def require_usable(keys: Path) -> None:
    """Raises UsageError `cluster_keys_unusable`, `cluster_keys_expired`."""
    try:
        context = ssl.create_default_context(cafile=str(keys / AUTHORITY))
        context.load_cert_chain(keys / NODE)
        ends = min(_end(keys / name) for name in (AUTHORITY, NODE))
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise UsageError(
            "cluster_keys_unusable",
            f"the cluster's keys can't be used ({type(error).__name__})",
            item=str(keys),
            remedy=f"{AUTHORITY} and {NODE} are needed, as sohoa cluster keys makes them",
            values={"reason": type(error).__name__},
        ) from error
    if ends < datetime.now(UTC):
        raise UsageError(
            "cluster_keys_expired",
            f"the cluster's keys have ended on {ends:%Y-%m-%d}",
            item=str(keys),
            remedy="make new ones with sohoa cluster keys, and give them to all machines",
            values={"day": f"{ends:%Y-%m-%d}"},
        )


def _end(certificate: Path) -> datetime:
    return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc


def try_scheduler(
    scheduler: str, security: Security | None, wait_seconds: float
) -> None:
    """Find out whether something listens there, with TLS whether it has the same keys.

    Raises:
        OSError, ValueError: nothing does, or that is no address.
        UsageError: `cluster_keys_refused`: it speaks no TLS, or another authority's.
    """
    host, _, port = scheduler.rpartition("://")[2].rpartition(":")
    place = (host.strip("[]"), int(port))
    with socket.create_connection(place, timeout=wait_seconds) as line:
        if security is None:
            return
        context = security.get_connection_args("client")["ssl_context"]
        try:
            context.wrap_socket(line).close()
        except (ssl.SSLError, ConnectionError) as error:
            raise UsageError(
                "cluster_keys_refused",
                "the scheduler speaks no TLS, or has other keys",
                item=scheduler,
                remedy="start scheduler and workers with the keys of this cluster",
            ) from error
