"""What judging a signature needs, whoever signed: trust, coverage, level, and what was added later.

Validation is pyHanko's, offline, with the roots and CRLs of keys/trust and what the file's own
security store holds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from pipeline.archive.signing.trust import Trust
from pipeline.trouble import machine_trouble
from schemas.archive import SignatureVerdict

_NEEDS_NO_LOG = ("pyhanko.sign", "pyhanko.pdf_utils")
"""What these find is in the verdict."""
Verdicts = tuple[SignatureVerdict, ...]
UNREADABLE: Verdicts = (
    SignatureVerdict("", "", None, False, False, False, None, "unreadable"),
)


def judge_file(
    path: Path, judge: Callable[[BinaryIO], Coroutine[object, None, Verdicts]]
) -> Verdicts | None:
    """What `judge` finds in a file; None where the file is damaged so far that it can't be
    examined.

    Raises:
        MemoryError, OSError: the machine's trouble, which says nothing about the file.
    """
    for name in _NEEDS_NO_LOG:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with path.open("rb") as file:
        try:
            return asyncio.run(judge(file))
        # damage can break a parser anywhere, in any way: it is a finding, not a failure
        except Exception as error:
            if machine_trouble(error) is not None:
                raise
    return None


def end_of(signature: EmbeddedPdfSignature) -> int:
    """Offset behind the last byte that a signature covers."""
    *_, start, length = signature.byte_range
    return int(start) + int(length)


def only_harmless_after(last: EmbeddedPdfSignature, file: BinaryIO) -> bool:
    """Whether what follows the last signature is a whole update that pyHanko finds harmless (a
    B-LT's DSS)."""
    file.seek(end_of(last))
    tail = file.read()
    if not tail.rstrip(b"\r\n").endswith(b"%%EOF") or b"startxref" not in tail:
        return False
    last.compute_integrity_info()
    return bool(
        last.diff_result is not None and last.summarise_integrity_info()["docmdp_ok"]
    )


def validation_context(
    reader: PdfFileReader, trust: Trust, moment: datetime | None
) -> ValidationContext:
    """Roots and CRLs of keys/trust and what the file's own security store holds; `moment` None is
    the present."""
    return trust.context_of(reader, strict=False, moment=moment)


def find_level(
    reader: PdfFileReader, has_token: bool, later_stamps: list[EmbeddedPdfSignature]
) -> str:
    """The PAdES level that a signature has: B-B, B-T, B-LT or B-LTA."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
        revocation = bool(store.crls or store.ocsps)
    except (NoDSSFoundError, SigningError):
        revocation = False
    if not has_token:
        return "B-B"
    if not revocation:
        return "B-T"
    return "B-LTA" if later_stamps else "B-LT"


def common_name(certificate: x509.Certificate) -> str:
    """Of whom a certificate speaks (asn1crypto)."""
    return str(
        certificate.subject.native.get(
            "common_name", certificate.subject.human_friendly
        )
    )
