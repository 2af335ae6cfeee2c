"""Keys by which the machines of a cluster know each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypedDict

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pipeline.common.files import write_synced
from pipeline.errors import UsageError
from pipeline.executor import AUTHORITY, NODE
from pipeline.folder import PRIVATE_FOLDER
from pipeline.trouble import storage_at

_PRIVATE_FILE = 0o600
_DAYS = 730


class ClusterKeysAnswer(TypedDict):
    """Answer of `cluster keys`; `until` is a day, `YYYY-MM-DD`."""

    folder: str
    files: list[str]
    until: str


def create_cluster_keys(folder: Path) -> ClusterKeysAnswer:
    """Make the keys, in files that their owner alone may read. The authority's key is not kept:
    nobody can make another key that the cluster trusts.

    Raises:
        UsageError: `cluster_keys_exist`.
        StorageError: the folder can't be written.
    """
    if any((folder / name).exists() for name in (AUTHORITY, NODE)):
        raise UsageError(
            "cluster_keys_exist",
            "there are keys of a cluster here already; they were left untouched",
            item=str(folder),
            remedy="keep them, or name another folder",
        )
    now = datetime.now(UTC).replace(microsecond=0)
    with storage_at(folder):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    files = make_cluster_keys(now)
    for name, content in files.items():
        write_synced(folder / name, content, _PRIVATE_FILE)
    until = f"{now + timedelta(days=_DAYS):%Y-%m-%d}"
    return {"folder": str(folder), "files": list(files), "until": until}


def make_cluster_keys(now: datetime) -> dict[str, bytes]:
    """The two files by name, good from an hour before `now` (with its zone) for two years."""
    above = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("authority", above, above, now)
    node = _certificate("node", key, above, now)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {
        AUTHORITY: authority.public_bytes(Encoding.PEM),
        NODE: private + node.public_bytes(Encoding.PEM),
    }


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    both = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())
    limits = x509.BasicConstraints(ca=key is issuer, path_length=None)
    return (
        x509.CertificateBuilder()
        .subject_name(_make_name(name))
        .issuer_name(_make_name("authority"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(limits, critical=True)
        .add_extension(x509.ExtendedKeyUsage(both), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(above, critical=False)
        .sign(issuer, hashes.SHA256())
    )


def _make_name(name: str) -> x509.Name:
    common = x509.NameAttribute(NameOID.COMMON_NAME, f"sohoa cluster {name}")
    return x509.Name([common])
