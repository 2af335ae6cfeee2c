"""PDF files: opening, page count, signatures, and what makes one unfit."""

from __future__ import annotations

import math
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Name

from pipeline.ingest.pdf.boxes import area, intersect, sort_box
from pipeline.ingest.pdf.recovery import forget_assumed_boxes, recover
from schemas.geometry import BoundingBox

_opened = threading.local()
_DANGEROUS = {"/JavaScript", "/Launch"}
_MAX_DEPTH = 40
_DATA_FILES = {".xml", ".json", ".csv", ".txt", ".p7s", ".p7m", ".sig", ".asc"}
_PIECE = 1 << 20
# As inline pictures may call them; some makers do so everywhere.
_FILTER_NAMES = {
    "/AHx": "ASCIIHexDecode",
    "/A85": "ASCII85Decode",
    "/LZW": "LZWDecode",
    "/Fl": "FlateDecode",
    "/RL": "RunLengthDecode",
    "/CCF": "CCITTFaxDecode",
    "/DCT": "DCTDecode",
}
_MAX_TREE = 10_000


def open_pdf(path: Path) -> pikepdf.Pdf:
    """The file, opened; each thread keeps the last one open, since pages are asked for one after
    the other.

    A file with wrong cross references is accepted where its end is there and no page is missing.

    Raises:
        pikepdf.PasswordError: it wants a password.
        pikepdf.PdfError, ValueError: it is broken.
        OSError: it can't be read.
    """
    status = path.stat()
    key = str(path), status.st_mtime_ns, status.st_size
    if getattr(_opened, "key", None) != key:
        close_pdf()
        _opened.pdf, _opened.key = _open(path), key
    pdf: pikepdf.Pdf = _opened.pdf
    return pdf


def close_pdf() -> None:
    """Close what this thread keeps open."""
    if getattr(_opened, "pdf", None) is not None:
        _opened.pdf.close()
    _opened.pdf = _opened.key = None


def _open(path: Path) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(path, attempt_recovery=False, suppress_warnings=True)
        len(pdf.pages)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        pdf = recover(path)
    forget_assumed_boxes(pdf)
    return pdf


def is_signed(pdf: pikepdf.Pdf) -> bool:
    """A signature field holds a signature (/ByteRange and /Contents), be it of the form or only on
    a page."""
    form = pdf.Root.get("/AcroForm")
    listed = (
        _fields(form.get("/Fields"), None, 0)
        if isinstance(form, pikepdf.Dictionary)
        else ()
    )
    return any(
        kind == Name.Sig and _holds_signature(field) for field, kind in listed
    ) or any(
        _holds_signature(widget)
        for page in pdf.pages
        for widget in _signature_widgets(page)
    )


def _holds_signature(field: pikepdf.Object) -> bool:
    value = field.get("/V")
    return (
        isinstance(value, pikepdf.Dictionary)
        and "/ByteRange" in value
        and "/Contents" in value
    )


def _signature_widgets(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    """The page's signature fields; one whose field is its parent is given as that."""
    annotations = page.obj.get("/Annots")
    for one in annotations if isinstance(annotations, pikepdf.Array) else ():
        if isinstance(one, pikepdf.Dictionary):
            above = one.get("/Parent")
            field = (
                one
                if "/V" in one or not isinstance(above, pikepdf.Dictionary)
                else above
            )
            if field.get("/FT") == Name.Sig:
                yield field


def _fields(
    fields: pikepdf.Object | None, kind: pikepdf.Object | None, depth: int
) -> Iterator[tuple[pikepdf.Object, pikepdf.Object | None]]:
    if not isinstance(fields, pikepdf.Array) or depth > _MAX_DEPTH:
        return
    for field in fields:
        if isinstance(field, pikepdf.Dictionary):
            own = field.get("/FT", kind)
            yield field, own
            yield from _fields(field.get("/Kids"), own, depth + 1)


def runs_programs(pdf: pikepdf.Pdf) -> bool:
    """Some action of the file runs JavaScript or starts a program."""
    return any(
        isinstance(item, pikepdf.Dictionary)
        and (str(item.get("/S")) in _DANGEROUS or "/JS" in item)
        for outer in pdf.objects
        for item in _walk(outer, 0)
    )


def _walk(item: pikepdf.Object, depth: int) -> Iterator[pikepdf.Object]:
    """Direct objects inside `item`; indirect ones come up in the list of all objects by
    themselves."""
    yield item
    if depth > _MAX_DEPTH or not isinstance(item, (pikepdf.Dictionary, pikepdf.Array)):
        return
    values = (
        list(item)
        if isinstance(item, pikepdf.Array)
        else [value for _, value in item.items()]
    )
    for value in values:
        if (
            isinstance(value, (pikepdf.Dictionary, pikepdf.Array))
            and not value.is_indirect
        ):
            yield from _walk(value, depth + 1)


def shows_elsewhere(pdf: pikepdf.Pdf) -> bool:
    """What a reader shows is not on the pages: a portfolio of attachments, or a form built when it
    is opened (XFA)."""
    return "/Collection" in pdf.Root or bool(pdf.Root.get("/NeedsRendering", False))


def count_attached_papers(pdf: pikepdf.Pdf) -> int:
    """How many files are attached, or pinned to a page, that a person would call papers: all but
    data for programs, as electronic results carry them."""
    specs = (*_find_attached(pdf), *_find_pinned(pdf))
    return sum(Path(_file_name(one)).suffix.lower() not in _DATA_FILES for one in specs)


def _find_attached(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    names = pdf.Root.get("/Names")
    tree = (
        names.get("/EmbeddedFiles") if isinstance(names, pikepdf.Dictionary) else None
    )
    if isinstance(tree, pikepdf.Dictionary):
        yield from pikepdf.NameTree(tree).values()


def _find_pinned(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in pdf.pages:
        marks = page.obj.get("/Annots")
        for mark in marks if isinstance(marks, pikepdf.Array) else ():
            if (
                isinstance(mark, pikepdf.Dictionary)
                and mark.get("/Subtype") == "/FileAttachment"
            ):
                yield mark.get("/FS", mark)


def _file_name(spec: pikepdf.Object) -> str:
    if not isinstance(spec, pikepdf.Dictionary):
        return ""
    return str(spec.get("/UF", spec.get("/F", "")))


def image_sizes(pdf: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    """(width, height) that each image of the file declares, inside forms and patterns as well."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == Name.Image:
            yield (
                int(_number(item.get("/Width"), 0)),
                int(_number(item.get("/Height"), 0)),
            )


def find_inherited(page: pikepdf.Page, key: str) -> pikepdf.Object | None:
    """A page's entry, or that of the nearest node above it; None where there is none."""
    node: pikepdf.Object | None = page.obj
    for _ in range(_MAX_TREE):
        if not isinstance(node, pikepdf.Dictionary):
            break
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def page_box(page: pikepdf.Page) -> BoundingBox | None:
    """The crop box inside the media box, in points; None where a page has none."""
    media = _box(find_inherited(page, "/MediaBox"))
    if media is None:
        return None
    crop = intersect(_box(find_inherited(page, "/CropBox")) or media, media)
    return crop if area(crop) else media


def _box(entry: pikepdf.Object | None) -> BoundingBox | None:
    if entry is None:
        return None
    try:
        box = BoundingBox(*sort_box(entry))
    except (TypeError, ValueError):
        return None
    return box if area(box) and math.isfinite(area(box)) else None


def user_unit(page: pikepdf.Page) -> float:
    """Size of the page's points in 1/72 inch."""
    unit = _number(page.obj.get("/UserUnit"), 1.0)
    return unit if 0 < unit < math.inf else 1.0


def page_rotation(page: pikepdf.Page) -> int:
    """The clockwise turn that readers give the page: 0, 90, 180 or 270."""
    return round(_number(find_inherited(page, "/Rotate"), 0.0) / 90) * 90 % 360


def _number(entry: pikepdf.Object | float | None, default: float) -> float:
    try:
        return float(entry)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return default


def filters(stream: pikepdf.Object) -> tuple[tuple[str, pikepdf.Object], ...]:
    """(filter name without slash, its parameters) of a stream, in decoding order."""
    named: pikepdf.Object | list[str] = stream.get("/Filter", [])
    given: pikepdf.Object | None = stream.get("/DecodeParms")
    names = [named] if isinstance(named, pikepdf.Name) else list(named)
    parms: list[object] = list(given) if isinstance(given, pikepdf.Array) else [given]
    parms += [None] * (len(names) - len(parms))
    return tuple(
        (
            _FILTER_NAMES.get(str(name), str(name)[1:]),
            parm if isinstance(parm, pikepdf.Dictionary) else pikepdf.Dictionary(),
        )
        for name, parm in zip(names, parms, strict=False)
    )


def inflate(data: bytes, most: int) -> bytes:
    """The bytes of a whole zlib stream.

    Raises:
        ValueError: it is cut off or broken, or holds more than `most` bytes.
    """
    machine = zlib.decompressobj()
    try:
        out = machine.decompress(data, most + 1)
    except zlib.error as error:
        raise ValueError("compressed data are broken") from error
    if len(out) > most:
        raise ValueError("more data than allowed")
    if not machine.eof and not _is_whole_but_checksum(data):
        raise ValueError("compressed data end too early")
    return out


def _is_whole_but_checksum(data: bytes) -> bool:
    """Whether only the checksum behind the last block is missing, as some makers leave it out."""
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = data[2:]
    while rest and not machine.eof:
        machine.decompress(rest, _PIECE)
        rest = machine.unconsumed_tail
    return machine.eof
