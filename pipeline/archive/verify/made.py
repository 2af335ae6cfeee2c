"""A file is looked at again once it is made: nothing counts as digitized before that."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pikepdf

from pipeline.archive.verify.written import (
    check_signatures,
    check_structure,
    is_only_unknown,
)
from pipeline.errors import TransientInputError
from schemas.archive import ArchivalPdf, ReceivedVerdict, SignatureVerdict


def judge_made(
    path: Path, made: ArchivalPdf, keys_dir: Path, *, signed: bool
) -> ReceivedVerdict | None:
    """Judge a file that was made a moment ago, as it lies on the disk.

    Args:
        path: the file.
        made: what was written into it before it was signed.
        keys_dir: the archive's keys/ folder.
        signed: whether it should be.

    Returns:
        What is to be thought of its signatures; None without any.

    Raises:
        TransientInputError: `made_unsound`: it is to be made again.
    """
    problem = check_structure(path) or _find_difference(path, made)
    if problem is not None:
        raise _unsound(path, problem)
    return judge_signed(path, keys_dir) if signed else None


def judge_signed(path: Path, keys_dir: Path) -> ReceivedVerdict:
    """What is to be thought of the signatures of a file that was signed here a moment ago: VALID,
    or UNTRUSTED where keys/trust does not know their issuer.

    Raises:
        TransientInputError: `made_unsound`: there is none, or one does not hold.
    """
    verdicts = check_signatures(path, keys_dir)
    if not verdicts:
        raise _unsound(path, "no_signature")
    for one in verdicts:
        if not one.intact or not (one.valid or is_only_unknown(one.problem)):
            raise _unsound(path, one.problem or "signature_invalid")
    known = all(map(_is_valid, verdicts))
    return ReceivedVerdict.VALID if known else ReceivedVerdict.UNTRUSTED


def _is_valid(verdict: SignatureVerdict) -> bool:
    return verdict.valid


def _find_difference(path: Path, made: ArchivalPdf) -> str | None:
    """Whether the pages are those that were written: as many, each with its picture's bytes and its
    text, and the file says what it is."""
    with pikepdf.open(path) as pdf:
        claim = pdf.open_metadata().pdfa_status.lower()
        if claim != made.pdfa_part or "/OutputIntents" not in pdf.Root:
            return "pdf_no_pdfa_claim"
        if len(pdf.pages) != made.page_count:
            return "pdf_stream_damaged"
        for page, sha256, has_words in zip(
            pdf.pages, made.image_sha256, made.worded, strict=True
        ):
            if sha256 is not None and _picture_hash(page) != sha256:
                return "pdf_stream_damaged"
            if has_words and b" Tf" not in _content(page):
                return "pdf_no_text"
    return None


def _picture_hash(page: pikepdf.Page) -> str:
    return hashlib.sha256(page.Resources.XObject.Im.read_raw_bytes()).hexdigest()


def _content(page: pikepdf.Page) -> bytes:
    contents = page.obj.Contents
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(part.read_bytes() for part in parts)


def _unsound(path: Path, found: str) -> TransientInputError:
    return TransientInputError(
        "made_unsound",
        f"the file that was made does not stand up to the check after it ({found})",
        item=path.name,
        values={"found": found},
        remedy="it is made again: sohoa retry; else look for a failing disk or memory",
    )
