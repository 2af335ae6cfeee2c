"""What makes signatures last: in one update behind them the data that prove their certificates, and
a timestamp over the whole file, sealed to its last byte."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from asn1crypto import crl as asn1_crl
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.xref import ObjectStream
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.path import ValidationPath

from pipeline.archive.signing.levels import DIGEST

SPARE = 512
"""Hex digits beyond the estimate: tokens of one service differ by a few bytes."""


class LeanWriter(IncrementalPdfFileWriter):
    """An update that holds what a signature needs and no more: streams are compressed, and the
    description of the file, which pyHanko would write again each time (5 KB), stays as it is."""

    def _update_meta(self) -> None:
        """Nothing of it changes."""

    def add_object(
        self,
        obj: generic.PdfObject,
        obj_stream: ObjectStream | None = None,
        idnum: int | None = None,
    ) -> generic.IndirectObject:
        """See pyHanko's writer."""
        if isinstance(obj, generic.StreamObject) and "/Filter" not in obj:
            obj.compress()
        return super().add_object(obj, obj_stream, idnum)


async def seal(
    file: BinaryIO,
    paths: Sequence[ValidationPath],
    crls: Iterable[bytes],
    timestamper: TimeStamper | None,
) -> None:
    """Add validation data behind all that a file holds, and a timestamp over everything.

    Args:
        file: open for reading and writing; written in place.
        paths: of the certificates that the signatures and timestamps rest on.
        crls: revocation lists, DER; those of issuers on the paths go in.
        timestamper: None adds the data alone.

    Raises:
        TimestampRequestError: the time-stamper does not answer.
    """
    writer = LeanWriter(file)
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, paths=paths, crls=_of_issuers(paths, crls)
    )
    if timestamper is None:
        writer.write_in_place()
        return
    dummy = await timestamper.async_dummy_response(DIGEST)
    await PdfTimeStamper(timestamper).async_timestamp_pdf(
        writer, DIGEST, bytes_reserved=2 * len(dummy.dump()) + SPARE, in_place=True
    )


def _of_issuers(
    paths: Sequence[ValidationPath], crls: Iterable[bytes]
) -> list[asn1_crl.CertificateList]:
    """The lists that say something of a certificate on the paths; others can be megabytes."""
    issuers = {one.issuer.hashable for path in paths for one in path}
    read = map(asn1_crl.CertificateList.load, crls)
    return [one for one in read if one.issuer.hashable in issuers]
