"""Whose key signs: a clerk's own one, and never one whose certificate names somebody else."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from cryptography import x509

from pipeline.archive.signing.credentials import Credential, passphrase_of
from pipeline.archive.signing.keys import ISSUING, make_clerk_key
from pipeline.archive.signing.profiles import SigningProfile
from pipeline.common.vietnamese.folding import fold
from pipeline.config import KeySettings
from pipeline.errors import UsageError
from pipeline.trouble import storage_at
from schemas.received.naming import safe_file_name

PERSONS = "persons"
_DEVELOPMENT_MARK = " (dev)"
_NAMES = (
    x509.NameOID.COMMON_NAME,
    x509.NameOID.ORGANIZATION_NAME,
    x509.NameOID.ORGANIZATIONAL_UNIT_NAME,
)


def key_file(
    profile: SigningProfile, keys_dir: Path, keys: KeySettings, operator: str
) -> str:
    """Which file of keys/ signs: the organ's; of a clerk the one in persons/ that bears their name,
    else the common one. Development keys of a clerk are made when they sign first.

    Raises:
        StorageError: a development key can't be written.
    """
    if profile.key == "organ":
        return keys.organ
    own = _own_key(keys_dir, operator)
    if own is None and keys.development and (keys_dir / ISSUING).is_file():
        own = f"{PERSONS}/{safe_file_name(operator, 100)}.p12"
        with storage_at(keys_dir):
            make_clerk_key(
                keys_dir, own, operator, passphrase_of(keys_dir, keys, ISSUING)
            )
    return own or keys.person


def require_holder(
    credential: Credential, profile: SigningProfile, shown: str, item: str
) -> None:
    """Refuse a key whose certificate does not name who is shown as the signer.

    Args:
        credential: key and certificate.
        profile: an organ may stand in any name of the subject, a clerk in its common name alone.
        shown: whom the signature shows.
        item: the key's file.

    Raises:
        UsageError: `signer_mismatch`.
    """
    wanted = _NAMES if profile.key == "organ" else _NAMES[:1]
    found = [
        str(one.value)
        for kind in wanted
        for one in credential.certificate.subject.get_attributes_for_oid(kind)
    ]
    if any(is_same_name(one, shown) for one in found):
        return
    setting = "organ.name" if profile.key == "organ" else "--operator"
    raise UsageError(
        "signer_mismatch",
        f"the certificate is that of {credential.common_name}, not of {shown}",
        item=item,
        remedy=f"give {setting} as the certificate has it, or put the right key into keys/ "
        "(of a clerk: keys/persons/FULL NAME.p12)",
        values={"holder": credential.common_name, "shown": shown, "setting": setting},
    )


def is_same_name(certified: str, name: str) -> bool:
    """Whether a certificate's name is this one; authorities may write it in capitals or without
    any marks."""
    one, other = _plain(certified), _plain(name)
    return one == other or (fold(one) == one and one == fold(other))


def _own_key(keys_dir: Path, operator: str) -> str | None:
    """The file in persons/ that is named after a clerk."""
    wanted = _file_words(operator)
    found = [
        path.name
        for path in sorted((keys_dir / PERSONS).glob("*.p12"))
        if _file_words(path.stem) == wanted
    ]
    return f"{PERSONS}/{found[0]}" if found else None


def _plain(name: str) -> str:
    words = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return words.removesuffix(_DEVELOPMENT_MARK)


def _file_words(name: str) -> str:
    """A name as file names have it: words parted by spaces, hyphens, dots or underscores."""
    return _plain(name.translate({ord(sign): " " for sign in "-._"}))
