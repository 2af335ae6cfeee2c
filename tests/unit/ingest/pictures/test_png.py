"""PNG by its chunks: rows that stand in a PDF as they are show the same picture there."""

import io
import struct
import zlib

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, PdfImage
from PIL import Image

from pipeline.ingest.pictures.png import PngRows, png_rows


def gradient(mode: str, size: tuple[int, int] = (37, 23)) -> Image.Image:
    width, height = size
    red = np.add.outer(np.arange(height) * 7, np.arange(width) * 5) % 256
    pixels = np.stack([red, red[::-1], red[:, ::-1]], axis=2).astype(np.uint8)
    image = Image.fromarray(pixels)
    if mode == "P":
        return image.quantize(17)
    return (
        image.convert("L").convert(mode)
        if mode in {"1", "L", "LA"}
        else image.convert(mode)
    )


def png(image: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def shown(rows: PngRows, size: tuple[int, int]) -> Image.Image:
    """The picture as a PDF reader decodes the rows."""
    pdf = pikepdf.new()
    space = Name.DeviceRGB if rows.channels == 3 else Name.DeviceGray
    if rows.palette is not None:
        most = len(rows.palette) // 3 - 1
        space = Array(
            [Name.Indexed, Name.DeviceRGB, most, pikepdf.String(rows.palette)]
        )
    parms = Dictionary(
        Predictor=15, Colors=rows.channels, BitsPerComponent=rows.bits, Columns=size[0]
    )
    stream = pdf.make_stream(rows.data)
    stream.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=size[0],
        Height=size[1],
        BitsPerComponent=rows.bits,
        ColorSpace=space,
        Filter=Name.FlateDecode,
        DecodeParms=parms,
    )
    return PdfImage(stream).as_pil_image().convert("RGB")


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
def test_the_rows_show_the_same_picture_in_a_pdf(mode):
    image = gradient(mode)
    rows = png_rows(png(image))
    assert rows is not None
    assert rows.channels == (3 if mode == "RGB" else 1)
    assert (rows.palette is not None) == (mode == "P")
    assert shown(rows, image.size).tobytes() == image.convert("RGB").tobytes()


def test_rows_in_many_parts_are_one_stream():
    whole = png(gradient("L"))
    data = png_rows(whole).data
    chunk = lambda body: (  # noqa: E731
        struct.pack(">I4s", len(body), b"IDAT")
        + body
        + struct.pack(">I", zlib.crc32(b"IDAT" + body))
    )
    at = whole.index(b"IDAT") - 4
    parts = b"".join(chunk(data[i : i + 10]) for i in range(0, len(data), 10))
    assert png_rows(whole[:at] + parts + whole[-12:]).data == data


@pytest.mark.parametrize("mode", ["RGBA", "LA", "I;16"])
def test_opacity_and_16_bits_are_no_rows_for_a_pdf(mode):
    image = (
        gradient("RGB").convert("L").convert("I;16")
        if mode == "I;16"
        else gradient(mode)
    )
    assert png_rows(png(image)) is None


def test_a_colour_that_is_see_through_is_opacity_too():
    assert png_rows(png(gradient("P"), transparency=0)) is None


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"x" * 100])
def test_what_has_no_head_has_no_rows(data):
    assert png_rows(data) is None


def test_an_interlaced_picture_or_a_palette_of_no_whole_colours():
    data = bytearray(png(gradient("L")))
    data[28] = 1
    assert png_rows(bytes(data)) is None
    broken = png(gradient("P"))
    at = broken.index(b"PLTE")
    length = struct.unpack_from(">I", broken, at - 4)[0]
    cut = (
        struct.pack(">I", length - 1)
        + broken[at : at + 3 + length]
        + broken[at + 4 + length :]
    )
    assert png_rows(broken[: at - 4] + cut) is None
