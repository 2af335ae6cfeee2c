"""The files of an inbox: PDFs holding the scanner's JPEGs untouched, TIFFs, folders, loose images,
a stack, faults."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image

from synthetic.samples.plan import Planned
from synthetic.samples.scans import Scan, ScannedDoc

# What the ingest stage says of each fault.
FAULT_CODES = {
    "empty": "empty_file",
    "text": "unsupported_type",
    "cut_jpeg": "broken_image",
    "cut_pdf": "broken_pdf",
}


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a document of a dossier lies: path relative to the inbox, and the code of its fault, if
    it has one.

    `doc` is None for a file that holds no paper; `stack_pages` are the pages (from 1) that it has
    in a stack.
    """

    ordinal: int
    name: str
    doc: ScannedDoc | None
    fault: str | None = None
    stack_pages: tuple[int, ...] = ()


def file_dossier(
    inbox: Path, planned: Planned, docs: Sequence[ScannedDoc]
) -> tuple[Filed, ...]:
    """Write a dossier into the inbox as its case says; the fault, if any, befalls the last
    document."""
    case, code = planned.case, planned.code
    if case.fault == "text":
        (inbox / f"{code}.pdf").write_text(
            "Tệp này là văn bản thuần, không phải PDF.\n", encoding="utf-8"
        )
        return (Filed(1, f"{code}.pdf", None, FAULT_CODES["text"]),)
    if case.container == "single":
        (inbox / f"{code}.pdf").write_bytes(
            pdf_of([scan for doc in docs for scan in doc.scans], case.dpi)
        )
        return (Filed(1, f"{code}.pdf", docs[0]),)
    folder = inbox / code
    folder.mkdir(parents=True)
    if case.container == "loose":
        for number, scan in enumerate(docs[0].scans, start=1):
            (folder / f"{number:03d}{scan.suffix}").write_bytes(scan.data)
        return (Filed(1, f"{code}/001{docs[0].scans[0].suffix}", docs[0]),)
    filed = []
    for ordinal, doc in enumerate(docs, start=1):
        name = _file(folder, ordinal, doc, planned)
        broken = case.fault if ordinal == len(docs) else None
        if broken is not None:
            _break(folder / name, broken)
        filed.append(
            Filed(ordinal, f"{code}/{name}", doc, broken and FAULT_CODES[broken])
        )
    return tuple(filed)


def _file(folder: Path, ordinal: int, doc: ScannedDoc, planned: Planned) -> str:
    if planned.case.container == "folder":
        name = f"{ordinal:02d}"
        (folder / name).mkdir()
        for number, scan in enumerate(doc.scans, start=1):
            (folder / name / f"{number:03d}{scan.suffix}").write_bytes(scan.data)
    elif planned.case.container == "tiff":
        name = f"{ordinal:02d}.tif"
        (folder / name).write_bytes(tiff_of(doc.scans, planned.case.dpi))
    else:
        name = f"{ordinal:02d}.pdf"
        (folder / name).write_bytes(pdf_of(doc.scans, planned.case.dpi))
    return name


def _break(path: Path, fault: str) -> None:
    """Cut a file short, or leave none of it."""
    victim = sorted(path.iterdir())[-1] if path.is_dir() else path
    data = victim.read_bytes()
    keep = {"empty": 0, "cut_jpeg": len(data) * 2 // 5, "cut_pdf": len(data) // 8}[
        fault
    ]
    victim.write_bytes(data[:keep])


def pdf_of(scans: Sequence[Scan], dpi: int) -> bytes:
    """A PDF whose pages are the JPEG files themselves; the same pages give the same bytes."""
    pdf = pikepdf.new()
    for scan in scans:
        with Image.open(io.BytesIO(scan.data)) as image:
            width, height, grey = image.width, image.height, image.mode == "L"
        stream = pikepdf.Stream(
            pdf,
            scan.data,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        size = (width * 72 / dpi, height * 72 / dpi)
        page = pdf.add_blank_page(page_size=size)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream))
        page.Contents = pdf.make_stream(b"q %.4f 0 0 %.4f 0 0 cm /Im0 Do Q" % size)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def tiff_of(scans: Sequence[Scan], dpi: int) -> bytes:
    """A multi-page TIFF, CCITT group 4."""
    first, *rest = [scan.page.image for scan in scans]
    out = io.BytesIO()
    first.save(
        out,
        "TIFF",
        compression="group4",
        dpi=(dpi, dpi),
        save_all=True,
        append_images=rest,
    )
    return out.getvalue()


def file_stack(
    inbox: Path,
    name: str,
    dossiers: Sequence[tuple[Planned, Sequence[ScannedDoc]]],
    sheets: Sequence[Sequence[Scan]],
) -> list[tuple[Filed, ...]]:
    """Write a stack: before each document of each dossier stands the separator sheet of `sheets`."""
    pages: list[Scan] = []
    filed = []
    for (_, docs), separators in zip(dossiers, sheets, strict=True):
        entries = []
        for ordinal, (doc, sheet) in enumerate(
            zip(docs, separators, strict=True), start=1
        ):
            pages.append(sheet)
            numbers = tuple(range(len(pages) + 1, len(pages) + 1 + len(doc.scans)))
            pages += doc.scans
            entries.append(Filed(ordinal, f"{name}.pdf", doc, None, numbers))
        filed.append(tuple(entries))
    (inbox / f"{name}.pdf").write_bytes(pdf_of(pages, 200))
    return filed
