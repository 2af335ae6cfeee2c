"""A TIFF page as a PDF image stream and as pixels: fax and JPEG strips are kept, the rest is coded without loss."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from PIL import Image

from pipeline.ingest import tiff
from pipeline.ingest.jpeg import decode_jpeg, read_frame
from pipeline.ingest.poppler import decode_streams
from pipeline.ingest.raster import as_pixels, g4_decode, lossless, plain
from pipeline.ingest.tiff import TiffPage
from schemas.imaging import EncodedImage, Pixels

Taken = tuple[EncodedImage, Pixels]
_RLE, _G3, _G4, _JPEG = 2, 3, 4, 7
_WHITE_IS_ZERO, _RGB, _YCBCR = 0, 2, 6
_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def take_page(path: Path, page: TiffPage) -> Taken:
    """The page's stream and pixels, unturned.

    Raises:
        ValueError or another of DECODE_ERRORS: the page is broken or ends too early.
        MissingToolError: poppler is needed and missing.
    """
    strips = tiff.page_strips(path, page)
    compression = page.number(tiff.COMPRESSION, 1)
    if compression in {_RLE, _G3, _G4} and page.number(tiff.BITS, 1) == 1 and tiff.TILE_OFFSETS not in page.tags:
        return _fax(page, strips, compression)
    if compression == _JPEG and len(strips) == 1:
        taken = _jpeg(page, strips[0])
        if taken is not None:
            return taken
    with Image.open(io.BytesIO(tiff.single_page(page, strips))) as image:
        image.load()
        bilevel = image.mode == "1"
        pixels = as_pixels(plain(image))
    if pixels.shape[:2] != page.size[::-1]:
        raise ValueError("the picture has not the size that is told")
    return lossless(pixels, bilevel=bilevel), pixels


def _fax(page: TiffPage, strips: tuple[bytes, ...], compression: int) -> Taken:
    """Bilevel fax coding. One strip in PDF's bit order is kept as it stands, several are coded anew as one."""
    width, height = page.size
    reversed_bits = page.number(tiff.FILL_ORDER, 1) == 2
    data = tuple(strip.translate(_REVERSED) for strip in strips) if reversed_bits else strips
    parms = _fax_parms(page, compression)
    rows = min(page.number(tiff.ROWS_PER_STRIP, height), height) or height
    heights = [min(rows, height - top) for top in range(0, height, rows)]
    if len(heights) != len(data):
        raise ValueError("strips are missing")
    try:
        if compression != _G4:
            raise ValueError("left to poppler")
        white = np.vstack([g4_decode(strip, width, tall) for strip, tall in zip(data, heights, strict=True)])
        pixels = (white ^ parms["BlackIs1"]).astype(np.uint8) * 255
    except ValueError:
        pixels = _by_poppler(data, width, heights, parms)
    if len(data) > 1:
        return lossless(pixels, bilevel=True), pixels
    kept = {**parms, "Columns": width, "Rows": height}
    encoded = EncodedImage(data[0], "CCITTFaxDecode", width, height, 1, "DeviceGray", not reversed_bits, kept)
    return encoded, pixels


def _fax_parms(page: TiffPage, compression: int) -> dict[str, Any]:
    parms: dict[str, Any] = {"K": -1, "BlackIs1": page.number(tiff.PHOTOMETRIC, 0) != _WHITE_IS_ZERO}
    if compression == _G3:
        two_dimensional = page.number(tiff.T4_OPTIONS, 0) & 1
        parms |= {"K": 1 if two_dimensional else 0, "EndOfLine": True, "EndOfBlock": False}
    elif compression == _RLE:
        parms |= {"K": 0, "EncodedByteAlign": True, "EndOfBlock": False}
    return parms


def _by_poppler(strips: tuple[bytes, ...], width: int, heights: list[int], parms: dict[str, Any]) -> Pixels:
    with pikepdf.new() as holder:
        streams = []
        for strip, height in zip(strips, heights, strict=True):
            stream = holder.make_stream(strip)
            stream.stream_dict = pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height, BitsPerComponent=1,
                ColorSpace=pikepdf.Name.DeviceGray, Filter=pikepdf.Name.CCITTFaxDecode,
                DecodeParms={f"/{key}": value for key, value in {**parms, "Columns": width, "Rows": height}.items()},
            )  # fmt: skip
            streams.append(stream)
        parts = decode_streams(holder, streams)
    if [part.shape for part in parts] != [(height, width) for height in heights]:
        raise ValueError("the picture has not the size that is told")
    return np.vstack(parts)


def _jpeg(page: TiffPage, strip: bytes) -> Taken | None:
    """A page that is one JPEG: its scan is kept; tables that stand apart are put in front of it."""
    tables = bytes(page.numbers(tiff.JPEG_TABLES))
    colour = page.number(tiff.PHOTOMETRIC, _YCBCR)
    data = strip
    if tables:
        if tables[:2] != b"\xff\xd8" or tables[-2:] != b"\xff\xd9":
            raise ValueError("the JPEG tables are broken")
        data = strip[:2] + tables[2:-2] + strip[2:]
    if page.number(tiff.SAMPLES, 1) == 3 and colour in {_RGB, _YCBCR} and read_frame(data).adobe_transform is None:
        transform = b"\x01" if colour == _YCBCR else b"\x00"
        data = data[:2] + b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + transform + data[2:]
    frame = read_frame(data)
    if not frame.fits_pdf or (frame.width, frame.height) != page.size:
        return None
    pixels = decode_jpeg(data, frame)
    space = "DeviceGray" if frame.components == 1 else "DeviceRGB"
    if frame.components == 1 and colour == _WHITE_IS_ZERO:
        return None
    return EncodedImage(data, "DCTDecode", frame.width, frame.height, 8, space, data == strip), pixels
