"""A TIFF page as a PDF image stream and as pixels: fax and JPEG strips are kept, the rest is coded
without loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import UnidentifiedImageError

from pipeline.ingest.pages.fax import decode_fax
from pipeline.ingest.pictures import tiff, tiff_data
from pipeline.ingest.pictures.jpeg import decode_and_judge, read_frame
from pipeline.ingest.pictures.jpeg_join import join_jpeg
from pipeline.ingest.pictures.opening import open_image
from pipeline.ingest.pictures.raster import (
    DECODE_ERRORS,
    UnsupportedImage,
    as_pixels,
    g4_decode,
    lossless,
    plain,
)
from pipeline.ingest.pictures.tiff import TiffPage
from schemas.imaging import DecodeParms, EncodedImage, Pixels

Taken = tuple[EncodedImage, Pixels]
_RLE, _G3, _G4, _OLD_JPEG, _JPEG = 2, 3, 4, 6, 7
# None, fax, LZW, JPEG, Deflate, PackBits, LZMA, Zstandard, WebP: what Pillow's libtiff reads.
_CODINGS = {
    1,
    _RLE,
    _G3,
    _G4,
    5,
    _OLD_JPEG,
    _JPEG,
    8,
    32771,
    32773,
    32946,
    34925,
    50000,
    50001,
}
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _YCBCR = 0, 1, 2, 3, 6
_SOI, _SOS, _EOI = b"\xff\xd8", b"\xff\xda", b"\xff\xd9"
_ADOBE = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00"
_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def take_page(path: Path, page: TiffPage) -> Taken:
    """The page's stream and pixels, unturned.

    Files of some scanners name no colours or wrong lengths. What decodes to the last row is whole
    all the same.

    Raises:
        UnsupportedImage: a coding that we can't read.
        ValueError or another of DECODE_ERRORS: the page is broken or ends too early.
        MissingToolError: poppler is needed and missing.
    """
    if page.number(tiff.COMPRESSION, 1) not in _CODINGS:
        raise UnsupportedImage("a coding that is not read")
    if tiff.PHOTOMETRIC in page.tags:
        return _decode(path, page)
    taken = _decode(path, page.with_number(tiff.PHOTOMETRIC, _usual_colours(page)))
    if (
        taken[1].ndim == 2
        and tiff.COLOUR_MAP not in page.tags
        and np.median(taken[1][::4, ::4]) < 128
    ):
        # Nothing tells which value is white; paper is.
        other = (
            _WHITE_IS_ZERO if _usual_colours(page) == _BLACK_IS_ZERO else _BLACK_IS_ZERO
        )
        taken = _decode(path, page.with_number(tiff.PHOTOMETRIC, other))
    return taken


def _usual_colours(page: TiffPage) -> int:
    """What readers take for PhotometricInterpretation where it is missing (as libtiff does)."""
    compression = page.number(tiff.COMPRESSION, 1)
    if page.number(tiff.SAMPLES, 1) >= 3:
        return _YCBCR if compression in {_OLD_JPEG, _JPEG} else _RGB
    if tiff.COLOUR_MAP in page.tags:
        return _PALETTE
    return _WHITE_IS_ZERO if compression in {_RLE, _G3, _G4} else _BLACK_IS_ZERO


def _decode(path: Path, page: TiffPage) -> Taken:
    """The page by the lengths of its strips that are told, else by where they lie."""
    if page.number(tiff.COMPRESSION, 1) == _OLD_JPEG:
        return _old_jpeg(path, page)
    try:
        return _from_strips(page, tiff_data.page_strips(path, page))
    except UnsupportedImage:
        raise
    except DECODE_ERRORS:
        encoded, pixels = _from_strips(page, tiff_data.strips_by_place(path, page))
        # What hangs on to a strip is not kept. (A JPEG's end is known.)
        return (
            encoded
            if encoded.filter == "DCTDecode"
            else lossless(pixels, bilevel=encoded.bits == 1)
        ), pixels


def _from_strips(page: TiffPage, strips: tuple[bytes, ...]) -> Taken:
    compression = page.number(tiff.COMPRESSION, 1)
    bilevel = page.number(tiff.BITS, 1) == 1 and tiff.TILE_OFFSETS not in page.tags
    if compression in {_RLE, _G3, _G4} and bilevel:
        return _fax(page, strips, compression)
    if compression == _JPEG and tiff.TILE_OFFSETS not in page.tags:
        taken = _jpeg_strips(page, [one[: one.rfind(_EOI) + 2] for one in strips])
        if taken is not None:
            return taken
    if compression == _JPEG and not all(read_frame(strip).complete for strip in strips):
        raise ValueError("the data end before EOI")  # libtiff fills the rest with grey
    return _by_libtiff(page, strips)


def _by_libtiff(page: TiffPage, strips: tuple[bytes, ...]) -> Taken:
    """The page as libtiff decodes it, coded anew without loss."""
    try:
        opened = open_image(tiff_data.single_page(page, strips))
    except UnidentifiedImageError as error:
        raise UnsupportedImage("samples of a kind that is not read") from error
    with opened as image:
        image.load()
        bilevel = image.mode == "1"
        pixels = as_pixels(plain(image))
    if pixels.shape[:2] != page.size[::-1]:
        raise ValueError("the picture has not the size that is told")
    return lossless(pixels, bilevel=bilevel), pixels


def _old_jpeg(path: Path, page: TiffPage) -> Taken:
    """A page in the JPEG coding of TIFF 6.0, section 22: read where a whole JPEG stream stands in
    it."""
    start, length = page.number(tiff.OLD_JPEG, 0), page.number(tiff.OLD_JPEG_BYTES, 0)
    head = tiff_data.stretch(path, start, length or -1) if start else b""
    if head[:2] != _SOI:
        head = b""
    scan = (
        b"".join(tiff_data.strips_by_place(path, page))
        if page.numbers(tiff.STRIP_OFFSETS)
        else b""
    )
    # The stream is all of it, or its tables with the scan in the strips, or the strip is a stream
    # of its own.
    for data in (head, head.removesuffix(_EOI) + scan, scan):
        data = data[: data.rfind(_EOI) + 2]
        taken = _jpeg(page, data) if data[:2] == _SOI and _is_whole(data) else None
        if taken is not None:
            return replace(taken[0], passthrough=False), taken[1]
    raise UnsupportedImage("an old JPEG coding whose parts lie scattered")


def _is_whole(data: bytes) -> bool:
    try:
        return read_frame(data).complete and _SOS in data
    except ValueError:
        return False


def _fax(page: TiffPage, strips: tuple[bytes, ...], compression: int) -> Taken:
    """Bilevel fax coding. One strip in PDF's bit order is kept as it stands, several are coded anew
    as one."""
    width, height = page.size
    as_it_stands = page.number(tiff.FILL_ORDER, 1) != 2
    data = strips if as_it_stands else tuple(one.translate(_REVERSED) for one in strips)
    parms = _fax_parms(page, compression)
    rows = min(page.number(tiff.ROWS_PER_STRIP, height), height) or height
    heights = [min(rows, height - top) for top in range(0, height, rows)]
    if len(heights) != len(data):
        raise ValueError("strips are missing")
    try:
        if compression != _G4:
            raise ValueError("left to poppler")
        pixels = _g4_pixels(data, width, heights, parms)
    except ValueError:
        pixels = decode_fax(data, width, heights, parms)
    if len(data) > 1:
        return lossless(pixels, bilevel=True), pixels
    kept = {**parms, "Columns": width, "Rows": height}
    form = (width, height, 1, "DeviceGray", as_it_stands, kept)
    return EncodedImage(data[0], "CCITTFaxDecode", *form), pixels


def _g4_pixels(
    data: Sequence[bytes], width: int, heights: Sequence[int], parms: DecodeParms
) -> Pixels:
    """The strips below one another; raises ValueError where one is broken."""
    strips = zip(data, heights, strict=True)
    white = np.vstack([g4_decode(strip, width, height) for strip, height in strips])
    return np.asarray((white ^ parms["BlackIs1"]).astype(np.uint8) * 255)


def _fax_parms(page: TiffPage, compression: int) -> DecodeParms:
    parms: DecodeParms = {
        "K": -1,
        "BlackIs1": page.number(tiff.PHOTOMETRIC, 0) != _WHITE_IS_ZERO,
    }
    if compression == _G3:
        two_dimensional = page.number(tiff.T4_OPTIONS, 0) & 1
        parms |= {
            "K": 1 if two_dimensional else 0,
            "EndOfLine": True,
            "EndOfBlock": False,
        }
    elif compression == _RLE:
        parms |= {"K": 0, "EncodedByteAlign": True, "EndOfBlock": False}
    return parms


def _jpeg_strips(page: TiffPage, strips: Sequence[bytes]) -> Taken | None:
    """A page that is cut into strips of JPEG: their coded data, put together."""
    if len(strips) == 1:
        return _jpeg(page, strips[0])
    try:
        joined = join_jpeg([_with_tables(page, one) for one in strips])
    except ValueError:
        return None
    taken = None if joined is None else _jpeg(page, joined, complete=True)
    return taken and (replace(taken[0], passthrough=False), taken[1])


def _jpeg(page: TiffPage, strip: bytes, *, complete: bool = False) -> Taken | None:
    """A page that is one JPEG: its scan is kept; tables that stand apart are put in front of it
    unless it is complete."""
    colour = page.number(tiff.PHOTOMETRIC, _YCBCR)
    data = strip if complete else _with_tables(page, strip)
    named = page.number(tiff.SAMPLES, 1) == 3 and colour in {_RGB, _YCBCR}
    if named and read_frame(data).adobe_transform is None:
        transform = b"\x01" if colour == _YCBCR else b"\x00"
        data = data[:2] + _ADOBE + transform + data[2:]
    frame = read_frame(data)
    size = frame.width, frame.height
    if not frame.fits_pdf or size != page.size:
        return None
    pixels, damaged = decode_and_judge(data, frame)
    grey = frame.components == 1
    if grey and colour == _WHITE_IS_ZERO:
        return None
    form = (*size, 8, "DeviceGray" if grey else "DeviceRGB", data == strip)
    return EncodedImage(data, "DCTDecode", *form, damaged=damaged), pixels


def _with_tables(page: TiffPage, strip: bytes) -> bytes:
    """The JPEG with the tables that the directory holds."""
    tables = bytes(page.numbers(tiff.JPEG_TABLES))
    if not tables:
        return strip
    if tables[:2] != b"\xff\xd8" or tables[-2:] != b"\xff\xd9":
        raise ValueError("the JPEG tables are broken")
    return strip[:2] + tables[2:-2] + strip[2:]
