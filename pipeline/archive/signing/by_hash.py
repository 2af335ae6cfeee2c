"""Signing by another program: it is given the hash, and gives back the CMS.

A clerk's key often lies in a desktop tool that hands out no key and takes no file. So the file is
made ready with room for the signature; the hash of all bytes but that room goes out, the CMS comes
in and is put into the room. Nothing else of the file changes.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from asn1crypto import cms
from cryptography import x509
from pyhanko.sign import fields
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from pipeline.archive.signing.profiles import SigningProfile
from pipeline.archive.signing.updates.sealing import LeanWriter
from pipeline.archive.signing.visible.stamp import StampLayout, stamp_font
from pipeline.archive.signing.visible.stamp_style import stamp_layout, stamp_style
from pipeline.errors import UsageError
from pipeline.trouble import storage_at
from schemas.geometry import BoundingBox

HASH = "sha256"
_ROOM = 32 * 1024
"""Hex digits kept for the CMS: certificates of a chain and a time stamp fit in."""
_PADES = {"signing_certificate", "signing_certificate_v2"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that waits for its CMS: the hash to be signed (hex), and where the room is."""

    digest: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What the visible signature says, and where: see `Signer.sign`."""

    profile: SigningProfile
    name: str
    notes: tuple[str, ...]
    when: datetime
    box: BoundingBox | None = None

    @property
    def layout(self) -> StampLayout | None:
        """Its lines; None where the profile shows nothing."""
        if not self.profile.visible:
            return None
        font = stamp_font(
            self.profile.fonts, [*self.profile.lines, self.name, *self.notes]
        )
        return stamp_layout(self.profile, font, self.name, self.notes, self.when)


def prepare(pdf: Path, out: Path, shown: Shown) -> Prepared:
    """Write the file with room for a signature to `out`; gives the hash that is to be signed."""
    with storage_at(out):
        shutil.copyfile(pdf, out)
        with out.open("rb+") as file:
            prepared = asyncio.run(_prepare(file, shown))
            file.flush()
            os.fsync(file.fileno())
    return Prepared(
        prepared.document_digest.hex(),
        prepared.reserved_region_start,
        prepared.reserved_region_end,
    )


async def _prepare(file: BinaryIO, shown: Shown) -> PreparedByteRangeDigest:
    writer = LeanWriter(file)
    style, box = stamp_style(writer, shown.layout, shown.profile.corner, shown.box)
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=shown.profile.name,
            md_algorithm=HASH,
            name=shown.name,
            subfilter=fields.SigSeedSubFilter.PADES,
        ),
        ExternalSigner(
            signing_cert=None, cert_registry=None, signature_value=bytes(256)
        ),
        stamp_style=style,
        new_field_spec=fields.SigFieldSpec(shown.profile.name, on_page=0, box=box),
    )
    session = signer.init_signing_session(writer)
    session.system_time = shown.when
    document = session.prepare_tbs_document(None, _ROOM)
    digest, _ = document.digest_tbs_document(in_place=True)
    return digest


def finish(prepared_pdf: Path, prepared: Prepared, signature: bytes) -> None:
    """Put the CMS into its room.

    Raises:
        UsageError: `cms_unreadable`, `cms_other_hash` (it signs another file), `cms_not_pades` (it
            does not name its certificate), `cms_too_large`.
    """
    _check(signature, prepared)
    digest = PreparedByteRangeDigest(
        document_digest=bytes.fromhex(prepared.digest),
        reserved_region_start=prepared.start,
        reserved_region_end=prepared.end,
    )
    with storage_at(prepared_pdf), prepared_pdf.open("rb+") as file:
        digest.fill_with_cms(file, signature)
        file.flush()
        os.fsync(file.fileno())


def _check(signature: bytes, prepared: Prepared) -> None:
    if 2 * len(signature) + 2 > prepared.end - prepared.start:
        raise _cms_error("cms_too_large", "the signature does not fit into its room")
    attributes = _read_signed_attributes(signature)
    told = attributes.get("message_digest")
    if told is None or told[0].native != bytes.fromhex(prepared.digest):
        raise _cms_error("cms_other_hash", "the signature is of another file's hash")
    if not _PADES & attributes.keys():
        raise _cms_error(
            "cms_not_pades", "the signature does not name its certificate (PAdES)"
        )


def signer_certificate(signature: bytes) -> x509.Certificate:
    """The certificate of who made a CMS.

    Raises:
        UsageError: `cms_unreadable`: it is none, or holds no certificate of its signer.
    """
    try:
        signed = _read_signed_data(signature)
        (signer,) = signed["signer_infos"]
        serial = _serial_number(signer["sid"])
        held = [one.chosen for one in signed["certificates"] if _is_x509(one)]
        mine = {one.dump() for one in held if one.serial_number == serial}
        (only,) = mine  # some programs put it in twice
        return x509.load_der_x509_certificate(only)
    except ValueError as error:
        raise _unreadable_error() from error


def _read_signed_attributes(signature: bytes) -> Mapping[str, cms.SetOf]:
    try:
        (signer,) = _read_signed_data(signature)["signer_infos"]
        return {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    except ValueError as error:
        raise _unreadable_error() from error


def _read_signed_data(signature: bytes) -> cms.SignedData:
    """What a CMS signature holds. asn1crypto reads on demand: any access may raise ValueError."""
    content = cms.ContentInfo.load(signature, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError("a CMS of another kind")
    return content["content"]


def _serial_number(signer: cms.SignerIdentifier) -> int:
    if signer.name != "issuer_and_serial_number":
        raise ValueError("the signer is not named by its certificate's number")
    return int(signer.chosen["serial_number"].native)


def _is_x509(one: cms.CertificateChoices) -> bool:
    return bool(one.name == "certificate")


def _unreadable_error() -> UsageError:
    return _cms_error("cms_unreadable", "this is no CMS signature in DER")


def _cms_error(code: str, message: str) -> UsageError:
    return UsageError(
        code,
        message,
        item="CMS",
        remedy="sign the hash of sign-begin as a detached CMS (CAdES) in DER, SHA-256",
    )
