"""A filed file replaced by itself and what signing adds behind it: only where its bytes are those
of the record, and so that a crash at any moment is understood."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.common.clock import now, stamp
from pipeline.common.fault_points import reach
from pipeline.common.files import bytes_problem, sha256_of, sync_folder
from pipeline.errors import InputError, StorageError
from pipeline.ledger import Attempt
from pipeline.messages.findings import FINDINGS
from pipeline.open_archive import Archive
from pipeline.runner.commit import locate_files
from pipeline.store.record import StoreChange
from pipeline.store.typed import read_rows
from schemas.archive import SignedPdf
from schemas.states import AttemptState, SignatureLevel, WorkStage
from schemas.tables.rows import DocumentRow, make_event

UNSIGNED = frozenset({SignatureLevel.UNSIGNED.value})
Make = Callable[[DocumentRow, Path, Path], SignedPdf]
"""Writes the signed copy of a document's file: its row, the file, where the copy goes."""
_BATCH = "sign"


def _unmade(row: DocumentRow, pdf: Path, aside: Path) -> SignedPdf:
    """Of a desk that only puts files in their places."""
    raise ValueError("this desk makes no signatures")


@dataclass(frozen=True, slots=True)
class SigningDesk:
    """Replaces one file after the other.

    `profile` is told in the event; documents of other levels than `levels` are left as they are.
    """

    archive: Archive
    profile: str
    make: Make = _unmade
    levels: frozenset[str] = UNSIGNED

    def replace(self, document_id: str) -> bool:
        """Make a document's signed file and record it; False where another call has done so in the
        meantime.

        Raises:
            InputError: its bytes are gone, changed or unreadable, or it can't be signed.
        """
        row = self._row(document_id)
        if row is None:
            return False
        pdf, _ = locate_files(self.archive.folder, row.pdf_path)
        code = bytes_problem(pdf, row.pdf_sha256, "file_missing", "file_changed")
        if code == "file_changed" and (half := self._half_done(row, pdf)):
            with self.archive.folder.write_lock():
                return self._record(half)
        if code is not None:
            raise _refusal(code, pdf)
        aside = pdf.with_name(f".{pdf.name}.signing")
        try:
            made = self.make(row, pdf, aside)
            # What was signed, not what lay there a moment before.
            if not begins_with(aside, row.pdf_bytes, row.pdf_sha256):
                raise _refusal("file_changed", pdf)
            done = _Signed(
                document_id,
                made.level,
                made.sha256,
                made.size,
                stamp(now()),
                made.verdict,
            )
            with self.archive.folder.write_lock():
                return self._put(done, aside, pdf)
        except StorageError as error:
            if pdf.is_file():
                raise
            # It went away in this very moment.
            raise _refusal("file_missing", pdf) from error
        finally:
            aside.unlink(missing_ok=True)

    def put(
        self, document_id: str, aside: Path, level: str, verdict: str | None = None
    ) -> bool:
        """Put a file that was signed elsewhere into its place; see `put_signed`."""
        row = self._row(document_id)
        if row is None:
            return False
        pdf, _ = locate_files(self.archive.folder, row.pdf_path)
        if not begins_with(aside, row.pdf_bytes, row.pdf_sha256):
            raise _refusal("file_changed", pdf)
        size = aside.stat().st_size
        done = _Signed(
            document_id, level, sha256_of(aside), size, stamp(now()), verdict
        )
        with self.archive.folder.sign_lock(), self.archive.folder.write_lock():
            return self._put(done, aside, pdf)

    def _put(self, done: _Signed, aside: Path, pdf: Path) -> bool:
        """Put the signed file in its place. The ledger says before what is about to be there: a
        crash is understood."""
        if self._row(done.document_id) is None:
            return False
        self.archive.ledger.attempts.add(
            Attempt(
                done.document_id,
                WorkStage.SIGN,
                AttemptState.PLANNED,
                self.archive.settings.digest(),
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
        attempts = self.archive.ledger.attempts
        left = attempts.latest_result(row.document_id, WorkStage.SIGN)
        done = _Signed(**left) if isinstance(left, dict) else None
        return done if done is not None and sha256_of(pdf) == done.sha256 else None

    def _record(self, done: _Signed) -> bool:
        row = self._row(done.document_id)
        if row is None:
            return False
        operator = self.archive.settings.operator
        detail = {"level": done.level, "profile": self.profile, "sha256": done.sha256}
        if row.signature_level not in UNSIGNED:
            detail["extended_from"] = row.signature_level
        said = make_event(
            done.at, operator, "digital signature generation", done.document_id, detail
        )
        row = replace(
            row,
            signature_level=done.level,
            pdf_sha256=done.sha256,
            pdf_bytes=done.size,
            operator=row.operator or operator,
            signature_verdict=done.verdict,
            awaits_signature=None,
        )
        change = {done.document_id: {"documents": [row]}}
        self.archive.store.commit(
            StoreChange(append={"events": [said]}, replace_documents=change)
        )
        return True

    def _row(self, document_id: str) -> DocumentRow | None:
        """The row as it stands now (decisions may have come in);
        None where it is signed already."""
        rows = read_rows(self.archive.store, "documents", DocumentRow, [document_id])
        return next((row for row in rows if row.signature_level in self.levels), None)


@dataclass(frozen=True, slots=True)
class _Signed:
    """A signed file as it is to be recorded."""

    document_id: str
    level: str
    sha256: str
    size: int
    at: str
    verdict: str | None = None


def begins_with(path: Path, size: int, sha256: str) -> bool:
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
