"""Signing what was filed without a signature: only bytes that are those of the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pipeline import registry
from pipeline.archive.signing.levels import can_be_signed_later
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.signer import Signer
from pipeline.archive.verify.made import judge_signed
from pipeline.common.clock import now
from pipeline.errors import DeferredError, InputError
from pipeline.open_archive import Archive
from pipeline.runner.context import RunContext
from pipeline.runner.signing.desk import SigningDesk
from pipeline.runner.signing.refusals import keep_refusals
from pipeline.runner.signing.stamp_place import free_place
from pipeline.runner.signing.unsigned import (
    UnsignedDocument,
    list_awaiting,
    list_unsigned,
)
from schemas.archive import ArchivalPdf, SignedPdf
from schemas.tables.rows import DocumentRow


@dataclass(slots=True)
class LateSigning:
    """What a call signed, what it refused, and the documents that it left for a later one."""

    signed: int = 0
    refused: list[tuple[UnsignedDocument, InputError]] = field(default_factory=list)
    left: list[UnsignedDocument] = field(default_factory=list)
    put_off: InputError | None = None


def sign_awaiting(
    archive: Archive, stop: Callable[[], bool] = lambda: False
) -> LateSigning:
    """Sign what waits for the signature of this archive's runs; what a clerk must sign is left to
    them (`sohoa sign`)."""
    settings = archive.settings
    if settings.signing == "none":
        return LateSigning()
    own = settings.archive.profile_run
    waiting = [
        one for one in list_awaiting(archive.store) if one.awaits_signature == own
    ]
    return sign_documents(archive, waiting, stop) if waiting else LateSigning()


def sign_late(
    context: RunContext, stop: Callable[[], bool] = lambda: False
) -> DeferredError | None:
    """Sign what waits for the signature of runs; gives why the rest must wait for another call,
    None where nothing does."""
    done = sign_awaiting(context.archive, stop)
    if done.signed:
        context.log(f"signed late: {done.signed} files")
    context.tally.signed_late += done.signed
    for one, error in done.refused:
        context.log(f"not signed: {one.document_id}: {error.code}")
    if done.put_off is None:
        return None
    count = len(done.left) + 1
    return DeferredError(
        "waiting_for_signature",
        f"time-stamper or token do not answer: {count} files are filed and wait to be signed",
        item="keys.tsa_url",
        remedy="they are signed by the next run or retry, or by: sohoa sign",
        values={"count": count},
    )


def sign_unsigned(archive: Archive) -> LateSigning:
    """Sign all that is unsigned and that this operator may sign."""
    return sign_documents(archive, list_unsigned(archive.store))


def sign_documents(
    archive: Archive,
    documents: Sequence[UnsignedDocument],
    stop: Callable[[], bool] = lambda: False,
) -> LateSigning:
    """Sign these documents one by one, until the time-stamper does not answer or `stop` says so.

    A file whose bytes are not those of the record is refused: to sign it would make a change
    lawful. So is one that is gone or can't be signed; the others are signed.

    Raises:
        UsageError: no usable key.
    """
    done = LateSigning()
    with archive.folder.sign_lock():
        for document in documents:
            desk = None if stop() or done.put_off else _desk_of(document, archive)
            if desk is None:
                done.left.append(document)
                continue
            try:
                done.signed += desk.replace(document.document_id)
            except InputError as error:
                done.refused.append((document, error))
                if can_be_signed_later(error):
                    done.put_off = error
    keep_refusals(archive, [(one.document_id, error) for one, error in done.refused])
    return done


def _desk_of(document: UnsignedDocument, archive: Archive) -> SigningDesk | None:
    """Who signs a document; None where it is another clerk than the one who asks."""
    settings = archive.settings
    name = document.awaits_signature or settings.archive.profile_run
    if profile_named(name).key == "person" and document.operator != archive.operator:
        return None
    if registry.is_signed_by_tool(settings, name):
        return None
    keys = str(archive.folder.keys)
    signer = registry.file_signer(settings, name, keys, settings.operator)
    make = partial(_sign_copy, signer, archive.folder.keys)
    return SigningDesk(archive, signer.profile, make)


def _sign_copy(
    signer: Signer, keys: Path, row: DocumentRow, pdf: Path, aside: Path
) -> SignedPdf:
    place = free_place(pdf, signer.corner, signer.stamp_size)
    plain = ArchivalPdf(str(pdf), row.pdfa_part or "", row.page_count, ())
    signed = signer.sign(plain, aside, now(), place)
    return replace(signed, verdict=judge_signed(aside, keys))


def put_signed(
    archive: Archive, document: UnsignedDocument, aside: Path, level: str
) -> bool:
    """Put a file that another program has signed into the place of the unsigned one; False where it
    is signed already.

    Args:
        archive: open to be written.
        document: what is signed.
        aside: the signed file, in the folder of the unsigned one.
        level: of the signature.

    Raises:
        InputError: `file_changed`: what was signed are not the bytes of the record;
            `made_unsound`: the signature does not hold.
    """
    desk = SigningDesk(archive, document.awaits_signature or "")
    verdict = judge_signed(aside, archive.folder.keys)
    return desk.put(document.document_id, aside, level, verdict)
