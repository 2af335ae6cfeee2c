"""A page of a PDF: its one picture as it is, all else drawn."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from pipeline.ingest.pictures.raster import g4_encode, lossless
from schemas.imaging import EncodedImage
from tests.unit.ingest.pages.opened_pages import encoded, opened, picture, same, shown


def image_pdf(
    stream: EncodedImage,
    content: str = "q 595 0 0 842 0 0 cm /I Do Q",
    box: tuple[float, float] = (595, 842),
    **entries: Any,
) -> bytes:
    """A one-page PDF; `entries` go into the image's dictionary (`page_…` into the page's)."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=box)
        image = pdf.make_stream(stream.data)
        parms = {f"/{key}": value for key, value in stream.decode_parms.items()}
        image.stream_dict = pikepdf.Dictionary(
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Width": stream.width,
                "/Height": stream.height,
                "/BitsPerComponent": stream.bits,
                "/Filter": pikepdf.Name(f"/{stream.filter}"),
                "/ColorSpace": pikepdf.Name(f"/{stream.colorspace}"),
                "/DecodeParms": pikepdf.Dictionary(parms),
                **{
                    f"/{key}": value
                    for key, value in entries.items()
                    if not key.startswith("page_")
                },
            }
        )
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
        )
        page.obj.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(I=image),
            Font=pikepdf.Dictionary(F=font),
            ExtGState=pikepdf.Dictionary(
                Half=pikepdf.Dictionary(ca=0.5), Plain=pikepdf.Dictionary(ca=1)
            ),
        )
        page.obj.Contents = pdf.make_stream(content.encode())
        for key, value in entries.items():
            if key.startswith("page_"):
                page.obj[f"/{key[5:]}"] = value
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


def jpeg_stream(
    mode: str = "RGB", size: tuple[int, int] = (1654, 2339)
) -> EncodedImage:
    data = encoded(picture(mode, size), "JPEG", quality=75)
    return EncodedImage(
        data, "DCTDecode", *size, 8, "DeviceGray" if mode == "L" else "DeviceRGB", True
    )


def test_a_pdf_of_one_picture_gives_its_own_stream(tmp_path: Path) -> None:
    stream = jpeg_stream()
    for content, entries in (
        ("q 595 0 0 842 0 0 cm /I Do Q", {}),
        (
            "q 0 0 595 842 re W n q /Plain gs 595 0 0 842 0 0 cm /I Do Q Q BT 3 Tr /F 9 Tf 20 20 Td (xin) Tj ET",
            {},
        ),
        ("BT /F 9 Tf 20 20 Td (below) Tj ET q 595 0 0 842 0 0 cm /I Do Q", {}),
        ("0.1 0 0 0.1 0 0 cm q 5950 0 0 8420 0 0 cm /I Do Q", {"page_Rotate": 90}),
    ):
        page = opened(tmp_path, image_pdf(stream, content, **entries))
        assert (
            page.encoded.data == stream.data
            and page.encoded.passthrough
            and not page.rendered
        ), content
        assert page.dpi_known and abs(page.dpi - 200) < 1
        assert page.rotation_hint == entries.get("page_Rotate", 0)
        assert same(page.pixels, np.asarray(Image.open(io.BytesIO(stream.data))), 1)


@pytest.mark.parametrize(
    ("matrix", "turn"),
    [
        ("842 0 0 595 0 0", 0),
        ("0 -595 842 0 0 595", 90),
        ("-842 0 0 -595 842 595", 180),
        ("0 595 -842 0 842 0", 270),
    ],
)
def test_quarter_turns_by_the_matrix_are_hints(
    tmp_path: Path, matrix: str, turn: int
) -> None:
    size = (1654, 2339) if turn % 180 else (2339, 1654)
    stream = jpeg_stream("L", size)
    data = image_pdf(stream, f"q {matrix} cm /I Do Q", (842, 595), page_Rotate=90)
    page = opened(tmp_path, data)
    assert (
        page.encoded.data == stream.data
        and page.rotation_hint == (turn + 90) % 360
        and abs(page.dpi - 200) < 1
    )
    # The hint is right: turned by it, the scan is what a reader sees.
    seen = np.asarray(_drawn(tmp_path / "page"))
    upright = np.rot90(page.pixels, -page.rotation_hint // 90)
    assert (
        abs(
            cv2.resize(upright, seen.shape[::-1], interpolation=cv2.INTER_AREA).astype(
                float
            )
            - seen
        ).mean()
        < 4
    )


def _drawn(path: Path) -> Image.Image:
    import pdf2image

    return pdf2image.convert_from_path(path, dpi=72)[0].convert("L")


@pytest.mark.parametrize(
    ("content", "entries", "dpi"),
    [
        ("q 595 0 0 842 0 0 cm /I Do Q BT /F 40 Tf 20 400 Td (SEEN) Tj ET", {}, 200),
        ("q 595 0 0 842 0 0 cm /I Do Q 1 0 0 rg 10 10 90 90 re f", {}, 200),
        ("q 300 0 0 400 0 0 cm /I Do Q q 300 0 0 400 290 400 cm /I Do Q", {}, 210.6),
        ("q 300 0 0 400 0 0 cm /I Do Q", {}, 210.6),
        ("q 590 30 -30 830 20 0 cm /I Do Q", {}, 101.4),
        ("q /Half gs 595 0 0 842 0 0 cm /I Do Q", {}, 200),
        ("q 100 100 200 200 re W n 595 0 0 842 0 0 cm /I Do Q", {}, 100.1),
        ("BT /F 40 Tf 20 400 Td (text only) Tj ET", {}, 200),
        ("", {}, 200),
        (
            "q 595 0 0 842 0 0 cm /I Do Q",
            {
                "page_Annots": pikepdf.Array(
                    [
                        pikepdf.Dictionary(
                            Type=pikepdf.Name.Annot,
                            Subtype=pikepdf.Name.Square,
                            Rect=[50, 50, 200, 200],
                            C=[1, 0, 0],
                        )
                    ]
                )
            },
            200,
        ),
    ],
)
def test_other_pdf_pages_are_drawn(
    tmp_path: Path, content: str, entries: dict[str, Any], dpi: float
) -> None:
    page = opened(
        tmp_path, image_pdf(jpeg_stream(size=(827, 1170)), content, **entries)
    )
    assert (
        page.rendered
        and page.redrawn
        and not page.encoded.passthrough
        and abs(page.dpi - dpi) < 0.1
    )
    height, width = page.pixels.shape[:2]
    assert (
        abs(height - 842 * page.dpi / 72) <= 2 and abs(width - 595 * page.dpi / 72) <= 2
    )


def test_a_drawn_page_keeps_its_turn_as_a_hint(tmp_path: Path) -> None:
    content = "BT /F 60 Tf 100 700 Td (TOP) Tj ET"
    upright = opened(tmp_path, image_pdf(jpeg_stream(), content))
    turned = opened(tmp_path, image_pdf(jpeg_stream(), content, page_Rotate=90))
    assert (upright.rotation_hint, turned.rotation_hint) == (0, 90)
    assert turned.pixels.shape == upright.pixels.shape and same(
        turned.pixels, upright.pixels, 255
    )
    assert np.abs(turned.pixels.astype(int) - upright.pixels.astype(int)).mean() < 1


def test_streams_of_pdf_images(tmp_path: Path) -> None:
    grey, colour, ink = (np.asarray(picture(mode)) for mode in ("L", "RGB", "1"))
    bilevel = lossless(ink.astype(np.uint8) * 255, bilevel=True)
    fax = EncodedImage(
        g4_encode(ink),
        "CCITTFaxDecode",
        413,
        583,
        1,
        "DeviceGray",
        True,
        {"K": -1, "Columns": 413, "Rows": 583},
    )
    packed = EncodedImage(
        zlib.compress(np.packbits(ink, axis=1).tobytes()),
        "FlateDecode",
        413,
        583,
        1,
        "DeviceGray",
        True,
    )
    whole = {"content": "q 148.7 0 0 209.9 0 0 cm /I Do Q", "box": (148.7, 209.9)}
    table = pikepdf.String(bytes(range(256)) * 3)
    indexed = pikepdf.Array([pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, 255, table])
    cases: list[tuple[EncodedImage, dict[str, Any], Any]] = [
        (lossless(grey, bilevel=False), {}, grey),
        (lossless(colour, bilevel=False), {}, colour),
        (bilevel, {}, ink.astype(np.uint8) * 255),
        (fax, {}, ink.astype(np.uint8) * 255),
        (fax, {"Decode": [1, 0]}, ~ink.astype(np.uint8) * 255),
        (packed, {"Decode": [1, 0]}, (~ink).astype(np.uint8) * 255),
        (packed, {"ImageMask": True}, ink.astype(np.uint8) * 255),
        (lossless(grey, bilevel=False), {"ColorSpace": indexed}, None),
    ]
    for stream, entries, wanted in cases:
        if "ImageMask" in entries:
            entries = {**entries, "ColorSpace": None}
        data = image_pdf(
            stream,
            **whole,
            **{key: value for key, value in entries.items() if value is not None},
        )
        page = opened(tmp_path, data)
        assert page.encoded.data == stream.data and page.encoded.passthrough, entries
        assert (
            wanted is None
            or same(
                page.pixels,
                np.where(wanted > 127, 255, 0) if wanted.dtype == bool else wanted,
            )
            or (
                "Decode" in entries
                and stream is fax
                and same(page.pixels, (~ink).astype(np.uint8) * 255)
            )
        )
        assert same(shown(tmp_path, page.encoded), page.pixels)


def test_odd_colour_spaces_of_pdf_images_are_decoded_exactly(tmp_path: Path) -> None:
    grey = np.asarray(picture("L"))
    raw = EncodedImage(
        zlib.compress(grey.tobytes()), "FlateDecode", 413, 583, 8, "DeviceGray", True
    )
    function = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1)
    spot = pikepdf.Array(
        [pikepdf.Name.Separation, pikepdf.Name.Black, pikepdf.Name.DeviceGray, function]
    )
    page = opened(
        tmp_path,
        image_pdf(
            raw, "q 148.7 0 0 209.9 0 0 cm /I Do Q", (148.7, 209.9), ColorSpace=spot
        ),
    )
    assert not page.encoded.passthrough and not page.rendered
    assert same(page.pixels, 255 - grey, 1) and same(
        shown(tmp_path, page.encoded), page.pixels
    )
