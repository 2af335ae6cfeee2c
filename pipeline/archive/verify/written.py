"""Judging the files that we wrote: is the PDF sound, are its signatures intact, trusted and
covering all of it?

Validation is pyHanko's (validation.py); files that arrived signed are judged in received.py. Bytes
that no signature covers are always looked at: PDF signatures leave the signature's own container
and what follows the end unprotected.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path
from typing import BinaryIO

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, TimestampSignatureStatus

from pipeline.archive.signing.container import (
    CHANGED,
    ISSUER_UNKNOWN,
    container_problem,
    timestamp_token,
)
from pipeline.archive.signing.trust import MAY_SIGN, Trust, load_trust
from pipeline.archive.verify.validation import (
    UNREADABLE,
    common_name,
    end_of,
    find_level,
    judge_file,
    only_harmless_after,
    validation_context,
)
from pipeline.trouble import is_scarcity
from schemas.archive import SignatureVerdict

SIGNER_UNKNOWN, TIMESTAMPER_UNKNOWN = "signer_unknown", "timestamper_unknown"
_UNKNOWN = {ISSUER_UNKNOWN, SIGNER_UNKNOWN, TIMESTAMPER_UNKNOWN}
_DAMAGED = (
    SignatureVerdict("", "", None, False, False, False, None, "changed_after_signing"),
)
_PDFA = re.compile(r"[123][ABU]|4[EF]?")


def check_structure(path: Path, *, archival: bool = True) -> str | None:
    """Whether a PDF opens, has pages, says that it is PDF/A and has all its streams.

    Args:
        path: the file.
        archival: False for files that we did not write: they need not claim PDF/A.

    Returns:
        None, or a code of configs/messages/archive.toml: `pdf_unreadable`, `pdf_encrypted`,
        `pdf_no_pages`, `pdf_no_pdfa_claim`, `pdf_stream_damaged`.
    """
    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                return "pdf_encrypted"
            if len(pdf.pages) == 0:
                return "pdf_no_pages"
            if archival and not _PDFA.fullmatch(pdf.open_metadata().pdfa_status):
                return "pdf_no_pdfa_claim"
            return (
                None
                if all(_page_sound(page) for page in pdf.pages)
                else "pdf_stream_damaged"
            )
    except pikepdf.PasswordError:
        return "pdf_encrypted"
    except (pikepdf.PdfError, OSError, ValueError) as error:
        if is_scarcity(error):
            raise
        return "pdf_unreadable"


def _page_sound(page: pikepdf.Page) -> bool:
    """Content decodes, every image stream holds bytes."""
    try:
        page.parse_contents(_Nothing())
        drawn: pikepdf.Object | dict[str, pikepdf.Object] = page.resources.get(
            "/XObject", {}
        )
        return all(
            len(one.read_raw_bytes()) > 0
            for one in drawn.values()
            if isinstance(one, pikepdf.Stream)
        )
    except pikepdf.PdfError:
        return False


class _Nothing(pikepdf.StreamParser):
    """Reads a page's operators and keeps none."""

    def handle_object(self, obj: object, *args: object) -> None:
        """One operand or operator."""

    def handle_eof(self) -> None:
        """The end."""


def check_signatures(path: Path, keys_dir: Path) -> tuple[SignatureVerdict, ...]:
    """Validate all signatures of a file that we signed; empty for an unsigned file.

    A file that is damaged so far that it can't be read gives one verdict with `problem`
    "unreadable".
    """
    trust = load_trust(keys_dir)
    found = judge_file(path, lambda file: _validate(file, trust))
    return UNREADABLE if found is None else found


async def _validate(file: BinaryIO, trust: Trust) -> tuple[SignatureVerdict, ...]:
    reader = PdfFileReader(file, strict=True)
    signatures, stamps = (
        list(reader.embedded_regular_signatures),
        list(reader.embedded_timestamp_signatures),
    )
    if _lost(reader, file, len(signatures) + len(stamps)):
        return _DAMAGED
    if not signatures and not stamps:
        return ()
    size = file.seek(0, 2)
    last = max([*signatures, *stamps], key=end_of)
    sealed = end_of(last) == size
    problem = (
        None if sealed or only_harmless_after(last, file) else "bytes_after_signature"
    )
    if problem is None:
        problem = container_problem(last, file, trust.roots)
    for stamp in stamps:
        status = await async_validate_pdf_timestamp(
            stamp, validation_context(reader, trust, None)
        )
        problem = _gravest(problem, timestamp_problem(status))
    return tuple(
        [
            await _one(reader, signature, trust, problem, sealed, stamps)
            for signature in signatures
        ]
    )


def _lost(reader: PdfFileReader, file: BinaryIO, found: int) -> bool:
    """Whether the file holds more signatures than those that are found: a change in a field, or in
    a signature's dictionary, must not hide one."""
    fields = sum(1 for _ in enumerate_sig_fields(reader, filled_status=True))
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        ranges = sum(1 for _ in re.finditer(rb"/ByteRange\b", whole))
    return max(fields, ranges) > found


def timestamp_problem(status: TimestampSignatureStatus) -> str | None:
    """What is wrong with a timestamp, as pyHanko judges it: its bytes, or only that it is not known
    here."""
    if not (status.intact and status.valid):
        return "timestamp_invalid"
    return None if status.trusted else TIMESTAMPER_UNKNOWN


def is_only_unknown(problem: str | None) -> bool:
    """Whether all that is wrong with a signature is that keys/trust does not know who issued it."""
    return problem in _UNKNOWN


def _gravest(*problems: str | None) -> str | None:
    """The first change, else the first thing that is only not known here."""
    found = [one for one in problems if one is not None]
    return next(
        (one for one in found if one not in _UNKNOWN), found[0] if found else None
    )


async def _one(
    reader: PdfFileReader,
    signature: EmbeddedPdfSignature,
    trust: Trust,
    problem: str | None,
    sealed: bool,
    stamps: list[EmbeddedPdfSignature],
) -> SignatureVerdict:
    status = await _status(reader, signature, trust)
    stamp = status.timestamp_validity
    known = status.trusted and (stamp is None or stamp.trusted)
    if problem == ISSUER_UNKNOWN and known:
        problem = CHANGED  # where every issuer is known, a certificate of none of them was put in
    changed = status.modification_level == ModificationLevel.OTHER
    problem = _gravest(
        "changed_after_signing" if changed else None,
        None if status.trusted else SIGNER_UNKNOWN,
        None if stamp is None else timestamp_problem(stamp),
        problem,
    )
    later = [one for one in stamps if end_of(one) > end_of(signature)]
    return SignatureVerdict(
        field_name=signature.field_name,
        signer=common_name(status.signing_cert),
        level=find_level(reader, stamp is not None, later),
        intact=status.intact and status.valid,
        trusted=status.trusted,
        covers_file=sealed,
        signed_at=signature.self_reported_timestamp,
        problem=problem,
    )


async def _status(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, trust: Trust
) -> PdfSignatureStatus:
    """What pyHanko says of a signature, as of the time that its own stamp tells."""
    token = timestamp_token(signature)
    stamped_at = None
    if token is not None:
        told = token["encap_content_info"]["content"].parsed
        stamped_at = told["gen_time"].native
    return await async_validate_pdf_signature(
        signature,
        signer_validation_context=validation_context(reader, trust, stamped_at),
        ts_validation_context=validation_context(reader, trust, None),
        key_usage_settings=MAY_SIGN,
    )
