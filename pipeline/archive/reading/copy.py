"""A small copy of an archival file, to be looked at and searched: pages, text and description stay,
pictures become layers, signatures stay behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name

from pipeline.archive.reading.layers import Layers, load_reading_rules, part_layers
from pipeline.common.steady import steady_file
from schemas.imaging import Pixels

FaxCoder = Callable[[NDArray[np.bool_]], bytes]
"""CCITT T.6 of a picture in which True is white."""
_MARK = "Bản xem thu gọn, không phải bản lưu"
_SOFT_TYPES = {"/DCTDecode", "/JPXDecode", "/FlateDecode"}


@dataclass(frozen=True, slots=True)
class ReadingCopy:
    """What was written: its size, and how many of its pages have layers."""

    size: int
    pages: int
    layered: int


def write_reading_copy(archival: Path, out: Path, fax: FaxCoder) -> ReadingCopy:
    """Write and sync the reading copy of a file that this program made.

    Pages whose picture is black and white, can't be decoded here or would hardly get smaller keep
    it. The copy is PDF/A of the same kind, says in its title that it is a copy, and bears no
    signature.

    Args:
        archival: signed or not.
        out: overwritten.
        fax: codes the ink.

    Raises:
        pikepdf.PdfError, OSError: the file can't be read.
    """
    with pikepdf.open(archival) as book:
        layered = sum(_layer_page(book, page, fax) for page in book.pages)
        _leave_signatures(book)
        _say_what_it_is(book)
        book.remove_unreferenced_resources()
        with steady_file(out) as file:
            book.save(
                file,
                min_version="1.7",
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                deterministic_id=True,
                fix_metadata_version=False,
            )
        return ReadingCopy(out.stat().st_size, len(book.pages), layered)


def _layer_page(book: pikepdf.Pdf, page: pikepdf.Page, fax: FaxCoder) -> bool:
    """Whether the page has layers now; one that was kept as it came has its own content."""
    if isinstance(page.obj.Contents, Array):
        return False
    drawn = page.Resources.get("/XObject", Dictionary())
    image = drawn.get("/Im") if isinstance(drawn, Dictionary) else None
    if not isinstance(image, pikepdf.Stream) or (pixels := _decode(image)) is None:
        return False
    dpi = 72 * int(image.Width) / max(float(page.mediabox[2]), 1.0)
    layers = part_layers(pixels, dpi)
    background, colour = (
        _jpeg(book, one) for one in (layers.background, layers.colour)
    )
    colour.Mask = _stencil(book, layers, fax)
    made = (background, colour, colour.Mask)
    size = sum(len(one.read_raw_bytes()) for one in made)
    if size > load_reading_rules().most_growth * len(image.read_raw_bytes()):
        return False
    page.Resources.XObject = Dictionary(Im=background, Ink=colour)
    content = page.Contents.read_bytes()
    page.Contents = book.make_stream(content.replace(b"/Im Do", b"/Im Do /Ink Do", 1))
    return True


def _decode(image: pikepdf.Stream) -> Pixels | None:
    """Grey or RGB samples; None for black and white and for what Pillow can't decode."""
    if image.BitsPerComponent != 8 or str(image.get("/Filter")) not in _SOFT_TYPES:
        return None
    try:
        picture = pikepdf.PdfImage(image).as_pil_image()
        mode = "L" if picture.mode in {"L", "1"} else "RGB"
        return np.asarray(picture.convert(mode), np.uint8)
    except (pikepdf.PdfError, NotImplementedError, OSError, ValueError):
        return None


def _jpeg(book: pikepdf.Pdf, pixels: Pixels) -> pikepdf.Stream:
    grey = pixels.ndim == 2
    order = pixels if grey else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    options = [cv2.IMWRITE_JPEG_QUALITY, load_reading_rules().quality]
    _, data = cv2.imencode(".jpg", order, [*options, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
    space = Name.DeviceGray if grey else Name.DeviceRGB
    return _image(book, data.tobytes(), pixels.shape[:2], 8, Name.DCTDecode, space)


def _stencil(book: pikepdf.Pdf, layers: Layers, fax: FaxCoder) -> pikepdf.Stream:
    """Black of the fax coding, 0, is painted; white is not."""
    height, width = layers.ink.shape
    made = _image(book, fax(~layers.ink), (height, width), 1, Name.CCITTFaxDecode, None)
    made.ImageMask = True
    made.DecodeParms = Dictionary(K=-1, Columns=width, Rows=height, BlackIs1=False)
    return made


def _image(
    book: pikepdf.Pdf,
    data: bytes,
    shape: tuple[int, ...],
    bits: int,
    coding: pikepdf.Name,
    space: pikepdf.Name | None,
) -> pikepdf.Stream:
    made = book.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=shape[1],
        Height=shape[0],
        BitsPerComponent=bits,
        Filter=coding,
    )
    if space is not None:
        made.ColorSpace = space
    return made


def _leave_signatures(book: pikepdf.Pdf) -> None:
    """The copy is another file: signatures would be broken in it."""
    for key in ("/AcroForm", "/DSS", "/Extensions", "/Perms"):
        if key in book.Root:
            del book.Root[key]
    for page in book.pages:
        if "/Annots" in page:
            kept = [one for one in page.Annots if one.get("/FT") != Name.Sig]
            page.Annots = Array(kept)


def _say_what_it_is(book: pikepdf.Pdf) -> None:
    with book.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        title = f"{meta.get('dc:title', '')} ({_MARK})".strip()
        meta["dc:title"] = title
    book.trailer.Info.Title = pikepdf.String(title)
