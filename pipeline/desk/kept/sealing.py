"""The desk's key: whoever has a counter's computer can't read what waits there.

The private half lies with the archive's keys (keys/desk.key), the public half on the counter's
machine; what is sealed with it is opened only by who reaches the archive. X25519 with a fresh key a
time, HKDF-SHA256, ChaCha20-Poly1305 (RFC 7748, 5869, 8439).
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pipeline.common.files import write_synced
from pipeline.errors import StorageError
from pipeline.folder import ArchiveFolder

_MARK = b"SOHOA-SEALED-1\n"
_KEY_BYTES, _NONCE_BYTES = 32, 12
DAMAGED = "spool_damaged"
"""Code of the error where what was sealed can't be opened."""
_PRIVATE = 0o600


def private_key_place(folder: ArchiveFolder) -> Path:
    """Where the private half lies."""
    return folder.keys / "desk.key"


def make_key(folder: ArchiveFolder, public: Path) -> None:
    """Make the desk's key where the archive has none, and keep its public half on this machine.

    Raises:
        StorageError: it can't be written.
    """
    place = private_key_place(folder)
    if not place.is_file():
        with folder.write_lock():
            if not place.is_file():
                write_synced(
                    place, X25519PrivateKey.generate().private_bytes_raw(), _PRIVATE
                )
    told = _private(place).public_key().public_bytes_raw()
    if not public.is_file() or public.read_bytes() != told:
        write_synced(public, told, _PRIVATE)


def seal(content: bytes, public: bytes) -> bytes:
    """The content, for the holder of the private half alone."""
    fresh = X25519PrivateKey.generate()
    own = fresh.public_key().public_bytes_raw()
    secret = fresh.exchange(X25519PublicKey.from_public_bytes(public))
    nonce = os.urandom(_NONCE_BYTES)
    sealed = ChaCha20Poly1305(_derive(secret, own, public)).encrypt(
        nonce, content, _MARK
    )
    return _MARK + own + nonce + sealed


def unseal(sealed: bytes, folder: ArchiveFolder) -> bytes:
    """What was sealed.

    Raises:
        StorageError: `spool_damaged`, or the key can't be read.
    """
    private = _private(private_key_place(folder))
    head, rest = sealed[: len(_MARK)], sealed[len(_MARK) :]
    own, nonce = rest[:_KEY_BYTES], rest[_KEY_BYTES : _KEY_BYTES + _NONCE_BYTES]
    try:
        if head != _MARK:
            raise InvalidTag
        secret = private.exchange(X25519PublicKey.from_public_bytes(own))
        key = _derive(secret, own, private.public_key().public_bytes_raw())
        return ChaCha20Poly1305(key).decrypt(
            nonce, rest[_KEY_BYTES + _NONCE_BYTES :], _MARK
        )
    except (InvalidTag, ValueError) as error:
        raise StorageError(
            DAMAGED,
            "what waits at the desk can't be opened with this archive's key",
            remedy="keep the file; bring back keys/desk.key from the last backup",
        ) from error


def _derive(secret: bytes, own: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=_MARK + own + public).derive(
        secret
    )


def _private(place: Path) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(place.read_bytes())
    except (OSError, ValueError) as error:
        raise StorageError(
            "desk_key_gone",
            "the desk's key can't be read",
            item=str(place),
            remedy="bring keys/desk.key back from the last backup",
        ) from error
