"""Signing what was filed without a signature: only bytes that are those of the record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline import registry
from pipeline.archive.signing.signer import Signer
from pipeline.common.clock import now, stamp
from pipeline.common.files import sha256_of, sync_folder
from pipeline.config import Settings
from pipeline.errors import DeferredError, InputError, StorageError, UsageError
from pipeline.ledger import Attempt
from pipeline.messages import localized
from pipeline.messages.findings import FINDINGS
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.operations.fixity import bytes_problem
from pipeline.runner.commit import placed_files
from pipeline.store.record import StoreChange
from pipeline.store.typed import read_rows
from schemas.archive import ArchivalPdf
from schemas.rows import DocumentRow, make_event
from schemas.states import AttemptState, WorkStage

_Refused = tuple[DocumentRow, InputError]
_BATCH = "sign"
_TIMESTAMPER_GONE = "tsa_failed"


def sign_waiting(archive: Path, settings: Settings, *, upgrade: bool) -> dict[str, Any]:
    """Sign every `unsigned` file by the run's profile; each is replaced only when its signed copy
    is whole.

    A file whose bytes are not those of the record is not signed: that would make a change lawful.
    It is named in `refused`, with an event, and stays unsigned; so does one that is gone or can't
    be signed. The others are signed.

    Returns:
        {"signed", "level", "refused": [{"document_id", "path", "code", "message", "remedy"}],
        "waiting"}; `waiting` counts files that were not tried because the time-stamper does not
        answer.

    Raises:
        UsageError: no operator, no usable key, or signing is switched off.
        DeferredError: `upgrade`, which is not there yet.
    """
    if upgrade:
        raise DeferredError(
            "upgrade_deferred",
            "extending signatures is not there yet; nothing was changed",
            item="--upgrade",
            remedy="files made with a time-stamper and revocation lists are at B-LTA from the "
            "start",
        )
    if settings.signing == "none":
        raise UsageError(
            "signing_off",
            "signing is switched off",
            item="signing",
            remedy='set signing = "profiles"',
        )
    if not settings.operator.strip():
        raise UsageError(
            "no_operator",
            "who signs is not named",
            item="operator",
            remedy='give --operator "NAME"',
        )
    with open_archive(archive, settings, Access.WRITE) as opened:
        signer = registry.file_signer(
            settings, settings.archive.profile_run, str(opened.folder.keys), settings.operator
        )
        return _sign_all(opened, signer)


def _sign_all(archive: Archive, signer: Signer) -> dict[str, Any]:
    signed, refused = 0, list[_Refused]()
    desk = _Desk(archive, signer)
    with archive.folder.sign_lock():
        unsigned = {"signature_level": ["unsigned"]}
        waiting = read_rows(archive.store, "documents", DocumentRow, where=unsigned)
        for row in waiting:
            try:
                signed += desk.sign(row)
            except InputError as error:
                refused.append((row, error))
                if error.code == _TIMESTAMPER_GONE:
                    break
    _say_refused(refused, archive)
    archive.note_act("signed", f"{signed} documents")
    return {
        "signed": signed,
        "level": signer.level,
        "refused": _answer(refused, archive.settings.lang),
        "waiting": sum(row.document_id not in desk.seen for row in waiting),
    }


class _Desk:
    """Signs one file after the other."""

    def __init__(self, archive: Archive, signer: Signer) -> None:
        self._folder, self._store, self._ledger = archive.folder, archive.store, archive.ledger
        self._signer, self._settings = signer, archive.settings
        self.seen: set[str] = set()

    def sign(self, row: DocumentRow) -> bool:
        """Sign a document's file and record it; False where another call has done so in the
        meantime.

        Raises:
            InputError: its bytes are gone, changed or unreadable, or it can't be signed.
        """
        self.seen.add(row.document_id)
        pdf, _ = placed_files(self._folder, row.pdf_path)
        code = bytes_problem(pdf, row.pdf_sha256, "file_missing", "file_changed")
        if code == "file_changed" and (half := self._half_done(row, pdf)):
            with self._folder.write_lock():
                return self._record(half)
        if code is not None:
            raise _refusal(code, pdf)
        aside, moment = pdf.with_name(f".{pdf.name}.signing"), now()
        try:
            made = self._signer.sign(
                ArchivalPdf(str(pdf), row.pdfa_part or "", row.page_count, ()), aside, moment
            )
            # What was signed, not what lay there a moment before.
            if not _begins_with(aside, row.pdf_bytes, row.pdf_sha256):
                raise _refusal("file_changed", pdf)
            done = _Signed(row.document_id, made.level, made.sha256, made.size, stamp(moment))
            with self._folder.write_lock():
                return self._put(done, aside, pdf)
        except StorageError as error:
            if pdf.is_file():
                raise
            raise _refusal("file_missing", pdf) from error  # it went away in this very moment
        finally:
            aside.unlink(missing_ok=True)

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
        aside.replace(pdf)
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
        )
        detail = {"level": done.level, "profile": self._signer.profile, "sha256": done.sha256}
        said = make_event(
            done.at, operator, "digital signature generation", done.document_id, detail
        )
        change = {done.document_id: {"documents": [row]}}
        self._store.commit(StoreChange(append={"events": [said]}, replace_documents=change))
        return True

    def _row(self, document_id: str) -> DocumentRow | None:
        """The row as it stands now (decisions may have come in);
        None where it is signed already."""
        rows = read_rows(self._store, "documents", DocumentRow, [document_id])
        return next((row for row in rows if row.signature_level == "unsigned"), None)


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


def _say_refused(refused: Sequence[_Refused], archive: Archive) -> None:
    if not refused:
        return
    at: datetime = now()
    events = [
        make_event(
            stamp(at),
            archive.settings.operator,
            _action(error),
            row.document_id,
            {"outcome": "refused", "code": error.code},
        )
        for row, error in refused
    ]
    with archive.folder.write_lock():
        archive.store.commit(StoreChange(append={"events": events}))


def _action(error: InputError) -> str:
    return "fixity check" if error.code in FINDINGS else "digital signature generation"


def _answer(refused: Sequence[_Refused], lang: str) -> list[dict[str, Any]]:
    found = []
    for row, error in refused:
        message, remedy = localized(error.code, error.message, error.remedy, lang)
        place = {"document_id": row.document_id, "path": row.pdf_path}
        found.append({**place, "code": error.code, "message": message, "remedy": remedy})
    return found
