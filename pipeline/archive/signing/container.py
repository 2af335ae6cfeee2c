"""The one part of a signed file that its signature can't cover: the container of the signature
itself.

A PDF signature covers all bytes but the hex string of its own CMS. Padding, spelling of hex digits
and certificates in there could be changed unseen; in files that we wrote nothing of that may
happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

CHANGED = "container_changed"
ISSUER_UNKNOWN = "issuer_unknown"


def container_problem(
    signature: EmbeddedPdfSignature,
    file: BinaryIO,
    roots: Sequence[asn1_x509.Certificate],
) -> str | None:
    """What is wrong with the container of a signature.

    None where it is exactly what our signer writes; CHANGED where it is not; ISSUER_UNKNOWN where
    nothing speaks against it, but a certificate's issuer is not among `roots`, so that its own
    bytes can't be checked.

    Args:
        signature: pyHanko's EmbeddedPdfSignature, the last of the file.
        file: the file's bytes.
        roots: trusted certificates (asn1crypto).
    """
    start, length, resume, _ = (int(value) for value in signature.byte_range)
    file.seek(start + length)
    gap = file.read(resume - start - length)
    if start != 0 or gap[:1] != b"<" or gap[-1:] != b">" or gap != gap.upper():
        return CHANGED
    try:
        data = bytes.fromhex(gap[1:-1].decode("ascii"))
    except ValueError:
        return CHANGED
    used = _der_length(data)
    if used > len(data) or any(data[used:]):
        return CHANGED
    return _token_problem(signature, roots)


def timestamp_token(signature: EmbeddedPdfSignature) -> cms.SignedData | None:
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


def _token_problem(
    signature: EmbeddedPdfSignature, roots: Sequence[asn1_x509.Certificate]
) -> str | None:
    """Whether what no digest covers is as a signer writes it, and every certificate is issued by
    another."""
    known = [root.dump() for root in roots]
    found: str | None = None
    for signed in (signature.signed_data, timestamp_token(signature)):
        if signed is None:
            continue
        info = signed["signer_infos"][0]
        digests = [one["algorithm"].native for one in signed["digest_algorithms"]]
        if (
            digests != [info["digest_algorithm"]["algorithm"].native]
            or len(signed["signer_infos"]) != 1
        ):
            return CHANGED
        certificates = [one.chosen.dump() for one in signed["certificates"]]
        problem = _chain_problem(certificates, known)
        if problem == CHANGED:
            return CHANGED
        found = found or problem
    return found


def _chain_problem(certificates: Iterable[bytes], roots: Iterable[bytes]) -> str | None:
    known = set(roots)
    parsed = [
        x509.load_der_x509_certificate(one) for one in certificates if one not in known
    ]
    pool = [*parsed, *(x509.load_der_x509_certificate(root) for root in known)]
    alone = [
        one for one in parsed if not any(_is_issuer(issuer, one) for issuer in pool)
    ]
    if not alone:
        return None
    named = {issuer.subject for issuer in pool}
    return CHANGED if any(one.issuer in named for one in alone) else ISSUER_UNKNOWN


def _is_issuer(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
