"""Reading copies of dossiers written: small files to look at and to search, never the record. Each
dossier that leaves is in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pikepdf

from pipeline.archive.reading.copy import write_reading_copy
from pipeline.common.files import bytes_problem
from pipeline.config import Settings
from pipeline.errors import InputError
from pipeline.ingest.pictures.raster import g4_encode
from pipeline.messages.findings import FINDINGS
from pipeline.open_archive import Archive, open_archive
from pipeline.operations.exporting.dossiers import (
    not_exported,
    require_outside,
    rows_of_dossier,
)
from pipeline.runner.commit import locate_files
from pipeline.trouble import storage_at
from schemas.answers.exporting import (
    NotExported,
    ReadingAnswer,
    ReadingCopyJson,
)
from schemas.states import SignatureLevel
from schemas.tables.rows import DocumentRow


def export_reading_copies(
    archive: Path, settings: Settings, codes: Sequence[str], out: Path
) -> ReadingAnswer:
    """Write DOSSIER.N.reading.pdf for every document of these dossiers; a copy that is there is
    replaced. What can't be copied is told, the others are copied.

    Raises:
        UsageError: `export_in_archive`, before anything was written.
        StorageError: the disk failed, or the audit line can't be written.
    """
    answer: ReadingAnswer = {"out": str(out), "copies": [], "refused": []}
    with open_archive(archive, settings) as opened:
        require_outside(out, opened.folder.root)
        with storage_at(out):
            out.mkdir(exist_ok=True)
        for code in dict.fromkeys(codes):
            try:
                rows = rows_of_dossier(opened.store.snapshot(), code)
            except InputError as error:
                answer["refused"].append(_refuse(code, error, settings.lang))
                continue
            opened.note_look("export", code, "reading copies")
            for row in rows:
                try:
                    answer["copies"].append(_copy(opened, row, out))
                except InputError as error:
                    answer["refused"].append(_refuse(code, error, settings.lang))
    return answer


def _copy(archive: Archive, row: DocumentRow, out: Path) -> ReadingCopyJson:
    with archive.folder.read_lock():  # no commit replaces a file meanwhile
        pdf, _ = locate_files(archive.folder, row.pdf_path)
        if row.signature_level == SignatureLevel.RECEIVED:
            raise InputError(
                "reading_received",
                "the file arrived signed: it is given as it is, or not at all",
                item=pdf.name,
                remedy="take the file itself from the archive",
            )
        problem = bytes_problem(pdf, row.pdf_sha256, "file_missing", "file_changed")
        if problem is not None:
            raise _error_of(problem, pdf)
        place = out / f"{pdf.stem}.reading.pdf"
        try:
            with storage_at(place):
                made = write_reading_copy(pdf, place, g4_encode)
        except pikepdf.PdfError as error:
            raise _error_of("pdf_unreadable", pdf) from error
    return {
        "document_id": row.document_id,
        "path": str(place),
        "bytes": made.size,
        "archival_bytes": row.pdf_bytes,
        "pages": made.pages,
        "layered_pages": made.layered,
    }


def _error_of(code: str, pdf: Path) -> InputError:
    message, remedy = FINDINGS[code]
    return InputError(code, message, item=pdf.name, remedy=remedy)


def _refuse(code: str, error: InputError, lang: str) -> NotExported:
    refused = not_exported(code, error, lang)
    if error.item != code:  # one of the dossier's files
        refused["message"] = f"{error.item}: {refused['message']}"
    return refused
