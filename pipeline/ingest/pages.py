"""One page of a received file: the stream to keep, its pixels, its resolution and the turn that the file asks for."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pikepdf
from PIL import ExifTags, Image

from pipeline.config import LimitSettings, PreprocessSettings
from pipeline.errors import DigitizationError, InputError
from pipeline.ingest import tiff
from pipeline.ingest.jp2 import plain_jp2
from pipeline.ingest.jpeg import decode_jpeg, read_frame
from pipeline.ingest.limits import check_size, unreadable, unsupported_image
from pipeline.ingest.pdf import inherited, open_pdf
from pipeline.ingest.pdf_content import DrawnImage, page_box, sole_image
from pipeline.ingest.pdf_image import take_image
from pipeline.ingest.png import png_rows
from pipeline.ingest.poppler import draw_page
from pipeline.ingest.raster import DECODE_ERRORS, UnsupportedImage, as_pixels, lossless, plain
from pipeline.ingest.resolution import believed_dpi, thin_axis
from pipeline.ingest.tiff_image import take_page
from schemas.imaging import EncodedImage, PageImage, Pixels
from schemas.source import MediaType

# Turned by so many degrees clockwise, the picture stands as its Orientation tag asks. Mirrored ones ask for no turn.
_TURNS = {3: 180, 6: 90, 8: 270}
_JPEG_QUALITY = 90


def open_page(
    path: Path, media_type: MediaType, index: int, limits: LimitSettings, preprocess: PreprocessSettings
) -> PageImage:
    """Decode one page strictly and keep its own bytes where PDF/A-2 allows that.

    Args:
        path: the received file.
        media_type: its type, as `inspect_file` found it.
        index: the page in the file, from 0.
        limits: checked before anything is decoded.
        preprocess: the default resolution, and the one that drawn PDF pages get.

    Raises:
        InputError: `broken_image`, `broken_pdf`, `unsupported_image`, `too_many_pixels`, `too_small`, with the number.
        TransientInputError: `unreadable`.
        MissingToolError: poppler is needed and missing.
    """
    number = index + 1
    try:
        if media_type is MediaType.PDF:
            return _pdf_page(path, index, limits, preprocess)
        if media_type is MediaType.TIFF:
            return _tiff_page(path, index, limits, preprocess)
        return _image_file(path, media_type, limits, preprocess)
    except DigitizationError as error:
        if error.page is None:
            error.page = number
        raise
    except (FileNotFoundError, PermissionError) as error:
        raise unreadable(path, number) from error
    except (*DECODE_ERRORS, pikepdf.PdfError, AttributeError) as error:
        # AttributeError: pikepdf's word for an entry that a dictionary lacks.
        if isinstance(error, UnsupportedImage):
            raise unsupported_image(path, str(error), number) from error
        kind = "broken_pdf" if media_type is MediaType.PDF else "broken_image"
        raise InputError(
            kind, "a page can't be decoded", item=path.name, remedy="scan the paper again", page=number
        ) from error


def _image_file(path: Path, kind: MediaType, limits: LimitSettings, preprocess: PreprocessSettings) -> PageImage:
    data = path.read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        check_size(*image.size, limits, path.name)
        encoded, pixels = _taken(data, kind, image)
        turn = _TURNS.get(int(image.getexif().get(ExifTags.Base.Orientation, 1)), 0)
        dpi, known = believed_dpi(encoded.width, encoded.height, _stated(image), preprocess.default_dpi)
    return PageImage(pixels, dpi, known, encoded, rotation_hint=turn)


def _stated(image: Image.Image) -> tuple[float, float] | None:
    dpi = image.info.get("dpi")
    return (float(dpi[0]), float(dpi[1])) if isinstance(dpi, tuple) else None


def _taken(data: bytes, kind: MediaType, image: Image.Image) -> tuple[EncodedImage, Pixels]:
    width, height = image.size
    if kind is MediaType.JPEG:
        frame = read_frame(data)
        pixels = decode_jpeg(data, frame)
        if not frame.fits_pdf:
            return lossless(pixels, bilevel=False), pixels
        space = "DeviceGray" if frame.components == 1 else "DeviceRGB"
        return EncodedImage(data, "DCTDecode", width, height, 8, space, True), pixels
    image.load()
    flat = plain(image)
    pixels = as_pixels(flat)
    space = "DeviceGray" if pixels.ndim == 2 else "DeviceRGB"
    if kind is MediaType.JP2 and plain_jp2(data) is not None:
        return EncodedImage(data, "JPXDecode", width, height, 8, space, True), pixels
    rows = png_rows(data) if kind is MediaType.PNG else None
    if rows is not None:
        parms = {"Predictor": 15, "Colors": rows.channels, "BitsPerComponent": rows.bits, "Columns": width}
        palette = None if rows.palette is None else rows.palette[: 3 * 2**rows.bits]
        space = space if palette is None else "Indexed"
        return EncodedImage(rows.data, "FlateDecode", width, height, rows.bits, space, True, parms, palette), pixels
    return lossless(pixels, bilevel=flat.mode == "1"), pixels


def _tiff_page(path: Path, index: int, limits: LimitSettings, preprocess: PreprocessSettings) -> PageImage:
    page = tiff.tiff_pages(path)[index]
    check_size(*page.size, limits, path.name)
    encoded, pixels = take_page(path, page)
    stated = page.dpi
    if stated is not None and (thin := thin_axis(stated)) is not None:
        pixels = np.repeat(pixels, 2, axis=thin)
        encoded = lossless(pixels, bilevel=encoded.bits == 1)
        stated = (stated[0], 2 * stated[1]) if thin == 0 else (2 * stated[0], stated[1])
    turn = _TURNS.get(page.number(tiff.ORIENTATION, 1), 0)
    dpi, known = believed_dpi(encoded.width, encoded.height, stated, preprocess.default_dpi)
    return PageImage(pixels, dpi, known, encoded, rotation_hint=turn)


def _pdf_page(path: Path, index: int, limits: LimitSettings, preprocess: PreprocessSettings) -> PageImage:
    pdf = open_pdf(path)
    page = pdf.pages[index]
    rotate = round(float(inherited(page, "/Rotate") or 0) / 90) * 90 % 360
    unit = float(page.obj.get("/UserUnit", 1))
    drawn = sole_image(page)
    stated = None if drawn is None else _drawn_dpi(drawn, unit)
    if drawn is None or stated is None or not 0.95 < stated[0] / stated[1] < 1.05:
        return _drawn_page(path, index, page, rotate, limits, preprocess.render_dpi)
    check_size(int(drawn.stream.Width), int(drawn.stream.Height), limits, path.name)
    encoded, pixels = take_image(pdf, drawn.stream)
    dpi, known = believed_dpi(encoded.width, encoded.height, stated, preprocess.default_dpi)
    return PageImage(pixels, dpi, known, encoded, rotation_hint=(rotate + drawn.turn) % 360)


def _drawn_dpi(drawn: DrawnImage, unit: float) -> tuple[float, float] | None:
    """Picture elements per inch of paper, along the picture's own width and height."""
    size = drawn.box.width * unit / 72, drawn.box.height * unit / 72
    wide, tall = size if drawn.turn % 180 == 0 else size[::-1]
    width, height = int(drawn.stream.Width), int(drawn.stream.Height)
    return (width / wide, height / tall) if min(wide, tall, width, height) > 0 else None


def _drawn_page(path: Path, index: int, page: pikepdf.Page, rotate: int, limits: LimitSettings, dpi: int) -> PageImage:
    """The page drawn by poppler and turned back by its /Rotate, so that the turn stays a hint as for scans."""
    box = page_box(page)
    scale = dpi / 72 * float(page.obj.get("/UserUnit", 1))
    check_size(round(box.width * scale), round(box.height * scale), limits, path.name)
    pixels = np.ascontiguousarray(np.rot90(draw_page(path, index, dpi), rotate // 90))
    grey = pixels[:, :, 0]
    if (pixels == grey[:, :, None]).all():
        pixels = np.ascontiguousarray(grey)
    if pixels.ndim == 2 and not ((pixels > 0) & (pixels < 255)).any():
        return PageImage(pixels, float(dpi), True, lossless(pixels, bilevel=True), True, rotate)
    order = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, jpeg = cv2.imencode(".jpg", order, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    height, width = pixels.shape[:2]
    space = "DeviceGray" if pixels.ndim == 2 else "DeviceRGB"
    encoded = EncodedImage(jpeg.tobytes(), "DCTDecode", width, height, 8, space, False)
    return PageImage(pixels, float(dpi), True, encoded, True, rotate)
