"""One page of a received file: the stream to keep, its pixels, its resolution and the turn that the
file asks for."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np
import pikepdf
from PIL import ExifTags, Image, UnidentifiedImageError

from pipeline.config import LimitSettings, PreprocessSettings
from pipeline.errors import DigitizationError, InputError
from pipeline.ingest.limits import blame_machine, check_size, unsupported_error
from pipeline.ingest.pages.tiff_page import take_page
from pipeline.ingest.pdf.page import open_pdf_page
from pipeline.ingest.pictures import tiff
from pipeline.ingest.pictures.jp2 import plain_jp2
from pipeline.ingest.pictures.jpeg import decode_and_judge, read_frame, without_reserved
from pipeline.ingest.pictures.png import PngRows, png_rows
from pipeline.ingest.pictures.raster import (
    DECODE_ERRORS,
    UnsupportedImage,
    as_pixels,
    device_space,
    lossless,
    open_picture,
    plain,
    png_parms,
)
from pipeline.ingest.resolution import judge_dpi, thin_axis
from schemas.imaging import EncodedImage, PageImage, Pixels
from schemas.received.source import MediaType

# Turned by so many degrees clockwise, the picture stands as its Orientation tag asks. Mirrored ones
# ask for no turn.
_TURNS = {3: 180, 6: 90, 8: 270}


def open_page(
    path: Path,
    media_type: MediaType,
    index: int,
    limits: LimitSettings,
    preprocess: PreprocessSettings,
) -> PageImage:
    """Decode one page strictly and keep its own bytes where PDF/A-2 allows that.

    Args:
        path: the received file.
        media_type: its type, as `inspect_file` found it.
        index: the page in the file, from 0.
        limits: checked before anything is decoded.
        preprocess: the default resolution, and the one that drawn PDF pages get.

    Raises:
        InputError: `broken_image`, `broken_pdf`, `unsupported_image`, `too_many_pixels`,
            `too_small`, with the number.
        TransientInputError: `unreadable`.
        MissingToolError: poppler is needed and missing.
    """
    number = index + 1
    try:
        if media_type is MediaType.PDF:
            return open_pdf_page(path, index, limits, preprocess)
        if media_type is MediaType.TIFF:
            return _tiff_page(path, index, limits, preprocess)
        return _image_file(path, media_type, limits, preprocess)
    except DigitizationError as error:
        error.page = number if error.page is None else error.page
        error.item = error.item or path.name
        raise
    except (
        *DECODE_ERRORS,
        MemoryError,
        pikepdf.PdfError,
        cv2.error,
        AttributeError,
    ) as error:
        blame_machine(error, path, number)
        # AttributeError: pikepdf's word for an entry that a dictionary lacks.
        if isinstance(error, UnsupportedImage):
            raise unsupported_error(path, str(error), number) from error
        kind = "broken_pdf" if media_type is MediaType.PDF else "broken_image"
        raise InputError(
            kind,
            "a page can't be decoded",
            item=path.name,
            remedy="scan the paper again",
            page=number,
        ) from error


def _image_file(
    path: Path, kind: MediaType, limits: LimitSettings, preprocess: PreprocessSettings
) -> PageImage:
    data = path.read_bytes()
    with _open(data, kind) as image:
        check_size(*image.size, limits, path.name)
        encoded, pixels = _take(data, kind, image)
        turn = _read_turn(image)
        dpi, known = judge_dpi(
            encoded.width, encoded.height, _read_dpi(image), preprocess.default_dpi
        )
    return PageImage(pixels, dpi, known, encoded, rotation_hint=turn)


def _read_turn(image: Image.Image) -> int:
    """The turn that a camera noted; 0 where its note can't be read, which says nothing of the
    picture."""
    try:
        return _TURNS.get(int(image.getexif().get(ExifTags.Base.Orientation, 1)), 0)
    except (SyntaxError, ValueError, TypeError, struct.error):
        return 0


def _open(data: bytes, kind: MediaType) -> Image.Image:
    """What Pillow knows of the file; of a JPEG with a segment that it stumbles over,
    just the size."""
    try:
        return open_picture(data, kind)
    except (UnidentifiedImageError, SyntaxError, struct.error):
        if kind is not MediaType.JPEG:
            raise
        frame = read_frame(data)
        return Image.new("1", (frame.width, frame.height))


def _read_dpi(image: Image.Image) -> tuple[float, float] | None:
    dpi = image.info.get("dpi")
    return (float(dpi[0]), float(dpi[1])) if isinstance(dpi, tuple) else None


def _take(
    data: bytes, kind: MediaType, image: Image.Image
) -> tuple[EncodedImage, Pixels]:
    width, height = image.size
    if kind is MediaType.JPEG:
        return _jpeg_taken(data, image.size)
    image.load()
    flat = plain(image)
    pixels = as_pixels(flat)
    if kind is MediaType.JP2 and plain_jp2(data) is not None:
        space = device_space(pixels)
        return EncodedImage(data, "JPXDecode", width, height, 8, space, True), pixels
    rows = png_rows(data) if kind is MediaType.PNG else None
    if rows is not None:
        return _png_image(rows, image.size, device_space(pixels)), pixels
    return lossless(pixels, bilevel=flat.mode == "1"), pixels


def _jpeg_taken(data: bytes, size: tuple[int, int]) -> tuple[EncodedImage, Pixels]:
    """A JPEG as it stands, but for segments that may not stand in a PDF."""
    frame = read_frame(data)
    if frame.reserved:
        data = without_reserved(data)
    pixels, damaged = decode_and_judge(data, frame)
    if not frame.fits_pdf:
        return lossless(pixels, bilevel=False), pixels
    space = "DeviceGray" if frame.components == 1 else "DeviceRGB"
    whole = not frame.reserved
    form = (*size, 8, space, whole)
    return EncodedImage(data, "DCTDecode", *form, damaged=damaged), pixels


def _png_image(rows: PngRows, size: tuple[int, int], space: str) -> EncodedImage:
    """The compressed rows of a PNG as they stand."""
    palette = None if rows.palette is None else rows.palette[: 3 * 2**rows.bits]
    return EncodedImage(
        rows.data,
        "FlateDecode",
        *size,
        rows.bits,
        space if palette is None else "Indexed",
        True,
        png_parms(size[0], rows.channels, rows.bits),
        palette,
    )


def _tiff_page(
    path: Path, index: int, limits: LimitSettings, preprocess: PreprocessSettings
) -> PageImage:
    page = tiff.tiff_pages(path)[index]
    check_size(*page.size, limits, path.name)
    encoded, pixels = take_page(path, page)
    stated = page.dpi
    if stated is not None and (thin := thin_axis(stated)) is not None:
        pixels = np.repeat(pixels, 2, axis=thin)
        encoded = lossless(pixels, bilevel=encoded.bits == 1)
        stated = (stated[0], 2 * stated[1]) if thin == 0 else (2 * stated[0], stated[1])
    turn = _TURNS.get(page.number(tiff.ORIENTATION, 1), 0)
    dpi, known = judge_dpi(
        encoded.width, encoded.height, stated, preprocess.default_dpi
    )
    return PageImage(pixels, dpi, known, encoded, rotation_hint=turn)
