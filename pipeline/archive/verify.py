"""Judging files: is the PDF sound, are its signatures intact, trusted and covering all of it?

Validation is pyHanko's, offline, with the roots and CRLs of keys/trust. Added to it: bytes that no signature covers
are always looked at, because PDF signatures leave the signature's own container and what follows the end unprotected.
"""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError

from pipeline.archive.container import container_problem, timestamp_token
from pipeline.archive.credentials import Trust, load_trust
from pipeline.trouble import is_scarcity
from schemas.archive import SignatureVerdict

logging.getLogger("pyhanko.sign").setLevel(logging.CRITICAL)  # what it finds is in the verdict
_PDFA = re.compile(r"[123][ABU]|4[EF]?")


def check_structure(path: Path, *, archival: bool = True) -> str | None:
    """Whether a PDF opens, has pages, says that it is PDF/A and has all its streams.

    Args:
        path: the file.
        archival: False for files that we did not write: they need not claim PDF/A.

    Returns:
        None, or a code of configs/messages/archive.toml: `pdf_unreadable`, `pdf_encrypted`, `pdf_no_pages`,
        `pdf_no_pdfa_claim`, `pdf_stream_damaged`.
    """
    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                return "pdf_encrypted"
            if len(pdf.pages) == 0:
                return "pdf_no_pages"
            if archival and not _PDFA.fullmatch(pdf.open_metadata().pdfa_status):
                return "pdf_no_pdfa_claim"
            return None if all(_page_sound(page) for page in pdf.pages) else "pdf_stream_damaged"
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
        drawn: Any = page.resources.get("/XObject", {})
        return all(len(one.read_raw_bytes()) > 0 for one in drawn.values() if isinstance(one, pikepdf.Stream))
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

    A file that is damaged so far that it can't be read gives one verdict with `problem` "unreadable".
    """
    return _verdicts(path, load_trust(keys_dir), ours=True)


def received_verdict(path: Path, keys_dir: Path) -> tuple[tuple[SignatureVerdict, ...], str]:
    """Validate a file that arrived signed.

    Returns:
        The verdicts and one word: `valid`, `untrusted` (intact, but by nobody we know), `changed` (something was added
        after signing), `broken` (a signature does not fit the bytes), `unreadable`, `unsigned`.
    """
    verdicts = _verdicts(path, load_trust(keys_dir), ours=False)
    problems = {verdict.problem for verdict in verdicts}
    if not verdicts:
        return verdicts, "unsigned"
    if "unreadable" in problems:
        return verdicts, "unreadable"
    if not all(verdict.intact for verdict in verdicts):
        return verdicts, "broken"
    if problems & {"changed_after_signing", "bytes_after_signature"}:
        return verdicts, "changed"
    return verdicts, "valid" if all(verdict.valid for verdict in verdicts) else "untrusted"


def _verdicts(path: Path, trust: Trust, *, ours: bool) -> tuple[SignatureVerdict, ...]:
    with path.open("rb") as file:
        try:
            return asyncio.run(_validate(file, trust, ours))
        except Exception as error:  # damage can break a parser anywhere, in any way: it is a finding, not a failure
            if is_scarcity(error):
                raise
            return (SignatureVerdict("", "", None, False, False, False, None, "unreadable"),)


async def _validate(file: BinaryIO, trust: Trust, ours: bool) -> tuple[SignatureVerdict, ...]:
    reader = PdfFileReader(file, strict=ours)
    signatures, stamps = list(reader.embedded_regular_signatures), list(reader.embedded_timestamp_signatures)
    if not signatures and not stamps:
        return ()
    size = file.seek(0, 2)
    last = max([*signatures, *stamps], key=_end)
    sealed = _end(last) == size
    problem = None if sealed or _only_validation_data_after(last, file) else "bytes_after_signature"
    if ours and problem is None:
        problem = container_problem(last, file, trust.roots)
    for stamp in stamps:
        status = await async_validate_pdf_timestamp(stamp, _context(reader, trust, None))
        if not (status.intact and status.valid and status.trusted):
            problem = problem or "timestamp_invalid"
    return tuple([await _one(reader, signature, trust, problem, sealed, stamps) for signature in signatures])


async def _one(
    reader: PdfFileReader, signature: Any, trust: Trust, problem: str | None, sealed: bool, stamps: list[Any]
) -> SignatureVerdict:
    token = timestamp_token(signature)
    stamped_at = token["encap_content_info"]["content"].parsed["gen_time"].native if token is not None else None
    status = await async_validate_pdf_signature(
        signature,
        signer_validation_context=_context(reader, trust, stamped_at),
        ts_validation_context=_context(reader, trust, None),
    )
    if status.modification_level == ModificationLevel.OTHER:
        problem = problem or "changed_after_signing"
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.valid and stamp.intact and stamp.trusted):
        problem = problem or "timestamp_invalid"
    return SignatureVerdict(
        field_name=signature.field_name,
        signer=status.signing_cert.subject.native.get("common_name", status.signing_cert.subject.human_friendly),
        level=_level(reader, stamp is not None, [one for one in stamps if _end(one) > _end(signature)]),
        intact=status.intact and status.valid,
        trusted=status.trusted,
        covers_file=sealed,
        signed_at=signature.self_reported_timestamp,
        problem=problem,
    )


def _end(signature: Any) -> int:
    """Offset behind the last byte that a signature covers."""
    _, _, start, length = signature.byte_range
    return int(start) + int(length)


def _only_validation_data_after(last: Any, file: BinaryIO) -> bool:
    """Whether what follows the last signature is a whole update that pyHanko finds harmless (a B-LT's DSS)."""
    file.seek(_end(last))
    tail = file.read()
    if not tail.rstrip(b"\r\n").endswith(b"%%EOF") or b"startxref" not in tail:
        return False
    last.compute_integrity_info()
    return bool(last.diff_result is not None and last.summarise_integrity_info()["docmdp_ok"])


def _context(reader: PdfFileReader, trust: Trust, moment: datetime | None) -> Any:
    """Roots and CRLs of keys/trust and what the file's own security store holds."""
    more: dict[str, Any] = {"moment": moment} if moment is not None else {}
    context = trust.context(strict=False, crls=list(trust.crls), **more)
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return context
    kwargs = {
        "trust_roots": list(trust.roots), "crls": list(trust.crls), "allow_fetching": False,
        "revocation_mode": "soft-fail", **more,
    }  # fmt: skip
    return store.as_validation_context(kwargs)


def _level(reader: PdfFileReader, has_token: bool, later_stamps: list[Any]) -> str:
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
