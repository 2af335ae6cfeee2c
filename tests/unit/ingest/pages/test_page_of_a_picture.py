"""A page of a picture file: JPEG, PNG, JPEG 2000, odd ones; kept to the bit where PDF can hold it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import InputError
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.resolution import judge_dpi
from tests.unit.ingest.pages.opened_pages import (
    SETTINGS,
    encoded,
    opened,
    picture,
    same,
    shown,
)

REAL = Path(__file__).parents[5] / "shared" / "real_scans"


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_is_kept_to_the_bit(tmp_path: Path, mode: str, progressive: bool) -> None:
    data = encoded(
        picture(mode, (1654, 2339)),
        "JPEG",
        quality=75,
        dpi=(200, 200),
        progressive=progressive,
    )
    page = opened(tmp_path, data)
    assert (
        page.encoded.data == data
        and page.encoded.passthrough
        and page.encoded.filter == "DCTDecode"
    )
    assert (page.dpi, page.dpi_known, page.rotation_hint, page.rendered) == (
        200,
        True,
        0,
        False,
    )
    assert same(page.pixels, np.asarray(Image.open(io.BytesIO(data))), 1)
    assert same(shown(tmp_path, page.encoded), page.pixels, 3)


@pytest.mark.parametrize(
    ("orientation", "turn"), [(1, 0), (3, 180), (6, 90), (8, 270), (2, 0), (5, 0)]
)
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_orientation_tags_are_told_and_not_applied(
    tmp_path: Path, kind: str, orientation: int, turn: int
) -> None:
    image = picture("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"tiffinfo": {0x0112: orientation}} if kind == "TIFF" else {"exif": exif}
    page = opened(
        tmp_path,
        encoded(
            image, kind, **options, **({"lossless": True} if kind == "WEBP" else {})
        ),
    )
    assert page.rotation_hint == turn
    difference = np.abs(page.pixels.astype(int) - np.asarray(image))
    assert difference.mean() < 6 if kind == "JPEG" else not difference.any()


def test_odd_jpegs_are_decoded_and_kept_without_loss(tmp_path: Path) -> None:
    cmyk = opened(tmp_path, encoded(picture("RGB").convert("CMYK"), "JPEG", quality=95))
    assert (cmyk.encoded.filter, cmyk.encoded.colorspace, cmyk.encoded.passthrough) == (
        "FlateDecode",
        "DeviceRGB",
        False,
    )
    assert same(shown(tmp_path, cmyk.encoded), cmyk.pixels)
    tail = encoded(picture("L"), "JPEG") + bytes(700)
    assert opened(tmp_path, tail).encoded.data == tail


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
def test_png_rows_are_kept(tmp_path: Path, mode: str) -> None:
    image = picture(mode) if mode != "P" else picture("RGB").quantize(200)
    page = opened(tmp_path, encoded(image, "PNG", dpi=(300, 300)))
    assert page.encoded.passthrough and page.encoded.filter == "FlateDecode"
    assert page.encoded.bits == (1 if mode == "1" else 8)
    assert abs(page.dpi - 300) < 0.1 and page.dpi_known
    assert same(
        page.pixels,
        np.asarray(
            image.convert("L" if mode == "1" else "RGB" if mode == "P" else mode)
        ),
    )
    assert same(shown(tmp_path, page.encoded), page.pixels)


def test_pictures_that_pdf_can_not_hold_are_converted(tmp_path: Path) -> None:
    alpha = picture("RGBA")
    alpha.putalpha(Image.linear_gradient("L").resize(alpha.size))
    over_white = Image.alpha_composite(
        Image.new("RGBA", alpha.size, "white"), alpha
    ).convert("RGB")
    deep = np.asarray(picture("L")).astype(np.uint16) * 257
    grey16 = Image.fromarray(deep)
    cases: list[tuple[bytes, Any]] = [
        (encoded(alpha, "PNG"), over_white),
        (encoded(grey16, "PNG"), picture("L")),
        (encoded(grey16, "TIFF"), picture("L")),
        (encoded(picture("RGB"), "BMP"), picture("RGB")),
        (encoded(picture("1"), "BMP"), picture("1").convert("L")),
        (encoded(picture("RGB"), "WEBP", lossless=True), picture("RGB")),
        (encoded(picture("RGB").convert("CMYK"), "TIFF"), picture("RGB")),
        (encoded(picture("RGB"), "TIFF", compression="tiff_lzw"), picture("RGB")),
        (encoded(picture("L"), "TIFF", compression="packbits"), picture("L")),
        (encoded(picture("P"), "TIFF"), picture("P").convert("RGB")),
        (encoded(picture("RGB"), "JPEG2000", no_jp2=True), picture("RGB")),
    ]
    for data, wanted in cases:
        page = opened(tmp_path, data)
        assert not page.encoded.passthrough and page.encoded.colorspace in {
            "DeviceGray",
            "DeviceRGB",
        }
        assert same(page.pixels, np.asarray(wanted), 1), data[:4]
        assert same(shown(tmp_path, page.encoded), page.pixels)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_plain_jpeg2000_is_kept(tmp_path: Path, mode: str) -> None:
    data = encoded(picture(mode), "JPEG2000")
    page = opened(tmp_path, data)
    assert (
        page.encoded.data == data
        and page.encoded.filter == "JPXDecode"
        and page.encoded.passthrough
    )
    assert same(page.pixels, np.asarray(picture(mode)))
    assert same(shown(tmp_path, page.encoded), page.pixels)


@pytest.mark.parametrize(
    ("size", "stated", "expected"),
    [
        ((1654, 2339), (200, 200), (200, True)),
        ((1654, 2339), (72, 72), (200, False)),
        ((1654, 2339), (96, 96), (200, False)),
        ((595, 842), (72, 72), (72, True)),
        ((1654, 2339), None, (200, False)),
        ((1654, 2339), (0, 0), (200, False)),
        ((1654, 2339), (9600, 9600), (200, False)),
        ((200_00, 28000), (100, 100), (200, False)),
        ((1011, 638), (300, 300), (300, True)),
        ((60, 40), (600, 600), (200, False)),
        ((9930, 14040), (300, 300), (300, True)),  # A0
        ((640, 12000), (200, 200), (200, True)),  # a till receipt of five feet
        ((640, 41000), (200, 200), (200, False)),  # longer than a PDF page may be
        ((500, 60), (300, 300), (300, True)),  # a strip of one line
        ((877, 1240), (1200, 1200), (200, False)),
        ((1654, 2339), (float("nan"), 200), (200, False)),
        ((1654, 2339), (float("inf"), 200), (200, False)),
    ],
)
def test_which_resolutions_are_believed(
    size: tuple[int, int],
    stated: tuple[float, float] | None,
    expected: tuple[float, bool],
) -> None:
    assert judge_dpi(*size, stated, 200) == expected


@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/real_scans is not here")
def test_real_scans_open() -> None:
    refused, streams = {}, set()
    for path in sorted(REAL.iterdir()):
        try:
            kind = inspect_file(path, SETTINGS.limits)
        except InputError as error:
            refused[path.name] = error.code
            continue
        for index in range(kind.page_count):
            page = open_page(
                path, kind.media_type, index, SETTINGS.limits, SETTINGS.preprocess
            )
            streams.add((page.encoded.filter, page.encoded.passthrough))
            assert page.pixels.mean() > 200
    # The second is readable by anyone, but its maker restricted copying.
    assert refused == {
        "README.md": "unsupported_type",
        "vo_vietsample1.pdf": "encrypted_pdf",
    }
    assert {
        ("JBIG2Decode", True),
        ("CCITTFaxDecode", True),
        ("FlateDecode", True),
    } <= streams
