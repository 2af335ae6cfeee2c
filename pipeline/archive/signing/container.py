"""The one part of a signed file that its signature can't cover: the container of the signature
itself.

A PDF signature covers all bytes but the hex string of its own CMS. Padding, spelling of hex digits
and certificates in there could be changed unseen; in files that we wrote nothing of that may
happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from cryptography import x509
from cryptography.exceptions import InvalidSignature


def container_problem(signature: Any, file: BinaryIO, roots: Sequence[Any]) -> str | None:
    """ "container_changed" where the container is not exactly what our signer writes, else None.

    Args:
        signature: pyHanko's EmbeddedPdfSignature, the last of the file.
        file: the file's bytes.
        roots: trusted certificates (asn1crypto).
    """
    start, length, resume, _ = (int(value) for value in signature.byte_range)
    file.seek(start + length)
    gap = file.read(resume - start - length)
    if start != 0 or gap[:1] != b"<" or gap[-1:] != b">" or gap != gap.upper():
        return "container_changed"
    try:
        data = bytes.fromhex(gap[1:-1].decode("ascii"))
    except ValueError:
        return "container_changed"
    used = _der_length(data)
    canonical = used <= len(data) and not any(data[used:])
    return None if canonical and _vouched(signature, roots) else "container_changed"


def timestamp_token(signature: Any) -> Any | None:
    """SignedData of the signature's own timestamp;
    None without one (and for document timestamps)."""
    for attribute in signature.signer_info["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0]["content"]
    return None


def _der_length(data: bytes) -> int:
    """Bytes of the outermost DER value."""
    if data[1] < 0x80:
        return 2 + data[1]
    count = data[1] & 0x7F
    return 2 + count + int.from_bytes(data[2 : 2 + count], "big")


def _vouched(signature: Any, roots: Sequence[Any]) -> bool:
    """Whether what no digest covers is as a signer writes it, and every certificate is issued by
    another."""
    token = timestamp_token(signature)
    for signed in (signature.signed_data, token):
        if signed is None:
            continue
        info = signed["signer_infos"][0]
        digests = [one["algorithm"].native for one in signed["digest_algorithms"]]
        if (
            digests != [info["digest_algorithm"]["algorithm"].native]
            or len(signed["signer_infos"]) != 1
        ):
            return False
        if not _issued(
            [one.chosen.dump() for one in signed["certificates"]], [root.dump() for root in roots]
        ):
            return False
    return True


def _issued(certificates: Iterable[bytes], roots: Iterable[bytes]) -> bool:
    known = set(roots)
    parsed = [x509.load_der_x509_certificate(one) for one in certificates if one not in known]
    pool = [*parsed, *(x509.load_der_x509_certificate(root) for root in known)]
    return all(any(_is_issuer(issuer, one) for issuer in pool) for one in parsed)


def _is_issuer(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
