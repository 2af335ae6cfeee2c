"""Signatures of finished files made to last: B-T and B-LT become B-LTA, and a B-LTA whose last
timestamp is about to lapse gets a new one.

All is added behind what is there; no byte of the file changes. What can't be proven now, because an
issuer is unknown or a revocation list is missing, is refused: proof that is not in the file when
certificates lapse comes too late.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import (
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureStatus, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError
from pyhanko_certvalidator.path import ValidationPath

from pipeline.archive.signing.container import timestamp_token
from pipeline.archive.signing.signer import describe_signed
from pipeline.archive.signing.trust import MAY_SIGN, Trust
from pipeline.archive.signing.updates.failures import failures_told
from pipeline.archive.signing.updates.lapse import is_due, lapse_of
from pipeline.archive.signing.updates.sealing import seal
from pipeline.errors import InputError
from pipeline.trouble import storage_at
from schemas.archive import SignedPdf
from schemas.states import SignatureLevel

LASTING = SignatureLevel.B_LTA.value


class _Unproven(Exception):
    """A signature or timestamp is missing, broken, or not known to be good."""


_NOT_PROVEN = (
    _Unproven,
    SignatureValidationError,
    PathBuildingError,
    ValidationError,
)


def renewal_due(pdf: Path, moment: datetime) -> bool:
    """Whether the last timestamp over a B-LTA file lapses soon, by `configs/algorithms.toml`; True
    also where there is none."""
    with pdf.open("rb") as file:
        stamps = PdfFileReader(file).embedded_timestamp_signatures
        if not stamps:
            return True
        last = stamps[-1]
        return is_due(lapse_of(last.signed_data, last.signer_cert), moment)


def extend(pdf: Path, out: Path, timestamper: TimeStamper, trust: Trust) -> SignedPdf:
    """Write and sync a copy of a signed file with validation data and a new timestamp behind it.

    Args:
        pdf: a file that this program signed.
        out: overwritten; another path.
        timestamper: makes the timestamp.
        trust: roots, and revocation lists of every issuer below them.

    Raises:
        InputError: `upgrade_unproven`: a signature or timestamp of the file is broken, or can't be
            proven with what is in keys/trust.
        TransientInputError: `tsa_failed`, `tsa_expired`, `tsa_clock`, `signing_failed`.
    """
    with storage_at(out):
        shutil.copyfile(pdf, out)
    with failures_told(out), out.open("rb+") as file:
        try:
            asyncio.run(_extend(file, timestamper, trust))
        except _NOT_PROVEN as error:
            raise _unproven(pdf) from error
        file.flush()
        os.fsync(file.fileno())
    return describe_signed(out, LASTING)


async def _extend(file: BinaryIO, timestamper: TimeStamper, trust: Trust) -> None:
    reader = PdfFileReader(file)
    proofs = _Proofs(reader, trust)
    if not reader.embedded_regular_signatures:
        raise _Unproven
    for signature in reader.embedded_regular_signatures:
        await proofs.add_signature(signature)
    for stamp in reader.embedded_timestamp_signatures:
        await proofs.add_timestamp(stamp)
    async for path in timestamper.validation_paths(proofs.context()):
        proofs.paths.append(path)
    await seal(file, proofs.paths, trust.crls, timestamper)


class _Proofs:
    """The certificate paths on which the signatures of a file rest, each checked as of now, with
    revocation data for all of it."""

    def __init__(self, reader: PdfFileReader, trust: Trust) -> None:
        self._reader, self._trust = reader, trust
        self.paths: list[ValidationPath] = []

    def context(self, moment: datetime | None = None) -> ValidationContext:
        """Of keys/trust and what the file holds; `moment` None is the present."""
        return self._trust.context_of(self._reader, strict=True, moment=moment)

    async def add_signature(self, signature: EmbeddedPdfSignature) -> None:
        """A signature and its own timestamp."""
        lapsed = signature.signer_cert.not_valid_after < datetime.now(UTC)
        status = await async_validate_pdf_signature(
            signature,
            signer_validation_context=self.context(
                _read_timestamp(signature) if lapsed else None
            ),
            ts_validation_context=self.context(),
            key_usage_settings=MAY_SIGN,
        )
        self._add(status)
        if status.timestamp_validity is not None:
            self._add(status.timestamp_validity)

    async def add_timestamp(self, stamp: EmbeddedPdfSignature) -> None:
        """A timestamp over the whole file."""
        self._add(await async_validate_pdf_timestamp(stamp, self.context()))

    def _add(self, status: SignatureStatus | TimestampSignatureStatus) -> None:
        path = status.validation_path
        if not (status.intact and status.valid and status.trusted) or path is None:
            raise _Unproven
        self.paths.append(path)


def _read_timestamp(signature: EmbeddedPdfSignature) -> datetime | None:
    token = timestamp_token(signature)
    if token is None:
        return None
    moment: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment


def _unproven(pdf: Path) -> InputError:
    return InputError(
        "upgrade_unproven",
        "a signature of the file can't be proven with the roots and revocation lists at hand",
        item=pdf.name,
        remedy="put the issuers' roots and current CRLs into keys/trust, and look at the file "
        "with: sohoa verify",
    )
