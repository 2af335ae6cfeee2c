"""PNG rows that may stand in a PDF as they are, and those that may not."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from pipeline.ingest.pictures.png import png_rows

GREY = np.arange(48, dtype=np.uint8).reshape(6, 8) * 5


def saved(image: Image.Image, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **how)
    return file.getvalue()


@pytest.mark.parametrize(
    ("mode", "bits", "channels"), [("L", 8, 1), ("RGB", 8, 3), ("1", 1, 1)]
)
def test_rows_of_plain_pictures_are_kept(mode: str, bits: int, channels: int) -> None:
    rows = png_rows(saved(Image.fromarray(GREY).convert(mode)))
    assert rows is not None
    assert (rows.bits, rows.channels, rows.palette) == (bits, channels, None)
    width = (8 * bits * channels + 7) // 8
    assert len(zlib.decompress(rows.data)) == 6 * (1 + width)


def test_a_palette_comes_along() -> None:
    rows = png_rows(saved(Image.fromarray(GREY).convert("P")))
    assert rows is not None
    assert rows.palette is not None and len(rows.palette) % 3 == 0


@pytest.mark.parametrize("mode", ["LA", "RGBA", "I;16"])
def test_opacity_and_16_bits_are_not(mode: str) -> None:
    image = (
        Image.fromarray(GREY.astype(np.uint16))
        if mode == "I;16"
        else Image.fromarray(GREY).convert(mode)
    )
    assert png_rows(saved(image)) is None


def test_a_see_through_colour_is_not() -> None:
    assert png_rows(saved(Image.fromarray(GREY), transparency=0)) is None


def test_what_is_no_png_or_ends_in_its_header_is_none() -> None:
    whole = saved(Image.fromarray(GREY))
    assert png_rows(whole[:30]) is None
    assert png_rows(b"\xff\xd8" * 40) is None


def test_an_interlaced_one_is_not() -> None:
    data = bytearray(saved(Image.fromarray(GREY)))
    data[28] = 1
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    assert png_rows(bytes(data)) is None
