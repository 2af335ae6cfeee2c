"""A look at a file's structure: type, pages, signature, and every reason to refuse it that shows
without decoding.

JavaScript, attachments and launch actions are no reason to refuse a PDF, since only its pictures
are taken; they are where it is signed, because then its bytes are filed as they are. That papers
are attached is told: they are not among its pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from pipeline.config import LimitSettings
from pipeline.errors import InputError
from pipeline.ingest.limits import blame_machine, check_size, unreadable
from pipeline.ingest.media import HEAD_BYTES, sniff
from pipeline.ingest.pdf.document import (
    count_attached_papers,
    image_sizes,
    is_signed,
    open_pdf,
    runs_programs,
    shows_elsewhere,
)
from pipeline.ingest.pictures.jpeg import read_frame
from pipeline.ingest.pictures.raster import DECODE_ERRORS, open_picture
from pipeline.ingest.pictures.tiff import tiff_pages
from schemas.received.source import FileInspection, MediaType

PAPERS_ATTACHED = "papers_attached"
_SCAN_AGAIN = "scan the paper again"
_HEADER_BYTES = 1 << 20
# Their frames are known, or their data complete, only at the end.
_READ_WHOLE = {MediaType.WEBP, MediaType.HEIC, MediaType.AVIF}


def refuse_too_large(name: str, size: int, limits: LimitSettings) -> None:
    """Raises InputError `file_too_large` of a file with so many bytes."""
    if size > limits.max_file_mb * 1_000_000:
        raise InputError(
            "file_too_large",
            f"the file has {size / 1e6:.0f} MB",
            item=name,
            remedy=f"at most {limits.max_file_mb} MB; split it",
        )


def inspect_file(path: Path, limits: LimitSettings) -> FileInspection:
    """Type, page count and signature of a received file, without decoding its pages.

    Raises:
        InputError: `empty_file`, `file_too_large`, `unsupported_type`, `encrypted_pdf`,
            `unsupported_pdf`, `dangerous_pdf`, `no_pages`, `broken_pdf`, `broken_image`,
            `too_many_pages`, `too_many_pixels`, `too_small`.
        TransientInputError: `unreadable`.
    """
    kind = _kind_of(path, limits)
    if kind is MediaType.PDF:
        return _inspect_pdf(path, limits)
    try:
        pages = (
            _count_tiff(path, limits)
            if kind is MediaType.TIFF
            else _count_image(path, kind, limits)
        )
    except (*DECODE_ERRORS, MemoryError) as error:
        blame_machine(error, path)
        raise InputError(
            "broken_image",
            "the picture file is broken",
            item=path.name,
            remedy=_SCAN_AGAIN,
        ) from error
    return FileInspection(kind, pages, signed=False)


def reasons_to_look(files: Iterable[FileInspection]) -> tuple[str, ...]:
    """Why a person must look at a document of these files before anything of it is read: not all of
    its papers are pages."""
    return (PAPERS_ATTACHED,) if any(one.attachments for one in files) else ()


def _count_image(path: Path, kind: MediaType, limits: LimitSettings) -> int:
    if kind is MediaType.JPEG:
        frame = read_frame(path.read_bytes())
        check_size(frame.width, frame.height, limits, path.name)
        return 1
    data = path.read_bytes() if kind in _READ_WHOLE else _head(path)
    with open_picture(data, kind) as image:
        check_size(*image.size, limits, path.name)
        if getattr(image, "n_frames", 1) != 1:
            raise InputError(
                "unsupported_type",
                "a moving picture, or several in one file",
                item=path.name,
                remedy="save each as a plain picture",
            )
    return 1


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER_BYTES)


def _count_tiff(path: Path, limits: LimitSettings) -> int:
    pages = tiff_pages(path)
    _check_pages(len(pages), limits, path.name)
    for number, page in enumerate(pages, 1):
        check_size(*page.size, limits, path.name, number)
    return len(pages)


def _kind_of(path: Path, limits: LimitSettings) -> MediaType:
    """What a file is by its first bytes; refused by its size alone, or as no paper."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        blame_machine(error, path)
        raise unreadable(path) from error
    if not size:
        raise InputError(
            "empty_file", "the file is empty", item=path.name, remedy=_SCAN_AGAIN
        )
    if size > limits.max_file_mb * 1_000_000:
        raise InputError(
            "file_too_large",
            f"the file has {size / 1e6:.0f} MB",
            item=path.name,
            remedy=f"at most {limits.max_file_mb} MB; split it",
        )
    kind = sniff(head)
    if kind is None:
        raise InputError(
            "unsupported_type",
            "not a PDF or a picture of a known type",
            item=path.name,
            remedy="PDF, TIFF, JPEG, PNG, JPEG 2000, WebP, BMP, HEIC or AVIF",
        )
    return kind


@dataclass(frozen=True, slots=True)
class _PdfFacts:
    """What is found in a PDF before its pages are decoded."""

    inspection: FileInspection
    elsewhere: bool
    programs: bool


def _pdf_facts(path: Path, limits: LimitSettings) -> _PdfFacts:
    pdf = open_pdf(path)
    if pdf.is_encrypted:
        raise pikepdf.PasswordError
    pages, signed = len(pdf.pages), is_signed(pdf)
    _check_pages(pages, limits, path.name)
    for width, height in image_sizes(pdf):
        if width * height > limits.max_megapixels * 1e6:
            check_size(width, height, limits, path.name)
    papers = count_attached_papers(pdf)
    elsewhere, programs = shows_elsewhere(pdf), signed and runs_programs(pdf)
    found = FileInspection(MediaType.PDF, pages, signed, papers)
    return _PdfFacts(found, elsewhere, programs)


def _inspect_pdf(path: Path, limits: LimitSettings) -> FileInspection:
    try:
        facts = _pdf_facts(path, limits)
    except pikepdf.PasswordError as error:
        raise InputError(
            "encrypted_pdf",
            "the PDF is encrypted",
            item=path.name,
            remedy="ask for a copy without a password",
        ) from error
    except (pikepdf.PdfError, *DECODE_ERRORS, MemoryError) as error:
        blame_machine(error, path)
        raise InputError(
            "broken_pdf", "the PDF is broken", item=path.name, remedy=_SCAN_AGAIN
        ) from error
    if facts.elsewhere:
        raise InputError(
            "unsupported_pdf",
            "a portfolio or a form that is built when it is opened",
            item=path.name,
            remedy="print it to a plain PDF, or scan the paper",
        )
    if facts.programs:
        raise InputError(
            "dangerous_pdf",
            "a signed PDF that runs programs",
            item=path.name,
            remedy="ask the issuer for a file without scripts",
        )
    return facts.inspection


def _check_pages(count: int, limits: LimitSettings, item: str) -> None:
    if count == 0:
        raise InputError(
            "no_pages", "the file has no pages", item=item, remedy=_SCAN_AGAIN
        )
    if count > limits.max_pages:
        raise InputError(
            "too_many_pages",
            f"the file has {count} pages",
            item=item,
            remedy=f"at most {limits.max_pages}; split it",
        )
