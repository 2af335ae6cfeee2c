"""Pictures of a page: whole ones pass, cut ones are refused before a reader fills them with grey."""

import io
import zlib

import numpy as np
import pikepdf
import pytest
from PIL import Image

from pipeline.ingest.pdf.whole import check_whole

PIXELS = np.arange(600, dtype=np.uint16).reshape(20, 30).astype(np.uint8)


def encoded(kind: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(PIXELS).save(
        file, kind, **({"no_jp2": True} if kind == "JPEG2000" else {})
    )
    return file.getvalue()


def image(pdf: pikepdf.Pdf, data: bytes, filter_name: str) -> pikepdf.Stream:
    return pikepdf.Stream(
        pdf,
        data,
        Width=30,
        Height=20,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray,
        Filter=pikepdf.Name("/" + filter_name),
    )


WHOLE = {
    "DCTDecode": encoded("JPEG"),
    "JPXDecode": encoded("JPEG2000"),
    "FlateDecode": zlib.compress(PIXELS.tobytes()),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_picture_passes(kind: str) -> None:
    with pikepdf.new() as pdf:
        check_whole([image(pdf, WHOLE[kind], kind)])


@pytest.mark.parametrize("kind", ["DCTDecode", "JPXDecode"])
def test_a_picture_without_its_end_is_refused(kind: str) -> None:
    with pikepdf.new() as pdf, pytest.raises(ValueError, match="too early"):
        check_whole([image(pdf, WHOLE[kind][:-4], kind)])


def test_too_few_samples_are_refused() -> None:
    data = zlib.compress(PIXELS.tobytes()[:-31])
    with pikepdf.new() as pdf, pytest.raises(ValueError, match="too early"):
        check_whole([image(pdf, data, "FlateDecode")])


def test_a_jpeg_with_a_wrong_colour_space_is_put_right() -> None:
    with pikepdf.new() as pdf:
        stream = image(pdf, WHOLE["DCTDecode"], "DCTDecode")
        stream.ColorSpace = pikepdf.Name.DeviceRGB
        del stream.BitsPerComponent
        check_whole([stream])
        assert stream.ColorSpace == pikepdf.Name.DeviceGray
        assert int(stream.BitsPerComponent) == 8
