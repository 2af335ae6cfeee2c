"""Signing what was filed without a signature: only bytes that are those of the record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import registry
from pipeline.archive.signing.levels import is_timestamper_gone
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.signer import Signer, UnsignedSigner
from pipeline.common.clock import now, stamp
from pipeline.common.fault_points import reach
from pipeline.common.files import bytes_problem, sha256_of, sync_folder
from pipeline.errors import DeferredError, InputError, StorageError
from pipeline.ledger import Attempt
from pipeline.messages.findings import FINDINGS
from pipeline.open_archive import Archive
from pipeline.runner.commit import placed_files
from pipeline.runner.context import RunContext
from pipeline.runner.signing.stamp_place import free_place
from pipeline.runner.signing.unsigned import (
    UnsignedDocument,
    awaiting_signature,
    unsigned_documents,
)
from pipeline.store.record import StoreChange
from pipeline.store.typed import read_rows
from schemas.archive import ArchivalPdf
from schemas.states import AttemptState, SignatureLevel, WorkStage
from schemas.tables.rows import DocumentRow, make_event

_BATCH = "sign"


@dataclass(slots=True)
class LateSigning:
    """What a call signed, what it refused, and the documents that it left for a later one."""

    signed: int = 0
    refused: list[tuple[UnsignedDocument, InputError]] = field(default_factory=list)
    left: list[UnsignedDocument] = field(default_factory=list)
    timestamper_gone: InputError | None = None


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
        one for one in awaiting_signature(archive.store) if one.awaits_signature == own
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
    if done.timestamper_gone is None:
        return None
    count = len(done.left) + 1
    return DeferredError(
        "waiting_for_signature",
        f"the time-stamper does not answer: {count} files are filed and wait for their signature",
        item="keys.tsa_url",
        remedy="they are signed by the next run or retry, or by: sohoa sign",
        values={"count": count},
    )


def sign_unsigned(archive: Archive) -> LateSigning:
    """Sign all that is unsigned and that this operator may sign."""
    return sign_documents(archive, unsigned_documents(archive.store))


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
            desk = (
                None if stop() or done.timestamper_gone else _desk_of(document, archive)
            )
            if desk is None:
                done.left.append(document)
                continue
            try:
                done.signed += desk.sign(document.document_id)
            except InputError as error:
                done.refused.append((document, error))
                if is_timestamper_gone(error):
                    done.timestamper_gone = error
    _keep_refusals(done, archive)
    return done


def _desk_of(document: UnsignedDocument, archive: Archive) -> _Desk | None:
    """Who signs a document; None where it is another clerk than the one who asks."""
    settings = archive.settings
    name = document.awaits_signature or settings.archive.profile_run
    if profile_named(name).key == "person" and document.operator != archive.operator:
        return None
    if registry.is_signed_by_tool(settings, name):
        return None
    keys = str(archive.folder.keys)
    return _Desk(archive, registry.file_signer(settings, name, keys, settings.operator))


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
        InputError: `file_changed`: what was signed are not the bytes of the record.
    """
    desk = _Desk(archive, UnsignedSigner(profile=document.awaits_signature or ""))
    return desk.put(document.document_id, aside, level)


class _Desk:
    """Signs one file after the other."""

    def __init__(self, archive: Archive, signer: Signer) -> None:
        self._folder, self._store, self._ledger = (
            archive.folder,
            archive.store,
            archive.ledger,
        )
        self._signer, self._settings = signer, archive.settings

    def sign(self, document_id: str) -> bool:
        """Sign a document's file and record it; False where another call has done so in the
        meantime.

        Raises:
            InputError: its bytes are gone, changed or unreadable, or it can't be signed.
        """
        row = self._row(document_id)
        if row is None:
            return False
        pdf, _ = placed_files(self._folder, row.pdf_path)
        code = bytes_problem(pdf, row.pdf_sha256, "file_missing", "file_changed")
        if code == "file_changed" and (half := self._half_done(row, pdf)):
            with self._folder.write_lock():
                return self._record(half)
        if code is not None:
            raise _refusal(code, pdf)
        aside = pdf.with_name(f".{pdf.name}.signing")
        try:
            done = self._signed_aside(row, pdf, aside)
            with self._folder.write_lock():
                return self._put(done, aside, pdf)
        except StorageError as error:
            if pdf.is_file():
                raise
            # It went away in this very moment.
            raise _refusal("file_missing", pdf) from error
        finally:
            aside.unlink(missing_ok=True)

    def _signed_aside(self, row: DocumentRow, pdf: Path, aside: Path) -> _Signed:
        """Sign a file into another one beside it."""
        moment = now()
        place = free_place(pdf, self._signer.corner, self._signer.stamp_size)
        plain = ArchivalPdf(str(pdf), row.pdfa_part or "", row.page_count, ())
        made = self._signer.sign(plain, aside, moment, place)
        # What was signed, not what lay there a moment before.
        if not _begins_with(aside, row.pdf_bytes, row.pdf_sha256):
            raise _refusal("file_changed", pdf)
        facts = (made.level, made.sha256, made.size, stamp(moment))
        return _Signed(row.document_id, *facts)

    def put(self, document_id: str, aside: Path, level: str) -> bool:
        """See `put_signed`."""
        row = self._row(document_id)
        if row is None:
            return False
        pdf, _ = placed_files(self._folder, row.pdf_path)
        if not _begins_with(aside, row.pdf_bytes, row.pdf_sha256):
            raise _refusal("file_changed", pdf)
        size = aside.stat().st_size
        done = _Signed(document_id, level, sha256_of(aside), size, stamp(now()))
        with self._folder.sign_lock(), self._folder.write_lock():
            return self._put(done, aside, pdf)

    def _put(self, done: _Signed, aside: Path, pdf: Path) -> bool:
        """Put the signed file in its place. The ledger says before what is about to be there: a
        crash is understood."""
        if self._row(done.document_id) is None:
            return False
        self._ledger.attempts.add(
            Attempt(
                done.document_id,
                WorkStage.SIGN,
                AttemptState.PLANNED,
                self._settings.digest(),
                _BATCH,
                result=done,
            )
        )
        reach("signature.place")
        aside.replace(pdf)
        reach("signature.placed")
        sync_folder(pdf.parent)
        return self._record(done)

    def _half_done(self, row: DocumentRow, pdf: Path) -> _Signed | None:
        """The signature that a crash kept out of the record, where the file is exactly what was
        about to be there."""
        left = self._ledger.attempts.latest_result(row.document_id, WorkStage.SIGN)
        done = _Signed(**left) if isinstance(left, dict) else None
        return done if done is not None and sha256_of(pdf) == done.sha256 else None

    def _record(self, done: _Signed) -> bool:
        row = self._row(done.document_id)
        if row is None:
            return False
        operator = self._settings.operator
        row = replace(
            row,
            signature_level=done.level,
            pdf_sha256=done.sha256,
            pdf_bytes=done.size,
            operator=row.operator or operator,
            awaits_signature=None,
        )
        detail = {
            "level": done.level,
            "profile": self._signer.profile,
            "sha256": done.sha256,
        }
        said = make_event(
            done.at, operator, "digital signature generation", done.document_id, detail
        )
        change = {done.document_id: {"documents": [row]}}
        self._store.commit(
            StoreChange(append={"events": [said]}, replace_documents=change)
        )
        return True

    def _row(self, document_id: str) -> DocumentRow | None:
        """The row as it stands now (decisions may have come in);
        None where it is signed already."""
        rows = read_rows(self._store, "documents", DocumentRow, [document_id])
        return next(
            (row for row in rows if row.signature_level == SignatureLevel.UNSIGNED),
            None,
        )


@dataclass(frozen=True, slots=True)
class _Signed:
    """A signed file as it is to be recorded."""

    document_id: str
    level: str
    sha256: str
    size: int
    at: str


def _begins_with(path: Path, size: int, sha256: str) -> bool:
    """Whether the first `size` bytes are those with this hash
    (a signature is added behind them)."""
    digest, left = hashlib.sha256(), size
    with path.open("rb") as file:
        while left and (chunk := file.read(min(left, 1 << 20))):
            digest.update(chunk)
            left -= len(chunk)
    return left == 0 and digest.hexdigest() == sha256


def _refusal(code: str, pdf: Path) -> InputError:
    message, remedy = FINDINGS[code]
    return InputError(code, message, item=pdf.name, remedy=remedy)


def _keep_refusals(done: LateSigning, archive: Archive) -> None:
    """An event for each document that is refused; that the time-stamper is away says nothing of
    any."""
    refused = [
        (one, error) for one, error in done.refused if not is_timestamper_gone(error)
    ]
    if not refused:
        return
    at, actor = stamp(now()), archive.settings.operator
    events = [
        make_event(
            at,
            actor,
            _action(error),
            one.document_id,
            {"outcome": "refused", "code": error.code},
        )
        for one, error in refused
    ]
    with archive.folder.write_lock():
        archive.store.commit(StoreChange(append={"events": events}))


def _action(error: InputError) -> str:
    return "fixity check" if error.code in FINDINGS else "digital signature generation"
