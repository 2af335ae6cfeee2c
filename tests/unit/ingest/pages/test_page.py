"""Opening pages: the scanner's bytes are kept where they may be, and nothing is lost where they may
not."""

import io
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from pipeline.config import Settings, load_settings
from pipeline.errors import InputError
from pipeline.ingest.inbox.inspect import inspect_file
from pipeline.ingest.pages.page import open_page
from pipeline.ingest.pictures.raster import g4_encode, lossless
from pipeline.ingest.resolution import believed_dpi
from schemas.imaging import EncodedImage, PageImage, Pixels

SETTINGS: Settings = load_settings(environ={})
REAL = Path(__file__).parents[5] / "shared" / "real_scans"


def picture(
    mode: str = "RGB", size: tuple[int, int] = (413, 583), seed: int = 0
) -> Image.Image:
    """A page with lines of ink, a red ring, and a little noise where the mode has room for it."""
    image = Image.new("RGB", size, (250, 246, 235))
    draw = ImageDraw.Draw(image)
    for top in range(30, size[1] - 30, 18):
        draw.text(
            (20, top), f"Cong hoa xa hoi chu nghia {top} Viet Nam", fill=(20, 20, 60)
        )
    draw.ellipse((200, 300, 320, 420), outline=(200, 20, 30), width=5)
    if mode == "1":
        return image.convert("L").point(lambda value: 255 * (value > 128)).convert("1")
    noise = np.random.default_rng(seed).integers(0, 9, (size[1], size[0], 3))
    return Image.fromarray(
        np.clip(np.asarray(image) - noise, 0, 255).astype(np.uint8)
    ).convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(folder: Path, data: bytes, index: int = 0) -> PageImage:
    path = folder / "page"
    path.write_bytes(data)
    kind = inspect_file(path, SETTINGS.limits)
    page = open_page(path, kind.media_type, index, SETTINGS.limits, SETTINGS.preprocess)
    assert page.pixels.dtype == np.uint8 and page.pixels.flags["C_CONTIGUOUS"]
    assert page.pixels.shape[:2] == (page.encoded.height, page.encoded.width)
    return page


def shown(folder: Path, image: EncodedImage) -> Pixels:
    """What a PDF reader (poppler) decodes from the stream, put into a PDF as the archive stage
    will."""
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(image.data)
        space: Any = pikepdf.Name(f"/{image.colorspace}")
        if image.palette is not None:
            space = pikepdf.Array(
                [
                    pikepdf.Name.Indexed,
                    pikepdf.Name.DeviceRGB,
                    len(image.palette) // 3 - 1,
                    pikepdf.String(image.palette),
                ]
            )
        parms = {f"/{key}": value for key, value in image.decode_parms.items()}
        if image.jbig2_globals is not None:
            parms["/JBIG2Globals"] = pdf.make_stream(image.jbig2_globals)
        stream.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=image.width,
            Height=image.height,
            BitsPerComponent=image.bits,
            ColorSpace=space,
            Filter=pikepdf.Name(f"/{image.filter}"),
            DecodeParms=pikepdf.Dictionary(parms),
        )
        if image.inverted:
            stream.stream_dict.Decode = pikepdf.Array([1, 0])
        pdf.add_blank_page(page_size=(72, 72)).obj.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(I=stream)
        )
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q 72 0 0 72 0 0 cm /I Do Q")
        from pipeline.ingest.pdf.poppler import decode_streams

        (pixels,) = decode_streams(pdf, [pdf.pages[0].obj.Resources.XObject.I])
    return pixels


def same(one: Pixels, other: Pixels, tolerance: int = 0) -> bool:
    if one.ndim != other.ndim:
        one, other = (
            np.repeat(x[:, :, None], 3, 2) if x.ndim == 2 else x for x in (one, other)
        )
    return (
        one.shape == other.shape
        and int(np.abs(one.astype(int) - other.astype(int)).max()) <= tolerance
    )


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


def test_a_fax_of_one_strip_is_kept(tmp_path: Path) -> None:
    image = picture("1", (1654, 2339))
    data = encoded(
        image, "TIFF", compression="group4", tiffinfo={278: 2339}, dpi=(200, 200)
    )
    page = opened(tmp_path, data)
    assert (
        page.encoded.passthrough
        and page.encoded.filter == "CCITTFaxDecode"
        and page.encoded.data in data
    )
    assert page.encoded.bits == 1 and page.dpi == 200
    assert same(page.pixels, np.asarray(image.convert("L")))
    assert same(shown(tmp_path, page.encoded), page.pixels)


@pytest.mark.parametrize(
    ("compression", "options"),
    [
        ("group4", {}),
        ("group3", {278: 583}),
        ("group3", {278: 583, 292: 1}),
        ("tiff_ccitt", {278: 583}),
        ("tiff_lzw", {}),
        ("group4", {278: 583, 266: 2}),
        (None, {}),
    ],
)
def test_bilevel_stays_bilevel(
    tmp_path: Path, compression: str | None, options: dict[int, int]
) -> None:
    image = picture("1")
    page = opened(
        tmp_path, encoded(image, "TIFF", compression=compression, tiffinfo=options)
    )
    assert page.encoded.bits == 1
    assert same(page.pixels, np.asarray(image.convert("L")))
    assert same(shown(tmp_path, page.encoded), page.pixels)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_jpeg_in_tiff_keeps_its_scan(tmp_path: Path, mode: str) -> None:
    image = picture(mode)
    page = opened(
        tmp_path,
        encoded(image, "TIFF", compression="jpeg", quality=90, tiffinfo={278: 583}),
    )
    assert page.encoded.filter == "DCTDecode"
    assert same(page.pixels, np.asarray(image), 90)
    assert same(shown(tmp_path, page.encoded), page.pixels, 3)


def test_pages_of_a_tiff_and_half_height_faxes(tmp_path: Path) -> None:
    pages = [picture("1"), picture("RGB", seed=1), picture("L", seed=2)]
    data = encoded(
        pages[0], "TIFF", save_all=True, append_images=pages[1:], big_tiff=True
    )
    for index, image in enumerate(pages):
        assert same(
            opened(tmp_path, data, index).pixels,
            np.asarray(image.convert("L" if index != 1 else "RGB")),
        )
    fax = picture("1", (1728, 1100))
    page = opened(
        tmp_path,
        encoded(
            fax,
            "TIFF",
            compression="group4",
            resolution_unit=2,
            x_resolution=204,
            y_resolution=98,
        ),
    )
    assert same(page.pixels, np.repeat(np.asarray(fax.convert("L")), 2, axis=0))
    assert 195 < page.dpi < 205 and page.encoded.bits == 1


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
    assert believed_dpi(*size, stated, 200) == expected


def test_a_page_of_a_long_file_costs_the_same_at_its_end(tmp_path: Path) -> None:
    import time

    image = picture("1", (200, 200))
    path = tmp_path / "long.tif"
    image.save(
        path, "TIFF", compression="group4", save_all=True, append_images=[image] * 599
    )
    kind = inspect_file(path, SETTINGS.limits)
    assert kind.page_count == 600
    spent = []
    for part in (range(100), range(500, 600)):
        start = time.process_time()
        for index in part:
            open_page(
                path, kind.media_type, index, SETTINGS.limits, SETTINGS.preprocess
            )
        spent.append(time.process_time() - start)
    assert spent[1] < 3 * spent[0] + 0.2


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
