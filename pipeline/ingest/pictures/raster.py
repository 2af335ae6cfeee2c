"""Pictures as arrays and as lossless PDF streams."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from pipeline.ingest.pictures import tiff, tiff_data
from pipeline.ingest.pictures.heif import open_heif
from pipeline.ingest.pictures.opening import open_image
from schemas.imaging import DecodeParms, EncodedImage, Pixels
from schemas.received.source import MediaType

# What decoders raise on broken data (RuntimeError: Pillow's for AVIF).
DECODE_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    OverflowError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
    UnidentifiedImageError,
)
_ZLIB_LEVEL = 4
_JPEG_QUALITY = 90
_MOST_JPEG = 65_500


def open_picture(data: bytes, kind: MediaType) -> Image.Image:
    """A picture file by Pillow, not yet decoded.

    Raises:
        OSError: it is no such picture, or broken.
    """
    if kind in {MediaType.HEIC, MediaType.AVIF}:
        return open_heif(data)
    return open_image(data)


class UnsupportedImage(ValueError):
    """A sound picture of a kind that we can't read."""


def plain(image: Image.Image) -> Image.Image:
    """The picture in mode 1, L or RGB: alpha over white, palettes and CMYK as RGB, 16 bits cut to
    8.

    Raises:
        UnsupportedImage: a kind of picture that no scanner makes (floating point).
    """
    if image.mode in {"1", "L", "RGB"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):
        values = np.asarray(image).astype(np.int64)
        return Image.fromarray(np.clip(values >> 8, 0, 255).astype(np.uint8))
    if image.mode == "F":
        raise UnsupportedImage("floating point samples")
    if image.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in image.info:
        above = image.convert("RGBA")
        return Image.alpha_composite(
            Image.new("RGBA", image.size, "white"), above
        ).convert("RGB")
    return image.convert("RGB")


def as_pixels(image: Image.Image) -> Pixels:
    """uint8, (h, w) grey (0 or 255 for mode 1) or (h, w, 3) RGB."""
    return np.asarray(
        image.convert("L") if image.mode == "1" else image, dtype=np.uint8
    )


def lossless(pixels: Pixels, *, bilevel: bool) -> EncodedImage:
    """A stream that decodes to exactly these pixels: CCITT G4 or 1-bit Flate (the smaller) for
    bilevel, else Flate."""
    return _bilevel(pixels) if bilevel else _flate(pixels)


def _bilevel(pixels: Pixels) -> EncodedImage:
    height, width = pixels.shape[:2]
    white = pixels > 127
    fax = g4_encode(white)
    flat = zlib.compress(np.packbits(white, axis=1).tobytes(), _ZLIB_LEVEL)
    size = width, height, 1
    if len(fax) > len(flat):
        return EncodedImage(flat, "FlateDecode", *size, "DeviceGray", False)
    parms: DecodeParms = {"K": -1, "Columns": width, "Rows": height, "BlackIs1": False}
    return EncodedImage(fax, "CCITTFaxDecode", *size, "DeviceGray", False, parms)


def _flate(pixels: Pixels) -> EncodedImage:
    height, width = pixels.shape[:2]
    channels = 1 if pixels.ndim == 2 else 3
    rows = pixels.reshape(height, width * channels)
    filtered = np.full((height, width * channels + 1), 2, np.uint8)  # PNG filter "Up"
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    data = zlib.compress(filtered.tobytes(), _ZLIB_LEVEL)
    parms = png_parms(width, channels, 8)
    space = device_space(pixels)
    return EncodedImage(data, "FlateDecode", width, height, 8, space, False, parms)


def png_parms(width: int, channels: int, bits: int) -> DecodeParms:
    """/DecodeParms of rows that are filtered as PNG does it."""
    return {
        "Predictor": 15,
        "Colors": channels,
        "BitsPerComponent": bits,
        "Columns": width,
    }


def device_space(pixels: Pixels) -> str:
    """The colour space of pixels: grey, or RGB."""
    return "DeviceGray" if pixels.ndim == 2 else "DeviceRGB"


def photograph(pixels: Pixels) -> EncodedImage | None:
    """The pixels as JPEG of high quality, which gives up a little; None where they are more than
    JPEG can hold."""
    height, width = pixels.shape[:2]
    if max(height, width) > _MOST_JPEG:
        return None
    order = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    quality = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    fine = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    _, jpeg = cv2.imencode(".jpg", order, quality + fine)
    space = device_space(pixels)
    return EncodedImage(jpeg.tobytes(), "DCTDecode", width, height, 8, space, False)


def g4_encode(white: NDArray[np.bool_]) -> bytes:
    """CCITT T.6 of a boolean picture (True is white), one strip, with EOFB."""
    # T.6 knows white (0) and black (1); Pillow hands over its own bits, where 1 is white.
    return encode_strip(~white, "group4")


def encode_strip(
    pixels: Pixels | NDArray[np.bool_],
    compression: str,
    tags: Mapping[int, int] | None = None,
) -> bytes:
    """A picture as one strip in a coding that Pillow's TIFF knows; `tags` are further entries."""
    file = io.BytesIO()
    entries = {tiff.ROWS_PER_STRIP: pixels.shape[0], **(tags or {})}
    Image.fromarray(pixels).save(
        file, "TIFF", compression=compression, tiffinfo=entries
    )
    with open_image(file.getvalue()) as image:
        found = image.tag_v2  # type: ignore[attr-defined]
        (offset,), (length,) = found[tiff.STRIP_OFFSETS], found[tiff.STRIP_BYTES]
    return file.getvalue()[offset : offset + length]


def g4_decode(data: bytes, width: int, height: int) -> NDArray[np.bool_]:
    """The boolean picture (True is white) of a T.6 stream.

    libtiff fills what it can't read and says so only on stderr. Therefore the picture is coded
    again: T.6 leaves an encoder no choice, so an intact stream comes out the same.

    Raises:
        ValueError: it comes out otherwise: the stream is broken, or its maker's coding is unusual.
    """
    page = tiff.TiffPage(
        "<",
        {
            tiff.WIDTH: (4, (width,)),
            tiff.HEIGHT: (4, (height,)),
            tiff.BITS: (3, (1,)),
            tiff.COMPRESSION: (3, (4,)),
            tiff.PHOTOMETRIC: (3, (0,)),
            tiff.SAMPLES: (3, (1,)),
            tiff.ROWS_PER_STRIP: (4, (height,)),
        },
    )
    with open_image(tiff_data.single_page(page, (data,))) as image:
        white = np.asarray(image)
    again = g4_encode(white)
    # The last byte may be padded otherwise, and EOFB (3 bytes) may be missing.
    shared = min(len(again), len(data)) - 1
    if (
        data[: max(shared - 3, 0)] != again[: max(shared - 3, 0)]
        or len(data) < len(again) - 4
    ):
        raise ValueError("the stream does not decode to itself")
    return white


def unpack(data: bytes, width: int, height: int, bits: int, channels: int) -> Pixels:
    """Samples of packed rows (PDF and PNG order), (h, w) or (h, w, channels), not scaled.

    Raises:
        ValueError: fewer bytes than the picture needs.
    """
    stride = (width * bits * channels + 7) // 8
    if len(data) < stride * height:
        raise ValueError("the picture data end too early")
    rows = np.frombuffer(data, np.uint8, stride * height).reshape(height, stride)
    if bits == 8:
        samples = rows
    else:
        shifts = np.arange(8 - bits, -1, -bits, dtype=np.uint8)
        samples = (rows[:, :, None] >> shifts & (2**bits - 1)).reshape(height, -1)[
            :, : width * channels
        ]
    return np.ascontiguousarray(
        samples.reshape((height, width) if channels == 1 else (height, width, channels))
    )
